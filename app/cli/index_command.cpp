// `index`: the threads of a run, its rows and its end. The line itself is the engine's (engine/indexing).
#include "app/cli/commands.h"
#include "app/cli/index_report.h"
#include "app/cli/library_access.h"
#include "app/cli/output.h"
#include "app/cli/prompt_options.h"
#include "engine/base/clock.h"
#include "engine/indexing/indexer.h"
#include "engine/indexing/model_memory.h"

#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace embedscope::cli {

namespace {

constexpr int kReaders = 2; // reading is a small part of the work; more children only take memory

struct CommandOptions
{
    std::string library, model, collection, password;
    std::vector<std::string> paths;
    ChunkOptions chunks;
    ModelChoice choice;
    bool json = false;
};

// The threads of a run: workers, readers, one that stores. wait() returns when all is through.
class Run
{
public:
    Run(Indexer& indexer, Embedder& embedder)
        : m_indexer(indexer)
        , m_embedder(embedder)
    {
        for (int i = 0; i < embedder.threadCount(); ++i)
            m_workers.emplace_back([this](std::stop_token stop) { m_embedder.work(stop); });
        for (int i = 0; i < kReaders; ++i)
            m_line.emplace_back([this](std::stop_token stop) { m_indexer.readLoop(stop); });
        m_line.emplace_back([this](std::stop_token stop) { m_indexer.storeLoop(stop); });
    }

    // Every document ends, so the loops return; after Ctrl+C each ends as cancelled, within one pack.
    template <class Tick> void wait(Tick tick)
    {
        bool cancelled = false;
        while (!m_indexer.progress().idle()) {
            if (interrupted() && !cancelled) {
                cancelled = true;
                m_indexer.cancelAll();
            }
            if (m_startNs == 0 && m_indexer.progress().read > 0) {
                m_startNs = monotonicNs();
                m_busyNs = busyNs();
            }
            tick();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        m_busyShare = m_startNs == 0
            ? 0
            : static_cast<double>(busyNs() - m_busyNs) / static_cast<double>(m_embedder.threadCount())
                / static_cast<double>(monotonicNs() - m_startNs);
        m_line.clear(); // joins: finish() was called
        m_embedder.finish();
        m_workers.clear();
    }

    /// Of the workers' time from the first file that was read until the last was stored.
    double busyShare() const { return m_busyShare; }

private:
    int64_t busyNs() const
    {
        int64_t sum = 0;
        for (int i = 0; i < m_embedder.threadCount(); ++i)
            sum += static_cast<int64_t>(m_embedder.counters(i).busyNs);
        return sum;
    }

    Indexer& m_indexer;
    Embedder& m_embedder;
    int64_t m_startNs = 0, m_busyNs = 0;
    double m_busyShare = 0;
    std::vector<std::jthread> m_workers, m_line;
};

CollectedFiles collectInterruptibly(const std::vector<std::string>& names)
{
    std::stop_source stop;
    const std::jthread watcher([&stop](std::stop_token done) {
        while (!done.stop_requested() && !interrupted())
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        if (interrupted())
            stop.request_stop();
    });
    return collectFiles({names.begin(), names.end()}, stop.get_token());
}

int index(const CommandOptions& options)
{
    auto model = Model::open(options.model);
    if (!model)
        return fail(model.error().sentence);
    if (auto possible = withChoice(*model, options.choice); !possible)
        return fail(possible.error().sentence); // before a library is made
    auto opened = Library::open(options.library);
    if (!opened)
        return fail(opened.error().sentence);
    const std::shared_ptr<Library> library = std::move(*opened);
    model = asLastUsed(*library, *model);
    if (model)
        model = withChoice(*model, options.choice);
    if (!model)
        return fail(model.error().sentence);
    noteUntrainedSize((*model)->info());
    if (auto noted = rememberModel(*library, **model); !noted)
        return fail(noted.error().sentence);

    IndexReport report(options.json);
    const CollectedFiles files = collectInterruptibly(options.paths);
    for (const auto& [path, sentence] : files.problems)
        report.addUnreachable(path, sentence);

    const auto embedder = std::make_shared<Embedder>(*model, EmbedOptions{});
    const auto readers = std::make_shared<ReaderPool>(ReaderPool::defaultProgram(), kReaders);
    if (!options.password.empty())
        readers->rememberPassword({}, options.password);
    IndexOptions indexOptions;
    indexOptions.chunks = options.chunks;
    indexOptions.collection = options.collection;
    Indexer indexer(library, embedder, readers, indexOptions,
                    [&report](const IndexEvent& event) { report.take(event); });
    for (const auto& file : files.files)
        indexer.add(file);
    indexer.finish();
    Run run(indexer, *embedder);
    run.wait([&] { report.showProgress(indexer.progress()); });
    return report.end(indexer.progress(), run.busyShare());
}

}

void addIndexCommand(CLI::App& program, int& status)
{
    auto options = std::make_shared<CommandOptions>();
    CLI::App* command = program.add_subcommand("index", "Read, embed and store documents in a library");
    command->add_option("--library", options->library, "Library file; made when it is not there")->required();
    command->add_option("--model", options->model, "GGUF file of the model that embeds")->required();
    command->add_flag("--json", options->json, "Print one JSON object at the end instead of rows");
    command->add_option("--collection", options->collection,
                        "Name of a part of the library; a file may be in several");
    command
        ->add_option("--chunk-tokens", options->chunks.chunkTokens,
                     "Tokens of a passage at most; never more than the model takes")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command
        ->add_option("--overlap", options->chunks.overlapTokens,
                     "Tokens that a passage shares with the one before, at most half of a passage")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--password", options->password, "Password of the locked files among them");
    addModelChoice(*command, options->choice);
    command->add_option("paths", options->paths, "Files and folders")->required()->option_text("PATH...");
    command->footer(
        "A file that did not change is not embedded again; a changed one takes the place of its earlier "
        "content.\n"
        "Task, prompts and dimensions are remembered by the library: the next run and search use them unless "
        "told "
        "otherwise.\n"
        "Vectors made with another prompt before passages or other dimensions are never compared with "
        "these.\n"
        "A file that fails is a row with its reason, the others go on, and the exit status is 1.\n"
        "Ctrl+C stops within moments (status 130); what was stored stays, and the next run does the rest.\n"
        "Output with --json: "
        "{\"files\":[{\"file\",\"state\":\"done\"|\"unchanged\"|\"problem\",\"reason\",\"remark\","
        "\"kind\",\"pages\",\"chunks\",\"tokens\",\"ms\"}],\n"
        "\"summary\":{\"files\",\"done\",\"unchanged\",\"problems\",\"cancelled\",\"chunks\",\"cut\","
        "\"tokens\","
        "\"seconds\","
        "\"tokens_per_second\",\"workers_busy\"}};\n"
        "workers_busy is the share of the workers' time in which they embedded, once a file had been read.");
    command->callback([command, options, &status] {
        const bool isGiven = command->count("--overlap") > 0;
        if (isGiven && options->chunks.overlapTokens > options->chunks.chunkTokens / 2)
            throw CLI::ValidationError("--overlap", "is more than half of --chunk-tokens");
        status = index(*options);
    });
}

}
