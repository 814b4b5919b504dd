#include "engine/lab/comparison.h"

#include <charconv>
#include <fmt/format.h>
#include <set>

namespace embedscope {

namespace {

constexpr int kMostPackTokens = 65536;

Result<int> numberFrom(std::string_view key, std::string_view value, int most)
{
    if (value == "auto")
        return 0;
    int number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || number < 0 || number > most)
        return Error{
            fmt::format("\"{}={}\" is not a setting: {} takes a number from 0 to {}, 0 is automatic.", key,
                        value, key, most)};
    return number;
}

Result<void> applySetting(EmbedOptions& options, std::string_view key, std::string_view value)
{
    const auto setNumber = [&](int& member, int most) -> Result<void> {
        const auto number = numberFrom(key, value, most);
        if (!number)
            return number.error();
        member = *number;
        return {};
    };
    if (key == "mode") {
        const auto mode = modeFromName(value);
        if (!mode)
            return mode.error();
        options.mode = *mode;
        return {};
    }
    if (key == "workers")
        return setNumber(options.workers, Embedder::kMaxThreads);
    if (key == "matmul-threads")
        return setNumber(options.matmulThreads, Embedder::kMaxThreads);
    if (key == "pack-tokens") {
        const auto set = setNumber(options.packTokens, kMostPackTokens);
        if (set && options.packTokens == 0)
            options.packTokens = EmbedOptions().packTokens;
        return set;
    }
    if (key == "pin" || key == "help" || key == "background") {
        if (value != "yes" && value != "no")
            return Error{fmt::format("\"{}={}\" is not a setting: {} takes yes or no.", key, value, key)};
        (key == "pin" ? options.pin : key == "help" ? options.help : options.background) = value == "yes";
        return {};
    }
    return Error{fmt::format(
        "There is no setting \"{}\"; there are mode, workers, matmul-threads, pack-tokens, pin, help and background.",
        key)};
}

}

Result<EmbedOptions> optionsFromSpec(std::string_view spec)
{
    EmbedOptions options;
    std::set<std::string_view> seen;
    while (!spec.empty()) {
        const std::string_view setting = spec.substr(0, spec.find(','));
        spec.remove_prefix(std::min(spec.size(), setting.size() + 1));
        const auto equals = setting.find('=');
        if (equals == std::string_view::npos)
            return Error{
                fmt::format("\"{}\" is not a setting; write for example mode=coarse,workers=2.", setting)};
        const std::string_view key = setting.substr(0, equals);
        if (!seen.insert(key).second)
            return Error{fmt::format("\"{}\" is set twice.", key)};
        const auto applied = applySetting(options, key, setting.substr(equals + 1));
        if (!applied)
            return applied.error();
    }
    return options;
}

std::string specFromOptions(const EmbedOptions& options)
{
    const EmbedOptions usual;
    std::string spec = fmt::format("mode={},workers=", modeName(options.mode));
    spec += options.workers == 0 ? "auto" : std::to_string(options.workers);
    if (options.matmulThreads != usual.matmulThreads)
        spec += fmt::format(",matmul-threads={}", options.matmulThreads);
    if (options.packTokens != usual.packTokens)
        spec += fmt::format(",pack-tokens={}", options.packTokens);
    if (options.pin)
        spec += ",pin=yes";
    if (options.background)
        spec += ",background=yes";
    if (!options.help)
        spec += ",help=no";
    return spec;
}

}
