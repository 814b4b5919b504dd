#include "app/cli/allocation_counter.h"
#include "app/cli/bench_report.h"
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/seed_targets.h"
#include "app/cli/stop_on_interrupt.h"
#include "engine/base/cpu.h"
#include "engine/kernels/dispatch.h"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace embedscope::cli {

namespace {

constexpr const char* kExplanation =
    R"(Texts are random ids of the vocabulary between the special tokens. The settings are measured in turn, round
after round, a quarter of a second or one batch each. The JSON object:
{"model","target","peak":{"int8_gmacs","fp32_gmacs"},"runs":[{"tokens","batch","workers","mode",
"tokens_per_second","texts_per_second","p50_ms","p99_ms","cpu_seconds","saturation",
"allocations_per_text","peak_share","spread","stages"}]}
  peak                  10^9 multiply-adds per second that a core reaches in registers
  p50, p99              time of a batch, from handing it over to its last vector
  saturation            CPU time of the process / (time x threads); less than 1: threads waited, or other
                        programs ran
  allocations_per_text  calls of operator new by the whole program, after warm-up
  peak_share            multiply-adds of the whole pass per second and thread / peak (int8 for Q8_0 weights,
                        else fp32)
  spread                (fastest round - slowest round) / median)";

struct BenchOptions
{
    std::string model, target;
    std::vector<int> tokens, batch, workers;
    std::vector<std::string> modes = {"coarse"};
    int repeat = 5;
    bool seedTable = false, peak = false, json = false, bf16 = false, stages = false;
};

std::vector<int> doubling(int most)
{
    std::vector<int> values;
    for (int value = 1; value < most; value *= 2)
        values.push_back(value);
    values.push_back(most);
    return values;
}

std::vector<BenchSetting> settingsOf(const BenchOptions& options)
{
    const auto chosen = [](const std::vector<int>& given, std::vector<int> usual) {
        return given.empty() ? usual : given;
    };
    const bool seed = options.seedTable;
    const int cores = usableCores();
    const std::vector<int> oneAndAll = cores == 1 ? std::vector{1} : std::vector{1, cores};
    const auto lengths = chosen(options.tokens, seed ? std::vector{16} : std::vector{16, 128, 512});
    const auto batches = chosen(options.batch, seed ? doubling(128) : std::vector{1, 8, 32});
    const auto workers = chosen(options.workers, seed ? doubling(cores) : oneAndAll);
    std::vector<BenchSetting> settings;
    for (const std::string& mode : options.modes) {
        for (const int tokens : lengths) {
            for (const int batch : batches) {
                for (const int count : workers)
                    settings.push_back({tokens, batch, count, *modeFromName(mode)});
            }
        }
    }
    return settings;
}

/// One line that is written over on a terminal, nothing elsewhere but a line per tenth.
void showProgress(int done, int all)
{
    if (::isatty(STDERR_FILENO) != 0)
        fmt::print(stderr, "\r{} of {} measurements{}", done, all, done == all ? "\n" : "");
    else if (done * 10 / all != (done - 1) * 10 / all)
        fmt::print(stderr, "{} of {} measurements\n", done, all);
    std::fflush(stderr);
}

int bench(const BenchOptions& options)
{
    const auto model =
        Model::open(options.model, {.target = options.target, .needsTokenizer = false, .bf16 = options.bf16});
    if (!model)
        return fail(model.error().sentence);
    BenchPlan plan;
    plan.settings = settingsOf(options);
    const std::size_t ofTable = plan.settings.size();
    const int tokens = plan.settings.front().tokens;
    const int workers = std::ranges::max(plan.settings, {}, &BenchSetting::workers).workers;
    if (options.seedTable)
        addTargetSettings(plan.settings, tokens, workers);
    plan.rounds = options.repeat;
    plan.peakEveryRound = options.peak;
    plan.allocations = allocationCount;
    plan.onMeasured = showProgress;
    const StopOnInterrupt stop;
    const auto report = runBenchmark(*model, plan, stop.token());
    if (!report)
        return fail(report.error().sentence);
    if (!report->finished)
        return 130;
    const ModelInfo& info = (*model)->info();
    if (options.json)
        print(jsonLine(benchJson(info, *report)));
    else if (options.seedTable)
        print(seedTable(info, *report, ofTable) + targetLines(*report, tokens, workers));
    else
        print(benchTable(info, *report) + (options.stages ? stageTable(*report) : std::string()));
    return endOutput();
}

}

void addBenchCommand(CLI::App& program, int& status)
{
    auto options = std::make_shared<BenchOptions>();
    CLI::App* command = program.add_subcommand("bench", "Measure how fast a model runs at several settings");
    command->add_option("--model", options->model, "GGUF file of an embedding model")->required();
    command->add_option("--tokens", options->tokens, "Lengths of the texts, with special tokens (16,128,512)")
        ->delimiter(',')
        ->check(CLI::Range(1, 1 << 20));
    command->add_option("--batch", options->batch, "Texts handed over at once (1,8,32)")
        ->delimiter(',')
        ->check(CLI::Range(1, 1 << 16));
    command->add_option("--workers", options->workers, "Threads (1 and the cores that the process may use)")
        ->delimiter(',')
        ->check(CLI::Range(1, Embedder::kMaxThreads));
    command->add_option("--mode", options->modes, "coarse, nested, hybrid, naive")
        ->delimiter(',')
        ->check(CLI::IsMember({"coarse", "nested", "hybrid", "naive"}))
        ->capture_default_str();
    command->add_option(
        "--target", options->target,
        "Kernels: " + targetNames() + " (default: the best of this machine)");
    command->add_flag("--bf16", options->bf16, "Round float weights and what they multiply to bf16");
    command->add_flag("--seed-table", options->seedTable,
                      "Texts of 16 tokens in batches of 1, 2, 4 ... 128 by 1, 2, 4 ... workers, as one table "
                      "of tokens/s; below "
                      "it the targets of the seed and what was measured");
    command->add_flag("--peak", options->peak,
                      "Measure the peak of a core anew in every round, not only at the start");
    command->add_option("--repeat", options->repeat, "Rounds over all settings; medians are reported")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    command->add_flag("--stages", options->stages, "Where the time of the passes goes, as a second table");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer(kExplanation);
    command->callback([options, &status] { status = bench(*options); });
}

}
