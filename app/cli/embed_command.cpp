#include "app/cli/commands.h"
#include "app/cli/embed_input.h"
#include "app/cli/embed_timings.h"
#include "app/cli/line_reader.h"
#include "app/cli/ordered_output.h"
#include "app/cli/prompt_options.h"
#include "app/cli/vector_writer.h"
#include "engine/base/clock.h"
#include "engine/embed/embedder.h"
#include "engine/kernels/dispatch.h"

#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace embedscope::cli {

namespace {

struct EmbedCommandOptions
{
    std::string model, input = "-", output = "-", format = "jsonl";
    std::string task, title, prompt, pooling, mode = "coarse", target;
    int dimensions = 0;
    int workers = 0, matmulThreads = 0, packTokens = EmbedOptions().packTokens;
    bool raw = false, timings = false, bf16 = false, pin = false, background = false;
};

ModelOptions modelOptions(const EmbedCommandOptions& options)
{
    ModelOptions wanted;
    wanted.target = options.target;
    if (!options.pooling.empty())
        wanted.pooling = *poolingFromName(options.pooling);
    wanted.dimensions = options.dimensions;
    wanted.normalize = !options.raw;
    wanted.bf16 = options.bf16;
    wanted.needsTokenizer = false; // an input of ids needs none
    return wanted;
}

EmbedOptions embedOptions(const EmbedCommandOptions& options)
{
    EmbedOptions wanted;
    wanted.workers = options.workers;
    wanted.mode = *modeFromName(options.mode);
    wanted.matmulThreads = options.matmulThreads;
    wanted.packTokens = options.packTokens;
    wanted.pin = options.pin;
    wanted.background = options.background;
    return wanted;
}

// Texts that do not fit are cut as the models' own programs do, and it is said.
struct CutTexts
{
    std::size_t count = 0;
    std::string lines;

    void add(std::size_t line)
    {
        constexpr std::size_t kNamed = 10;
        if (count < kNamed)
            lines += fmt::format("{}{}", count == 0 ? "" : ", ", line);
        else if (count == kNamed)
            lines += " ...";
        ++count;
    }
};

class EmbedRun
{
public:
    EmbedRun(std::shared_ptr<const Model> model, const EmbedOptions& options, std::string prompt,
             VectorWriter& writer)
        : m_model(std::move(model))
        , m_prompt(std::move(prompt))
        , m_embedder(m_model, options)
        , m_output(std::make_shared<OrderedOutput>(writer))
        , m_writer(writer)
    {
        for (int i = 0; i < m_embedder.threadCount(); ++i)
            m_threads.emplace_back([this](std::stop_token stop) { m_embedder.work(stop); });
    }

    /// The status of the command.
    int run(LineReader& input)
    {
        const std::string problem = submitAll(input);
        const bool cancelled = interrupted() || !problem.empty();
        if (interrupted())
            m_embedder.cancelQueued();
        m_embedder.finish();
        for (std::jthread& thread : m_threads)
            thread.join(); // they end when the queue is empty
        m_output->drain();
        const auto written = m_writer.finish();
        if (interrupted())
            return 130;
        if (cancelled)
            return fail(problem);
        if (!m_output->problem().empty())
            return fail(m_output->problem());
        return written ? 0 : fail(written.error().sentence);
    }

    const CutTexts& cut() const { return m_cut; }
    Embedder& embedder() { return m_embedder; }

private:
    /// Empty, or what is wrong with a line.
    std::string submitAll(LineReader& input)
    {
        EmbedInput parser(*m_model, m_prompt);
        while (!interrupted() && !m_writer.failed() && m_output->problem().empty()) {
            auto line = input.next();
            if (!line)
                return line.error().sentence;
            if (!*line)
                break;
            auto parsed = parser.parse(std::move(**line), input.line());
            if (!parsed)
                return fmt::format("Line {} of {}: {}", input.line(), input.name(), parsed.error().sentence);
            if (parsed->cutTokens > 0)
                m_cut.add(input.line());
            VectorRow row{
                .id = std::move(parsed->id), .tokens = parsed->ids.size(), .cutTokens = parsed->cutTokens};
            const uint64_t tag = m_output->expect(std::move(row));
            m_embedder.submit({std::move(parsed->ids), tag, m_output});
        }
        return {};
    }

