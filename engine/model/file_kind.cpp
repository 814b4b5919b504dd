#include "engine/model/file_kind.h"

#include "engine/gguf/in_quotes.h"

#include <fmt/format.h>
#include <string>

namespace embedscope {

namespace {

std::string_view textOf(const GgufFile& file, std::string_view key)
{
    const auto value = file.stringValue(key);
    return value && *value ? **value : std::string_view();
}

uint64_t numberOf(const GgufFile& file, std::string_view key)
{
    const auto value = file.unsignedValue(key);
    return value ? value->value_or(0) : 0;
}

std::string knownFamilies()
{
    std::string names;
    for (const Family& family : allFamilies())
        names += fmt::format("{}{}", names.empty() ? "" : ", ", family.architecture);
    return names;
}

}

Result<void> checkIsNetwork(const GgufFile& file)
{
    const std::string_view type = textOf(file, "general.type"),
                           architecture = textOf(file, "general.architecture");
    if (const uint64_t parts = numberOf(file, "split.count"); parts > 1)
        return Error{
            fmt::format("{} is part {} of a model that was split into {} files; join them into one file "
                        "(llama-gguf-split --merge) and open that.",
                        file.name(), numberOf(file, "split.no") + 1, parts)};
    if (type == "adapter" || file.find("adapter.type"))
        return Error{fmt::format(
            "{} is an adapter (LoRA), which changes another model and is none itself; open a model "
            "into which it has been merged.",
            file.name())};
    if (type == "mmproj" || architecture == "clip")
        return Error{fmt::format(
            "{} is the image part of a model that sees pictures; texts cannot be embedded with it. "
            "Choose a text embedding model.",
            file.name())};
    if (file.tensors().empty())
        return Error{fmt::format(
            "{} is a vocabulary without weights: it can be used to tokenize, not to embed.", file.name())};
    return {};
}

Result<const Family*> familyOf(const GgufFile& file)
{
    const auto architecture = file.stringValue("general.architecture");
    if (!architecture)
        return architecture.error();
    if (!*architecture)
        return Error{
            fmt::format("{} does not say which architecture it has (general.architecture), so it cannot be "
                        "used; choose a complete model file.",
                        file.name())};
    const Family* family = findFamily(**architecture);
    if (!family)
        return Error{fmt::format(
            "{} is a {} model, which is none of the embedding families that this version runs: {}.",
            file.name(), inQuotes(**architecture), knownFamilies())};
    return family;
}

}
