#include "app/cli/library_access.h"

#include "engine/base/resources.h"
#include "engine/indexing/indexer.h"
#include "engine/indexing/model_memory.h"

#include <algorithm>
#include <fmt/format.h>
#include <system_error>

namespace embedscope::cli {

namespace {

using ModelResult = Result<std::shared_ptr<const Model>>;

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
std::shared_ptr<const Model> findRemembered(Library& library, const LibraryCounts& counts)
{
    for (const auto& [identity, vectors] : counts.models) {
        const auto kept = rememberedModel(library, identity);
        if (!kept || !*kept)
            continue;
        const ModelResult model = Model::open((*kept)->path);
        if (!model)
            continue;
        if (const ModelResult same = asVectorsAre(library, *model); same && *same)
            return *same;
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

ModelResult modelForSearch(Library& library, const std::string& named, const ModelChoice& choice)
{
    const auto counts = library.counts();
    if (!counts)
        return counts.error();
    std::shared_ptr<const Model> model = named.empty() ? findRemembered(library, *counts) : nullptr;
    const std::filesystem::path path =
        named.empty() ? findResource(kBundledModel) : std::filesystem::path(named);
    if (!model && path.empty())
        return Error{fmt::format("The model of the library {} is not known. Name its file with --model.",
                                 library.path().string())};
    if (!model) {
        const ModelResult opened = Model::open(path);
        if (!opened)
            return opened;
        const ModelResult same = asVectorsAre(library, *opened);
        if (!same)
            return same;
        model = *same ? *same : *opened;
    }
    const ModelResult chosen = withChoice(model, choice);
    if (!chosen || counts->models.empty() || holdsVectorsOf(*counts, **chosen))
        return chosen;
    if (holdsVectorsOf(*counts, *model))
        return Error{fmt::format("The library {} holds vectors of {}, but none with this task, prompt before passages or "
                                 "number of dimensions. Leave them out, or index the documents with them.",
                                 library.path().string(), model->info().fileName)};
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
