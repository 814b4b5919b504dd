#include "app/cli/library_export.h"

#include "app/cli/commands.h"
#include "app/cli/vector_writer.h"

#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <unordered_map>
#include <vector>

namespace embedscope::cli {

namespace {

Result<ModelIdentity> chooseIdentity(Library& library, const std::string& fingerprint)
{
    const auto counts = library.counts();
    if (!counts)
        return counts.error();
    std::vector<ModelIdentity> fitting;
    std::string known;
    for (const auto& [identity, vectors] : counts->models) {
        known += fmt::format(" {} ({})", identity.fingerprint, identity.name);
        if (identity.fingerprint.starts_with(fingerprint))
            fitting.push_back(identity);
    }
    const std::string name = library.path().string();
    if (fitting.size() == 1)
        return fitting.front();
    if (counts->models.empty())
        return Error{fmt::format("The library {} holds no vectors.", name)};
    return Error{
        fmt::format("The library {} holds vectors of {} models that fit. Name one with --fingerprint:{}",
                    name, fitting.size(), known)};
}

Result<std::unordered_map<int64_t, DocumentRow>> documentsById(Library& library)
{
    const auto rows = library.documents();
    if (!rows)
        return rows.error();
    std::unordered_map<int64_t, DocumentRow> documents;
    for (const DocumentRow& row : *rows)
        documents.emplace(row.id, row);
    return documents;
}

// A table has a name per row; JSON has room for all that finds the passage again.
nlohmann::json idOf(const DocumentRow& document, const ChunkRow& passage, const std::string& format)
{
    if (format == "csv")
        return fmt::format("{}#{}", document.path, passage.ordinal + 1);
    return {{"file", document.path},
            {"collection", document.collection},
            {"passage", passage.ordinal + 1},
            {"begin", passage.begin},
            {"end", passage.end}};
}

Result<void> writeRows(Library& library, const ModelIdentity& identity, const std::string& format,
                       VectorWriter& writer)
{
    const auto documents = documentsById(library);
    if (!documents)
        return documents.error();
    Result<void> outcome;
    const auto each = [&](int64_t chunk, int64_t document, std::span<const float> vector) {
        const auto passage = library.chunksById({&chunk, 1});
        if (!passage)
            outcome = passage.error();
        if (!passage || interrupted() || writer.failed())
            return false;
        const auto known = documents->find(document);
        if (passage->empty() || known == documents->end())
            return true; // another program removed or added it meanwhile
        writer.write({idOf(known->second, passage->front(), format),
                      static_cast<std::size_t>(passage->front().tokens), 0, vector});
        return true;
    };
    if (auto read = library.eachVector(identity, 0, each); !read)
        return read;
    return outcome;
}

// Half an export must not be taken for a whole one.
void removeUnfinished(const std::string& output)
{
    std::error_code error;
    if (output != "-" && std::filesystem::is_regular_file(output, error))
        std::filesystem::remove(output, error);
}

}

void addExportOptions(CLI::App& command, ExportOptions& options)
{
    command.add_option("--output", options.output, "File to write; - is standard output")
        ->capture_default_str();
    command.add_option("--format", options.format, "jsonl, csv or npy")
        ->check(CLI::IsMember({"jsonl", "csv", "npy"}))
        ->capture_default_str();
    command.add_option(
        "--fingerprint", options.fingerprint,
        "Beginning of the model's fingerprint, when the library holds vectors of several models");
    command.footer(
        "jsonl: {\"id\":{\"file\",\"collection\",\"passage\",\"begin\",\"end\"},\"tokens\",\"vector\"} per "
        "passage;\n"
        "csv: id (file#passage), tokens, v0, v1 ...; npy: the vectors alone, a row per passage.\n"
        "The rows have the same order in all three.");
}

int exportVectors(Library& library, const ExportOptions& options)
{
    const auto identity = chooseIdentity(library, options.fingerprint);
    if (!identity)
        return fail(identity.error().sentence);
    auto writer = VectorWriter::create(options.format, options.output, identity->dimensions);
    if (!writer)
        return fail(writer.error().sentence);
    auto written = writeRows(library, *identity, options.format, **writer);
    if (written && !interrupted())
        written = (*writer)->finish();
    if (written && !interrupted())
        return 0;
    removeUnfinished(options.output);
    return interrupted() ? 130 : fail(written.error().sentence);
}

}
