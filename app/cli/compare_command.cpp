#include "app/cli/commands.h"
#include "app/cli/embed_input.h"
#include "app/cli/line_reader.h"
#include "app/cli/output.h"
#include "app/cli/stop_on_interrupt.h"
#include "engine/kernels/dispatch.h"
#include "engine/lab/benchmark.h"
#include "engine/lab/comparison.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
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
The verdict is "a faster", "b faster", "no difference" (less than 1 %) or "undecided".)";

struct CompareOptions
{
    std::string model, a, b, texts, target;
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

nlohmann::ordered_json resultJson(const ComparisonPlan& plan, const ComparisonState& state)
{
    return {{"a", specFromOptions(plan.a)},
            {"b", specFromOptions(plan.b)},
            {"ratio", state.ratio},
            {"low", state.low},
            {"high", state.high},
            {"confidence", state.confidence},
            {"verdict", verdictName(state.verdict)}};
}

double medianRate(const ComparisonState& state, int contender)
{
    std::vector<double> rates;
    for (const ComparisonSlice& slice : state.slices) {
        if (slice.contender == contender)
            rates.push_back(slice.tokensPerSecond);
    }
    return quantile(rates, 0.5);
}

std::string resultText(const ComparisonPlan& plan, const ComparisonState& state)
{
    std::string text =
        fmt::format("a: {:<50} {:>10.0f} tokens/s\n", specFromOptions(plan.a), medianRate(state, 0));
    text += fmt::format("b: {:<50} {:>10.0f} tokens/s\n", specFromOptions(plan.b), medianRate(state, 1));
    text += fmt::format("a runs at {:.3f} times the rate of b, between {:.3f} and {:.3f} with {:.0f} % "
                        "confidence ({} pairs)\n",
                        state.ratio, state.low, state.high, 100 * state.confidence, state.pairs);
    text += fmt::format("verdict: {}\n", verdictName(state.verdict));
    return text;
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
    const auto tell = [](const ComparisonState& state) {
        if (state.slices.size() % 8 == 0)
            fmt::print(stderr, "{:5.1f} s  ratio {:.3f} ({:.3f} to {:.3f})\n",
                       state.slices.back().startSeconds, state.ratio, state.low, state.high);
    };
    const StopOnInterrupt stop;
    const ComparisonState state = compareSettings(*model, plan, tell, stop.token());
    if (interrupted())
        return 130;
    if (state.pairs == 0)
        return fail("Nothing could be measured: the system gave no threads, or no text suits the model.");
    print(options.json ? jsonLine(resultJson(plan, state)) : resultText(plan, state));
    return endOutput();
}

int compare(const CompareOptions& options)
{
    ComparisonPlan plan;
    const auto a = optionsFromSpec(options.a), b = optionsFromSpec(options.b);
    if (!a || !b) {
        fail((a ? b : a).error().sentence);
        return 2;
    }
    plan.a = *a;
    plan.b = *b;
    return run(options, std::move(plan));
}

}

void addCompareCommand(CLI::App& program, int& status)
{
    auto options = std::make_shared<CompareOptions>();
    CLI::App* command = program.add_subcommand("compare", "Compare two settings on the same texts");
    command->add_option("--model", options->model, "GGUF file of an embedding model")->required();
    command->add_option("--a", options->a, "First setting, for example mode=coarse,workers=2")->required();
    command->add_option("--b", options->b, "Second setting")->required();
    command->add_option("--texts", options->texts,
                        "JSONL with \"text\" or \"ids\", or plain lines; - is standard input (default: "
                        "random ids, 6 to 256 tokens)");
    command->add_option("--seconds", options->seconds, "At most this long; shorter when the answer is clear")
        ->check(CLI::Range(0.1, 86400.0))
        ->capture_default_str();
    command->add_option("--target", options->target,
                        "Kernels: " + targetNames() + " (default: the best of this machine)");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer(kExplanation);
    command->callback([options, &status] { status = compare(*options); });
}

}
