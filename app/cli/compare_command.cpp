#include "app/cli/allocation_counter.h"
#include "app/cli/commands.h"
#include "app/cli/embed_input.h"
#include "app/cli/line_reader.h"
#include "app/cli/output.h"
#include "app/cli/stop_on_interrupt.h"
#include "engine/base/clock.h"
#include "engine/base/cpu.h"
#include "engine/kernels/dispatch.h"
#include "engine/lab/benchmark.h"
#include "engine/lab/comparison.h"
#include "engine/lab/lab_run.h"
#include "engine/lab/measures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace embedscope::cli {

namespace {

using Texts = std::vector<std::vector<TokenId>>;

constexpr const char* kExplanation =
    R"(A setting is a list of mode=coarse|nested|hybrid|naive, workers=N, matmul-threads=N, pack-tokens=N,
pin=yes|no, help=yes|no, background=yes|no; what is left out is as usual. They run in slices, A B B A A B B A ...,
on the same texts. The ratio is rate of a / rate of b, the geometric mean of the pairs, with a confidence
interval that allows for looking four times and stopping early. Output with --json:
{"a","b","ratio","low","high","confidence","verdict"}
and a line more for each --also, held against a too. The verdict is "a faster", "b faster", "no difference" (less than 1 %) or "undecided".)";

struct CompareOptions
{
    std::string model, a, b, texts, target, report;
    std::vector<std::string> also;
    double seconds = 20;
    bool json = false;
};

/// Random ids, from a few tokens to a long passage; as many short texts as long ones on a scale of doublings.
Texts builtInTexts(const Model& model)
{
    constexpr int kTexts = 64, kShortest = 6, kLongest = 256;
    const int longest = std::max(1, std::min(kLongest, model.info().contextLength));
    const int shortest = std::min(kShortest, longest);
    Texts texts;
    for (int i = 0; i < kTexts; ++i) {
        const double part = double(i * 37 % kTexts) / (kTexts - 1); // 37 walks through all in a mixed order
        const double length = shortest * std::pow(double(longest) / shortest, part);
        texts.push_back(randomText(model, static_cast<int>(std::lround(length)), static_cast<uint32_t>(i)));
    }
    return texts;
}

Result<Texts> textsFrom(const std::string& path, const Model& model)
{
    auto reader = LineReader::open(path);
    if (!reader)
        return reader.error();
    EmbedInput parser(model);
    Texts texts;
    while (true) {
        auto line = reader->next();
        if (!line)
            return line.error();
        if (!*line)
            break;
        auto parsed = parser.parse(std::move(**line), reader->line());
        if (!parsed)
            return Error{
                fmt::format("Line {} of {}: {}", reader->line(), reader->name(), parsed.error().sentence)};
        texts.push_back(std::move(parsed->ids));
    }
    if (texts.empty())
        return Error{fmt::format("{} has no texts.", path)};
    return texts;
}

/// The standing the other way round: the contract asks for the rate of a / rate of the other.
RatioInterval againstOther(const Standing& standing)
{
    constexpr double kWidest = 1e9;
    return {1 / standing.ratio, standing.high < kWidest ? 1 / standing.high : 0,
            standing.low > 0 ? 1 / standing.low : kWidest};
}

std::string verdictText(const Standing& standing, std::size_t contender)
{
    const char letter = static_cast<char>('a' + contender);
    switch (standing.verdict) {
    case Verdict::Faster:
        return fmt::format("{} faster", letter);
    case Verdict::Slower:
        return "a faster";
    default:
        return std::string(verdictName(standing.verdict));
    }
}

std::string resultJson(const LabRun& run)
{
    std::string text;
    for (std::size_t i = 1; i < run.settings.size(); ++i) {
        const Standing& standing = run.state.standings[i];
        const RatioInterval interval = againstOther(standing);
        text += jsonLine({{"a", run.settings[0]},
                          {"b", run.settings[i]},
                          {"ratio", interval.ratio},
                          {"low", interval.low},
                          {"high", interval.high},
                          {"confidence", run.state.confidence},
                          {"verdict", standing.verdict == Verdict::Faster ? "b faster" : verdictText(standing, i)}});
    }
    return text;
}

std::string resultText(const LabRun& run)
{
    std::string text;
    for (std::size_t i = 0; i < run.settings.size(); ++i) {
        const ContenderMeasures m = measuresOf(run.state.slices, static_cast<int>(i));
        text += fmt::format("{}: {:<48} {:>8.0f} tokens/s {:>7.2f} CPU ms/text  lone text {:.2f} ms (p99 {:.2f})\n",
                            static_cast<char>('a' + i), run.settings[i], m.tokensPerSecond, m.cpuMsPerText, m.p50Ms,
                            m.p99Ms);
    }
    for (std::size_t i = 1; i < run.settings.size(); ++i) {
        const Standing& standing = run.state.standings[i];
        const RatioInterval interval = againstOther(standing);
        text += fmt::format("a runs at {:.3f} times the rate of {}, between {:.3f} and {:.3f} with {:.0f} % "
                            "confidence ({} pairs)\nverdict: {}\n",
                            interval.ratio, static_cast<char>('a' + i), interval.low, interval.high,
                            100 * run.state.confidence, standing.rounds, verdictText(standing, i));
    }
    const std::string disturbance = disturbanceOf(run.state.slices, run.cores);
    return disturbance.empty() ? text : text + disturbance + "\n";
}

