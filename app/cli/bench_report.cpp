#include "app/cli/bench_report.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <span>

namespace embedscope::cli {

namespace {

using nlohmann::ordered_json;

std::string heading(const ModelInfo& info, const BenchReport& report)
{
    return fmt::format("{}, {} weights, kernels {}\npeak of a core: {:.1f} GMAC/s int8, {:.1f} GMAC/s fp32\n",
                       info.fileName, info.weightTypes, info.target, report.peak.int8Gmacs,
                       report.peak.fp32Gmacs);
}

ordered_json runJson(const BenchRun& run)
{
    ordered_json object = {
        {"tokens", run.setting.tokens},
        {"batch", run.setting.batch},
        {"workers", run.setting.workers},
        {"mode", modeName(run.setting.mode)},
        {"tokens_per_second", run.tokensPerSecond},
        {"texts_per_second", run.textsPerSecond},
        {"p50_ms", run.p50Ms},
        {"p99_ms", run.p99Ms},
        {"cpu_seconds", run.cpuSeconds},
        {"saturation", run.saturation},
        {"allocations_per_text", nullptr},
        {"peak_share", run.peakShare},
        {"spread", run.spread},
    };
    ordered_json stages = ordered_json::object();
    for (std::size_t i = 0; i < kPassStages; ++i)
        stages[std::string(kPassStageNames[i])] = run.stageShares[i];
    object["stages"] = std::move(stages);
    if (run.allocationsPerText)
        object["allocations_per_text"] = *run.allocationsPerText;
    return object;
}

/// A table of seed's kind for one text length and one mode.
std::string seedTablePart(std::span<const BenchRun> runs, int tokens, Mode mode)
{
    std::set<int> batches, workers;
    std::map<std::pair<int, int>, double> rates;
    for (const BenchRun& run : runs) {
        if (run.setting.tokens != tokens || run.setting.mode != mode)
            continue;
        batches.insert(run.setting.batch);
        workers.insert(run.setting.workers);
        rates[{run.setting.batch, run.setting.workers}] = run.tokensPerSecond;
    }
    std::string text =
        fmt::format("\ntokens per second, texts of {} tokens, {}\n{:>7}", tokens, modeName(mode), "batch");
    for (const int count : workers)
        text += fmt::format("{:>12}", fmt::format("{} worker{}", count, count == 1 ? "" : "s"));
    text += '\n';
    for (const int batch : batches) {
        text += fmt::format("{:>7}", batch);
        for (const int count : workers) {
            const auto rate = rates.find({batch, count});
            text += rate == rates.end() ? fmt::format("{:>12}", "-") : fmt::format("{:>12.0f}", rate->second);
        }
        text += '\n';
    }
    return text;
}

}

ordered_json benchJson(const ModelInfo& info, const BenchReport& report)
{
    ordered_json runs = ordered_json::array();
    for (const BenchRun& run : report.runs)
        runs.push_back(runJson(run));
    return {
        {"model", info.fileName},
        {"target", info.target},
        {"peak", {{"int8_gmacs", report.peak.int8Gmacs}, {"fp32_gmacs", report.peak.fp32Gmacs}}},
        {"runs", std::move(runs)},
    };
}

std::string benchTable(const ModelInfo& info, const BenchReport& report)
{
    std::string text = heading(info, report);
    text +=
        fmt::format("\n{:>6} {:>6} {:>7} {:<7} {:>10} {:>10} {:>9} {:>9} {:>7} {:>8} {:>10} {:>7} {:>7}\n",
                    "tokens", "batch", "workers", "mode", "tokens/s", "texts/s", "p50 ms", "p99 ms", "CPU s",
                    "saturat.", "alloc/text", "of peak", "spread");
    for (const BenchRun& run : report.runs) {
        const BenchSetting& setting = run.setting;
        text += fmt::format(
            "{:>6} {:>6} {:>7} {:<7} {:>10.0f} {:>10.1f} {:>9.2f} {:>9.2f} {:>7.2f} {:>7.0f}% {:>10} "
            "{:>6.1f}% {:>6.1f}%\n",
            setting.tokens, setting.batch, setting.workers, modeName(setting.mode), run.tokensPerSecond,
            run.textsPerSecond, run.p50Ms, run.p99Ms, run.cpuSeconds, 100 * run.saturation,
            run.allocationsPerText ? fmt::format("{:.2f}", *run.allocationsPerText) : "-",
            100 * run.peakShare, 100 * run.spread);
    }
    return text;
}

std::string stageTable(const BenchReport& report)
{
    std::string text = fmt::format("\nwhere the time of the passes goes\n{:>6} {:>6} {:>7} {:<7}", "tokens",
                                   "batch", "workers", "mode");
    for (const std::string_view name : kPassStageNames)
        text += fmt::format(" {:>12}", name);
    text += '\n';
    for (const BenchRun& run : report.runs) {
        const BenchSetting& setting = run.setting;
        text += fmt::format("{:>6} {:>6} {:>7} {:<7}", setting.tokens, setting.batch, setting.workers,
                            modeName(setting.mode));
        for (const double share : run.stageShares)
            text += fmt::format(" {:>11.1f}%", 100 * share);
        text += '\n';
    }
    return text;
}

std::string seedTable(const ModelInfo& info, const BenchReport& report, std::size_t runs)
{
    std::string text = heading(info, report);
    const auto ofTable = std::span(report.runs).first(std::min(runs, report.runs.size()));
    std::set<std::pair<int, Mode>> parts;
    for (const BenchRun& run : ofTable)
        parts.insert({run.setting.tokens, run.setting.mode});
    for (const auto& [tokens, mode] : parts)
        text += seedTablePart(ofTable, tokens, mode);
    return text;
}

}
