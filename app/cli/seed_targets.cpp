#include "app/cli/seed_targets.h"

#include <algorithm>
#include <fmt/format.h>

namespace embedscope::cli {

namespace {

constexpr int kBatch = 32;

/// One text alone, in every mode: coarse as it is by default, the others with all cores at the one text.
std::vector<BenchSetting> loneSettings(int tokens, int workers)
{
    return {{tokens, 1, workers, Mode::Coarse},
            {tokens, 1, workers, Mode::Nested},
            {tokens, 1, 1, Mode::Hybrid},
            {tokens, 1, 1, Mode::Naive}};
}

bool isSame(const BenchSetting& a, const BenchSetting& b)
{
    return a.tokens == b.tokens && a.batch == b.batch && a.workers == b.workers && a.mode == b.mode;
}

const BenchRun* find(const BenchReport& report, const BenchSetting& setting)
{
    const auto found =
        std::ranges::find_if(report.runs, [&](const BenchRun& run) { return isSame(run.setting, setting); });
    return found == report.runs.end() ? nullptr : &*found;
}

std::string line(std::string_view what, std::string_view target, std::string_view measured, bool isReached)
{
    return fmt::format("{:<52}{:>10}{:>12}  {}\n", what, target, measured, isReached ? "reached" : "missed");
}

double mostAllocations(const BenchReport& report)
{
    double most = 0;
    for (const BenchRun& run : report.runs) {
        if (run.setting.mode == Mode::Coarse)
            most = std::max(most, run.allocationsPerText.value_or(0));
    }
    return most;
}

std::string loneLine(const BenchReport& report, int tokens, int workers)
{
    const auto settings = loneSettings(tokens, workers);
    const BenchRun* const coarse = find(report, settings.front());
    const BenchRun* best = coarse;
    for (const BenchSetting& setting : settings) {
        const BenchRun* const run = find(report, setting);
        if (run && best && run->p50Ms < best->p50Ms)
            best = run;
    }
    if (!coarse || !best)
        return {};
    const double ratio = coarse->p50Ms / best->p50Ms;
    return line(fmt::format("lone text: coarse {:.2f} ms, best {} {:.2f} ms", coarse->p50Ms,
                            modeName(best->setting.mode), best->p50Ms),
                "<= 1.05 x", fmt::format("{:.2f} x", ratio), ratio <= 1.05);
}

}

void addTargetSettings(std::vector<BenchSetting>& settings, int tokens, int workers)
{
    std::vector<BenchSetting> wanted = loneSettings(tokens, workers);
    wanted.push_back({tokens, kBatch, workers, Mode::Coarse});
    wanted.push_back({tokens, kBatch, 1, Mode::Naive}); // a text at a time, every product cut into tasks
    for (const BenchSetting& setting : wanted) {
        if (std::ranges::none_of(settings, [&](const BenchSetting& s) { return isSame(s, setting); }))
            settings.push_back(setting);
    }
}

std::string targetLines(const BenchReport& report, int tokens, int workers)
{
    std::string text =
        fmt::format("\n{:<52}{:>10}{:>12}\n",
                    fmt::format("texts of {} tokens, {} worker{}", tokens, workers, workers == 1 ? "" : "s"),
                    "target", "measured");
    const BenchRun* const coarse = find(report, {tokens, kBatch, workers, Mode::Coarse});
    const BenchRun* const naive = find(report, {tokens, kBatch, 1, Mode::Naive});
    if (coarse && naive) {
        const double ratio = coarse->tokensPerSecond / naive->tokensPerSecond;
        text += line(fmt::format("coarse over naive nested, batch {}", kBatch), ">= 3 x",
                     fmt::format("{:.2f} x", ratio), ratio >= 3);
    }
    if (coarse)
        text += line(fmt::format("saturation at batch {}", kBatch), ">= 90 %",
                     fmt::format("{:.0f} %", 100 * coarse->saturation), coarse->saturation >= 0.9);
    const double allocations = mostAllocations(report);
    text += line("allocations per text in the hot path", "0", fmt::format("{:.4g}", allocations),
                 allocations == 0);
    return text + loneLine(report, tokens, workers);
}

}