LabRun runOf(const ComparisonPlan& plan, const Model& model, const CompareOptions& options)
{
    LabRun run;
    run.startedSeconds = wallSeconds();
    run.processor = cpuName();
    run.cores = usableCores();
    run.target = model.info().target;
    run.model = model.info().name;
    run.texts = options.texts.empty() ? fmt::format("{} of random tokens", plan.texts.size())
                                      : fmt::format("{} of {}", plan.texts.size(), options.texts);
    for (const ComparisonPlan::Setting& setting : plan.contenders) {
        run.settings.push_back(specFromOptions(setting.options));
        run.names.push_back(run.settings.back());
    }
    return run;
}

/// By the ending of the name.
Result<void> writeReport(const LabRun& run, const std::string& path)
{
    const std::string ending = std::filesystem::path(path).extension().string();
    const std::string text = ending == ".html" ? runToHtml(run)
        : ending == ".csv"                     ? runToCsv(run)
        : path.ends_with(".trace.json")        ? runToTrace(run)
                                               : runToJson(run);
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file)
        return Error{fmt::format("The report {} could not be written.", path)};
    return {};
}

int run(const CompareOptions& options, ComparisonPlan plan)
{
    const auto model = Model::open(options.model, {.target = options.target, .needsTokenizer = false});
    if (!model)
        return fail(model.error().sentence);
    auto texts =
        options.texts.empty() ? Result<Texts>(builtInTexts(**model)) : textsFrom(options.texts, **model);
    if (!texts)
        return fail(texts.error().sentence);
    plan.texts = std::move(*texts);
    plan.seconds = options.seconds;
    plan.allocations = allocationCount;
    const auto tell = [](const ComparisonState& state) {
        if (state.slices.size() % 8 == 0)
            fmt::print(stderr, "{:5.1f} s  ratio {:.3f} ({:.3f} to {:.3f})\n",
                       state.slices.back().startSeconds, againstOther(state.standings[1]).ratio,
                       againstOther(state.standings[1]).low, againstOther(state.standings[1]).high);
    };
    LabRun result = runOf(plan, **model, options);
    const StopOnInterrupt stop;
    result.state = compareSettings(*model, plan, tell, stop.token());
    if (interrupted())
        result.state.finished = false;
    const bool measured = !result.state.slices.empty();
    if (!options.report.empty() && measured) {
        if (const auto written = writeReport(result, options.report); !written)
            return fail(written.error().sentence);
    }
    if (interrupted())
        return 130;
    if (!measured)
        return fail("Nothing could be measured: the system gave no threads, or no text suits the model.");
    print(options.json ? resultJson(result) : resultText(result));
    return endOutput();
}

int compare(const CompareOptions& options)
{
    ComparisonPlan plan;
    std::vector<std::string> specs = {options.a, options.b};
    specs.insert(specs.end(), options.also.begin(), options.also.end());
    for (const std::string& spec : specs) {
        const auto parsed = optionsFromSpec(spec);
        if (!parsed) {
            fail(parsed.error().sentence);
            return 2;
        }
        plan.contenders.push_back({*parsed, nullptr});
    }
    return run(options, std::move(plan));
}

}

void addCompareCommand(CLI::App& program, int& status)
{
    auto options = std::make_shared<CompareOptions>();
    CLI::App* command = program.add_subcommand("compare", "Compare settings on the same texts");
    command->add_option("--model", options->model, "GGUF file of an embedding model")->required();
    command->add_option("--a", options->a, "First setting, for example mode=coarse,workers=2")->required();
    command->add_option("--b", options->b, "Second setting")->required();
    command->add_option("--also", options->also, "A further setting, held against the first too; may come again");
    command->add_option("--texts", options->texts,
                        "JSONL with \"text\" or \"ids\", or plain lines; - is standard input (default: "
                        "random ids, 6 to 256 tokens)");
    command->add_option("--seconds", options->seconds, "At most this long; shorter when the answer is clear")
        ->check(CLI::Range(0.1, 86400.0))
        ->capture_default_str();
    command->add_option("--target", options->target,
                        "Kernels: " + targetNames() + " (default: the best of this machine)");
    command->add_option("--report", options->report,
                        "Write the run to this file: .html (with pictures), .json, .csv, or .trace.json (Perfetto)");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer(kExplanation);
    command->callback([options, &status] { status = compare(*options); });
}

}
