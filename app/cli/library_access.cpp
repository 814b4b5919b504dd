#include "app/cli/library_access.h"

#include "engine/base/resources.h"
#include "engine/indexing/indexer.h"

#include <algorithm>
#include <fmt/format.h>
#include <system_error>

namespace embedscope::cli {

namespace {

using ModelResult = Result<std::shared_ptr<const Model>>;

std::string settingFor(const std::string& fingerprint)
{
    return "model-file:" + fingerprint;
}

bool holdsVectorsOf(const LibraryCounts& counts, const Model& model)
{
    const std::string fingerprint = identityOf(model).fingerprint;
    return std::any_of(counts.models.begin(), counts.models.end(),
                       [&](const auto& held) { return held.first.fingerprint == fingerprint; });
}

std::string namesOf(const LibraryCounts& counts)
{
    std::string names;
    for (const auto& [identity, vectors] : counts.models)
        names += (names.empty() ? "" : ", ")
            + fmt::format("{} ({} dimensions)", identity.name, identity.dimensions);
    return names;
}

// A file that was moved or replaced is no mistake here: the next place is tried.
std::shared_ptr<const Model> rememberedModel(Library& library, const LibraryCounts& counts)
{
    for (const auto& [identity, vectors] : counts.models) {
        const auto path = library.setting(settingFor(identity.fingerprint));
        if (!path || !*path)
            continue;
        if (const ModelResult model = Model::open(**path); model && holdsVectorsOf(counts, **model))
            return *model;
    }
    return nullptr;
}

}

Result<std::shared_ptr<Library>> openExistingLibrary(const std::filesystem::path& path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        return Error{fmt::format("The library {} is not there. The command index makes one.", path.string())};
    auto library = Library::open(path);
    if (!library)
        return library.error();
    return std::shared_ptr<Library>(std::move(*library));
}

Result<void> rememberModel(Library& library, const Model& model)
{
    std::error_code error;
    const std::filesystem::path path = std::filesystem::absolute(model.info().path, error).lexically_normal();
    if (error)
        return {};
    return library.setSetting(settingFor(identityOf(model).fingerprint), path.string());
}

Result<std::shared_ptr<const Model>> modelForSearch(Library& library, const std::string& named)
{
    const auto counts = library.counts();
    if (!counts)
        return counts.error();
    if (named.empty()) {
        if (auto remembered = rememberedModel(library, *counts))
            return remembered;
    }
    const std::filesystem::path path =
        named.empty() ? findResource(kBundledModel) : std::filesystem::path(named);
    if (path.empty())
        return Error{fmt::format("The model of the library {} is not known. Name its file with --model.",
                                 library.path().string())};
    const ModelResult model = Model::open(path);
    if (!model || counts->models.empty() || holdsVectorsOf(*counts, **model))
        return model;
    if (named.empty())
        return Error{
            fmt::format("The library {} holds vectors of {}. Name the file of that model with --model.",
                        library.path().string(), namesOf(*counts))};
    return Error{
        fmt::format("The library {} holds no vectors of {}, but of {}. Search with that model, or index the "
                    "documents with this one.",
                    library.path().string(), path.string(), namesOf(*counts))};
}

}
