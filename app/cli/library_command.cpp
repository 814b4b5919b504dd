// `library`: what a library holds, whether it is sound, and copies of it. The export is in
// library_export.cpp.
#include "app/cli/commands.h"
#include "app/cli/library_access.h"
#include "app/cli/library_export.h"
#include "app/cli/output.h"

#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <string>

namespace embedscope::cli {

namespace {

using nlohmann::ordered_json;

struct CommandOptions
{
    std::string library, target;
    bool json = false;
    ExportOptions exported;
};

uintmax_t bytesOf(const std::filesystem::path& file)
{
    std::error_code error;
    const uintmax_t bytes = std::filesystem::file_size(file, error);
    return error ? 0 : bytes;
}

ordered_json infoJson(const Library& library, const LibraryCounts& counts,
                      const std::map<std::string, int64_t>& collections)
{
    ordered_json models = ordered_json::array();
    for (const auto& [identity, vectors] : counts.models)
        models.push_back({{"name", identity.name},
                          {"fingerprint", identity.fingerprint},
                          {"dimensions", identity.dimensions},
                          {"vectors", vectors}});
    ordered_json parts = ordered_json::array();
    for (const auto& [name, documents] : collections)
        parts.push_back({{"name", name}, {"documents", documents}});
    return {{"library", library.path().string()}, {"bytes", bytesOf(library.path())},
            {"documents", counts.documents},      {"done", counts.done},
            {"problems", counts.problems},        {"chunks", counts.chunks},
            {"vectors", counts.vectors},          {"tokens", counts.tokens},
            {"models", std::move(models)},        {"collections", std::move(parts)}};
}

void printInfo(const ordered_json& info)
{
    const auto row = [](std::string_view name, const std::string& value) {
        print(fmt::format("{:<12} {}\n", name, value));
    };
    row("library", oneLine(info["library"].get<std::string>()));
    row("size", fmt::format("{:.1f} MB", info["bytes"].get<double>() / 1e6));
    row("documents",
        fmt::format("{} ({} done, {} problems)", info["documents"].dump(), info["done"].dump(),
                    info["problems"].dump()));
    row("passages", info["chunks"].dump());
    row("vectors", info["vectors"].dump());
    row("tokens", info["tokens"].dump());
    for (const ordered_json& model : info["models"])
        row("model",
            fmt::format("{}: {} vectors of {} dimensions, {}", oneLine(model["name"].get<std::string>()),
                        model["vectors"].dump(), model["dimensions"].dump(),
                        model["fingerprint"].get<std::string>()));
    for (const ordered_json& part : info["collections"]) {
        const std::string name = oneLine(part["name"].get<std::string>());
        row("collection",
            fmt::format("{}: {} documents", name.empty() ? "(without a name)" : name,
                        part["documents"].dump()));
    }
}

int info(Library& library, const CommandOptions& options)
{
    const auto counts = library.counts();
    if (!counts)
        return fail(counts.error().sentence);
    const auto documents = library.documents();
    if (!documents)
        return fail(documents.error().sentence);
    std::map<std::string, int64_t> collections;
    for (const DocumentRow& row : *documents)
        ++collections[row.collection];
    const ordered_json report = infoJson(library, *counts, collections);
    if (options.json)
        print(jsonLine(report));
    else
        printInfo(report);
    return endOutput();
}

int check(Library& library, const CommandOptions& options)
{
    const auto faults = library.check();
    if (!faults)
        return fail(faults.error().sentence);
    if (options.json) {
        print(jsonLine({{"sound", faults->empty()}, {"faults", *faults}}));
    } else {
        for (const std::string& fault : *faults)
            print(oneLine(fault) + "\n");
        if (faults->empty())
            print("The library is sound.\n");
    }
    if (const int written = endOutput(); written != 0)
        return written;
    if (faults->empty())
        return 0;
    return fail(fmt::format("The library {} has faults; the first is: {}", library.path().string(),
                            oneLine(faults->front())));
}

int vacuum(Library& library, const CommandOptions&)
{
    const uintmax_t before = bytesOf(library.path());
    if (auto done = library.vacuum(); !done)
        return fail(done.error().sentence);
    print(fmt::format("{} had {} bytes and has {}.\n", oneLine(library.path().string()), before,
                      bytesOf(library.path())));
    return endOutput();
}

int backup(Library& library, const CommandOptions& options)
{
    if (auto done = library.backup(options.target); !done)
        return fail(done.error().sentence);
    print(fmt::format("{} was copied to {}.\n", oneLine(library.path().string()), oneLine(options.target)));
    return endOutput();
}

int exportVectorsOf(Library& library, const CommandOptions& options)
{
    return exportVectors(library, options.exported);
}

using Action = int (*)(Library&, const CommandOptions&);

int run(Action action, const CommandOptions& options)
{
    const auto library = openExistingLibrary(options.library);
    return library ? action(**library, options) : fail(library.error().sentence);
}

}

void addLibraryCommand(CLI::App& program, int& status)
{
    auto options = std::make_shared<CommandOptions>();
    CLI::App* group =
        program.add_subcommand("library", "Look after a library: info, check, vacuum, backup, export");
    group->require_subcommand(1);
    const auto add = [&](const char* name, const char* description, Action action) {
        CLI::App* command = group->add_subcommand(name, description);
        command->add_option("library", options->library, "Library file")->required()->option_text("LIBRARY");
        command->callback([options, &status, action] { status = run(action, *options); });
        return command;
    };
    CLI::App* shown = add("info", "Counts, models and collections", info);
    shown->add_flag("--json", options->json, "Print one JSON object");
    shown->footer("Output with --json: "
                  "{\"library\",\"bytes\",\"documents\",\"done\",\"problems\",\"chunks\",\"vectors\","
                  "\"tokens\",\"models\":[{\"name\",\"fingerprint\",\"dimensions\",\"vectors\"}],"
                  "\"collections\":[{\"name\",\"documents\"}]}");
    CLI::App* checked = add("check", "Check the file and that every document is whole", check);
    checked->add_flag("--json", options->json, "Print one JSON object");
    checked->footer(
        "Output with --json: {\"sound\",\"faults\":[sentences]}. Exit status 1 when there are faults.");
    add("vacuum", "Give the space of removed documents back to the disk", vacuum);
    CLI::App* copied = add("backup", "Copy a library, also while it is used", backup);
    copied->add_option("target", options->target, "File that is not there yet")
        ->required()
        ->option_text("TARGET");
    addExportOptions(*add("export", "Write the vectors of a library", exportVectorsOf), options->exported);
}

}
