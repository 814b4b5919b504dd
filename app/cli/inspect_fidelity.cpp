#include "app/cli/inspect_fidelity.h"

#include "engine/embed/embedder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <vector>

namespace embedscope::cli {

namespace {

using nlohmann::ordered_json;

ordered_json check(const char* name, std::optional<bool> ok, const std::string& detail)
{
    return {{"check", name}, {"ok", ok ? ordered_json(*ok) : ordered_json()}, {"detail", detail}};
}

ordered_json poolingInFile(const GgufFile& file)
{
    const char* name = "pooling is in the file";
    const auto architecture = file.stringValue("general.architecture");
    if (!architecture || !*architecture)
        return check(name, false, "the file does not name its architecture");
    const std::string key = fmt::format("{}.pooling_type", **architecture);
    const auto type = file.unsignedValue(key);
    if (!type)
        return check(name, false, type.error().sentence);
    if (!*type)
        return check(name, false, fmt::format("{} is missing; the rule of the family is used", key));
    constexpr std::array kNames = {"none", "mean", "first token", "last token", "rank"};
    return check(name, **type < kNames.size(), **type < kNames.size() ? kNames[**type] : "unknown number");
}

ordered_json specialTokens(const Tokenizer& tokenizer)
{
    const auto ids = tokenizer.encode("a");
    const SpecialTokens& special = tokenizer.special();
    const bool ok = ids.size() >= 3 && ids.front() == special.first && ids.back() == special.last;
    return check("special tokens stand around a text", ok,
                 fmt::format("{} ... {}", tokenizer.piece(special.first), tokenizer.piece(special.last)));
}

// Pieces that start a word, given back to the tokenizer, must come out as themselves. Not every one does in a
// good vocabulary (some hold characters that are dropped or lowered), so most of them must.
ordered_json tokenizerRoundTrip(const Tokenizer& tokenizer)
{
    constexpr std::string_view kWordStart = "\xE2\x96\x81"; // U+2581
    constexpr std::size_t kSamples = 2000;
    const std::size_t step = std::max<std::size_t>(1, tokenizer.vocabularySize() / kSamples);
    std::size_t tried = 0, same = 0;
    std::vector<TokenId> ids;
    for (std::size_t i = 0; i < tokenizer.vocabularySize(); i += step) {
        const auto id = static_cast<TokenId>(i);
        const std::string_view piece = tokenizer.piece(id);
        if (piece.size() <= kWordStart.size() || !piece.starts_with(kWordStart))
            continue;
        ids.clear();
        tokenizer.tokenize(piece.substr(kWordStart.size()), ids);
        ++tried;
        same += ids.size() == 1 && ids.front() == id;
    }
    return check("tokens come back from their own text", tried > 0 && same * 20 >= tried * 19,
                 fmt::format("{} of {} word starts tried", same, tried));
}

std::vector<std::vector<TokenId>> sampleTexts(const Model& model)
{
    std::vector<std::vector<TokenId>> texts;
    for (const char* text : {"The quick brown fox jumps over the lazy dog.", "sea", "",
                             "Bread needs four ingredients: "
                             "flour, water, salt and time."}) {
        std::vector<TokenId> ids;
        model.tokenizer().tokenize(text, ids);
        texts.push_back(model.tokenizer().wrap(ids, static_cast<std::size_t>(model.info().contextLength)));
    }
    return texts;
}

void vectorChecks(ordered_json& checks, const std::shared_ptr<const Model>& model)
{
    EmbedOptions options;
    options.workers = 1;
    const auto texts = sampleTexts(*model);
    const auto packed = embedAll(model, options, texts);
    const std::vector<float>& first = packed.front();
    const bool finite = std::ranges::all_of(first, [](float value) { return std::isfinite(value); });
    const bool zero = std::ranges::all_of(first, [](float value) { return value == 0; });
    checks.push_back(check("the first vector is finite and not zero", !first.empty() && finite && !zero,
                           fmt::format("{} dimensions", first.size())));
    std::size_t same = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto alone = embedAll(model, options, {texts[i]}).front();
        same += !alone.empty() && alone.size() == packed[i].size()
            && std::memcmp(alone.data(), packed[i].data(), alone.size() * sizeof(float)) == 0;
    }
    checks.push_back(check("a text has the same vector alone and in a pack", same == texts.size(),
                           fmt::format("{} of {} texts bit for bit", same, texts.size())));
}

}

ordered_json fidelityChecks(const GgufFile& file, const Tokenizer* tokenizer,
                            const std::shared_ptr<const Model>& model)
{
    ordered_json checks = ordered_json::array();
    checks.push_back(poolingInFile(file));
    if (tokenizer) {
        checks.push_back(specialTokens(*tokenizer));
        checks.push_back(tokenizerRoundTrip(*tokenizer));
    } else {
        checks.push_back(
            check("special tokens stand around a text", std::nullopt, "the tokenizer cannot be used"));
        checks.push_back(
            check("tokens come back from their own text", std::nullopt, "the tokenizer cannot be used"));
    }
    if (model) {
        vectorChecks(checks, model);
    } else {
        checks.push_back(
            check("the first vector is finite and not zero", std::nullopt, "the model cannot run"));
        checks.push_back(
            check("a text has the same vector alone and in a pack", std::nullopt, "the model cannot run"));
    }
    return checks;
}

}
