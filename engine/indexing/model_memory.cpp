#include "engine/indexing/model_memory.h"

#include "engine/indexing/indexer.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>

namespace embedscope {

namespace {

constexpr const char* kFile = "model-file:";
constexpr const char* kQuestion = "model-question:";
constexpr const char* kPassage = "model-passage:";
constexpr const char* kDimensions = "model-dimensions:";
constexpr const char* kLast = "model-last:"; // of a network: the identity used last

// An empty prompt is a choice too, so a chosen one is marked.
std::string chosenPrompt(const Prompts& prompts, TextRole role)
{
    return prompts.source(role) == "you" ? "=" + prompts.of(role) : std::string();
}

std::optional<std::string> promptFrom(const std::optional<std::string>& kept)
{
    return kept && kept->starts_with('=') ? std::optional(kept->substr(1)) : std::nullopt;
}

int numberFrom(const std::optional<std::string>& kept)
{
    int number = 0;
    if (kept)
        std::from_chars(kept->data(), kept->data() + kept->size(), number);
    return std::max(0, number);
}

bool holds(const LibraryCounts& counts, const std::string& fingerprint)
{
    return std::ranges::any_of(counts.models,
                               [&](const auto& held) { return held.first.fingerprint == fingerprint; });
}

// The network as it was when it made vectors of this identity; nullptr when it cannot have made them.
Result<std::shared_ptr<const Model>> asRemembered(Library& library, const Model& model,
                                                  const std::string& fingerprint)
{
    const auto kept = rememberedModel(library, {.fingerprint = fingerprint, .name = {}, .dimensions = 0});
    if (!kept)
        return kept.error();
    if (*kept) {
        if (auto other = model.with((*kept)->prompts, (*kept)->dimensions);
            other && identityOf(**other).fingerprint == fingerprint)
            return *other;
    }
    return std::shared_ptr<const Model>();
}

Result<std::string> lastUsed(Library& library, const Model& model)
{
    auto last = library.setting(kLast + model.info().fingerprint);
    if (!last)
        return last.error();
    return last->value_or(std::string());
}

}

Result<void> rememberModel(Library& library, const Model& model)
{
    const std::string identity = identityOf(model).fingerprint;
    const Prompts& prompts = model.prompts();
    std::error_code error;
    const auto path = std::filesystem::absolute(model.info().path, error).lexically_normal();
    const std::pair<std::string, std::string> settings[] = {
        {kFile + identity, error ? std::string() : path.string()},
        {kQuestion + identity, chosenPrompt(prompts, TextRole::Question)},
        {kPassage + identity, chosenPrompt(prompts, TextRole::Passage)},
        {kDimensions + identity, std::to_string(model.options().dimensions)},
        {kLast + model.info().fingerprint, identity},
    };
    for (const auto& [key, value] : settings) {
        if (auto set = library.setSetting(key, value); !set)
            return set;
    }
    return {};
}

Result<std::optional<RememberedModel>> rememberedModel(Library& library, const ModelIdentity& identity)
{
    std::optional<std::string> values[4];
    const char* const keys[] = {kFile, kQuestion, kPassage, kDimensions};
    for (std::size_t i = 0; i < std::size(keys); ++i) {
        auto value = library.setting(keys[i] + identity.fingerprint);
        if (!value)
            return value.error();
        values[i] = std::move(*value);
    }
    if (!values[0] || values[0]->empty())
        return std::optional<RememberedModel>();
    return std::optional(
        RememberedModel{*values[0],
                        {.task = {}, .question = promptFrom(values[1]), .passage = promptFrom(values[2])},
                        numberFrom(values[3])});
}

Result<std::shared_ptr<const Model>> asLastUsed(Library& library, std::shared_ptr<const Model> model)
{
    const auto last = lastUsed(library, *model);
    if (!last)
        return last.error();
    const auto other = asRemembered(library, *model, *last);
    if (!other)
        return other.error();
    return *other ? *other : model;
}

Result<std::shared_ptr<const Model>> asVectorsAre(Library& library, std::shared_ptr<const Model> model)
{
    const auto counts = library.counts();
    const auto last = lastUsed(library, *model);
    if (!counts || !last)
        return counts ? last.error() : counts.error();
    if (counts->models.empty())
        return asLastUsed(library, std::move(model));
    std::vector<std::string> candidates = {*last, identityOf(*model).fingerprint};
    for (const auto& [identity, vectors] : counts->models)
        candidates.push_back(identity.fingerprint);
    for (const std::string& fingerprint : candidates) {
        if (!holds(*counts, fingerprint))
            continue;
        const auto other = asRemembered(library, *model, fingerprint);
        if (!other)
            return other.error();
        if (*other)
            return *other;
        if (fingerprint == candidates[1])
            return model; // its vectors are there, though nobody remembered how it was used
    }
    return std::shared_ptr<const Model>();
}

}