    std::shared_ptr<const Model> m_model;
    std::string m_prompt;
    Embedder m_embedder;
    std::shared_ptr<OrderedOutput> m_output;
    VectorWriter& m_writer;
    CutTexts m_cut;
    std::vector<std::jthread> m_threads;
};

// The exact string before every text. Without a task texts go in as they are: prompts are often in them already.
Result<std::string> promptOf(const EmbedCommandOptions& options, const Prompts& prompts)
{
    if (options.task.empty() && options.title.empty() && options.prompt.empty())
        return std::string();
    const std::string task = options.task.empty() ? "document" : options.task;
    auto prompt = options.prompt.empty() ? prompts.promptOf(task) : Result<std::string>(options.prompt);
    if (!prompt)
        return prompt.error();
    if (!options.title.empty() && prompt->find("{title}") == std::string::npos)
        return Error{options.prompt.empty()
                         ? fmt::format("The prompt of the task \"{}\" has no place for a title; leave out --title.", task)
                         : std::string("The prompt has no {title} in it; leave out --title.")};
    return Prompts::withTitle(*prompt, options.title);
}

int embed(const EmbedCommandOptions& options)
{
    const int64_t start = monotonicNs();
    const auto model = Model::open(options.model, modelOptions(options));
    if (!model)
        return fail(model.error().sentence);
    noteUntrainedSize((*model)->info());
    const auto prompt = promptOf(options, (*model)->prompts());
    if (!prompt)
        return fail(prompt.error().sentence);
    auto input = LineReader::open(options.input);
    if (!input)
        return fail(input.error().sentence);
    auto writer = VectorWriter::create(options.format, options.output, (*model)->info().dimensions);
    if (!writer)
        return fail(writer.error().sentence);
    const int64_t loaded = monotonicNs();
    EmbedRun run(*model, embedOptions(options), *prompt, **writer);
    const int status = run.run(*input);
    if (run.cut().count > 0)
        fmt::print(stderr,
                   "note: {} text{} had more than the model's {} tokens and {} cut at the end (line {})\n",
                   run.cut().count, run.cut().count == 1 ? "" : "s", (*model)->info().contextLength,
                   run.cut().count == 1 ? "was" : "were", run.cut().lines);
    if (options.timings)
        printTimings(run.embedder(), loaded - start, monotonicNs() - loaded);
    return status;
}

}

void addEmbedCommand(CLI::App& program, int& status)
{
    auto options = std::make_shared<EmbedCommandOptions>();
    CLI::App* command = program.add_subcommand("embed", "Turn texts into vectors");
    const auto text = [&](const char* name, std::string& value, const char* help) {
        return command->add_option(name, value, help);
    };
    text("--model", options->model, "GGUF file of an embedding model")->required();
    text("--input", options->input,
         "JSONL with \"text\" or \"ids\" (and \"id\"), or plain lines; - is standard input")
        ->capture_default_str();
    text("--output", options->output, "Where the vectors go; - is standard output")->capture_default_str();
    text("--format", options->format, "jsonl, csv or npy (float32, a row per text)")
        ->check(CLI::IsMember({"jsonl", "csv", "npy"}))
        ->capture_default_str();
    CLI::Option* task = text("--task", options->task,
         "Put the model's prompt for this task before every text: query, document, or another of those that `inspect` "
         "lists; some models take one in your own words (default: texts as they are)");
    text("--title", options->title, "Title for the prompt of the task document, for models that have titles");
    text("--prompt", options->prompt,
         "Put this exact text before every text; {title} in it stands for the title")
        ->excludes(task);
    command->add_option("--dims,--dimensions", options->dimensions, "Keep the first N numbers and norm them anew")
        ->check(CLI::PositiveNumber);
    text("--pooling", options->pooling, "mean, cls or last (default: what the file says)")
        ->check(CLI::IsMember({"mean", "cls", "last"}));
    command->add_flag("--no-normalize", options->raw, "Vectors as the model gives them, not of length 1");
    command->add_flag(
        "--bf16", options->bf16,
        "Round float weights and what they multiply to bf16: nearly twice as fast, where the processor can");
    command->add_flag("--pin", options->pin, "Keep each worker on a processor of its own");
    command->add_flag("--background", options->background, "Give way to every other program");
    command->add_option("--workers", options->workers, "Threads (0: the cores that the process may use)")
        ->check(CLI::Range(0, Embedder::kMaxThreads))
        ->capture_default_str();
    text("--mode", options->mode, "coarse, nested, hybrid or naive")
        ->check(CLI::IsMember({"coarse", "nested", "hybrid", "naive"}))
        ->capture_default_str();
    command
        ->add_option("--matmul-threads", options->matmulThreads,
                     "Threads of a team in the hybrid mode (0: 2)")
        ->check(CLI::Range(0, Embedder::kMaxThreads))
        ->capture_default_str();
    command->add_option("--pack-tokens", options->packTokens, "Tokens that are computed together")
        ->check(CLI::Range(1, 65536))
        ->capture_default_str();
    command->add_option("--target", options->target, "Kernels: " + targetNames() + " (default: the best of this machine)");
    command->add_flag("--timings", options->timings,
                      "Print speed and the shares of the stages to standard error");
    command->footer("The first line decides: when it is a JSON object, every line must be one, with \"text\" "
                    "or with \"ids\" (special\n"
                    "tokens included; they win when both are there); else every line is a text. An empty "
                    "text has the vector of its\n"
                    "special tokens. Output, in the order of the input: JSONL "
                    "{\"id\",\"tokens\",\"vector\"}, where id is the line's own or\n"
                    "its number, and \"cut\" says how many tokens were left out of a text that is longer "
                    "than the model's context (also\n"
                    "noted on standard error; ids that are too many are an error); CSV with id, tokens, v0, "
                    "v1 ...; or a NumPy array.");
    command->callback([options, &status] { status = embed(*options); });
}

}
