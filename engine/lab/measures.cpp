#include "engine/lab/measures.h"

#include "engine/lab/benchmark.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace embedscope {

namespace {

// Above these a reader should not trust small differences.
constexpr double kRestlessSpread = 0.10, kStolenShare = 0.02;

double spreadOf(const std::vector<double>& values)
{
    if (values.size() < 2)
        return 0;
    double mean = 0, squares = 0;
    for (const double value : values)
        mean += value / double(values.size());
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return mean > 0 ? std::sqrt(squares / double(values.size() - 1)) / mean : 0;
}

std::vector<double> ratesOf(const std::vector<ComparisonSlice>& slices, int contender)
{
    std::vector<double> rates;
    for (const ComparisonSlice& slice : slices) {
        if (slice.contender == contender)
            rates.push_back(slice.tokensPerSecond);
    }
    return rates;
}

void setLatencies(ContenderMeasures& measures, std::vector<double> milliseconds)
{
    measures.p50Ms = quantile(milliseconds, 0.5);
    measures.p95Ms = quantile(milliseconds, 0.95);
    measures.p99Ms = quantile(std::move(milliseconds), 0.99);
}

}

ContenderMeasures measuresOf(const std::vector<ComparisonSlice>& slices, int contender)
{
    ContenderMeasures measures;
    double seconds = 0, threadSeconds = 0, tokens = 0, texts = 0, tasks = 0, allocations = 0;
    ProcessUsage used;
    bool counted = false;
    std::vector<double> lone;
    for (const ComparisonSlice& slice : slices) {
        if (slice.contender != contender)
            continue;
        seconds += slice.seconds;
        threadSeconds += slice.seconds * std::max(1, slice.threads);
        tokens += slice.seconds * slice.tokensPerSecond;
        texts += slice.texts;
        tasks += double(slice.tasks);
        used = usageSum(used, slice.used);
        counted |= slice.allocations.has_value();
        allocations += double(slice.allocations.value_or(0));
        lone.insert(lone.end(), slice.loneMs.begin(), slice.loneMs.end());
    }
    if (seconds <= 0)
        return measures;
    measures.tokensPerSecond = tokens / seconds;
    measures.textsPerSecond = texts / seconds;
    measures.saturation = used.cpuSeconds / threadSeconds;
    measures.spread = spreadOf(ratesOf(slices, contender));
    setLatencies(measures, std::move(lone));
    if (texts <= 0)
        return measures;
    measures.cpuMsPerText = used.cpuSeconds * 1e3 / texts;
    measures.voluntaryPerText = double(used.voluntarySwitches) / texts;
    measures.involuntaryPerText = double(used.involuntarySwitches) / texts;
    measures.runQueueMsPerText = used.runQueueSeconds * 1e3 / texts;
    measures.tasksPerText = tasks / texts;
    if (counted)
        measures.allocationsPerText = allocations / texts;
    return measures;
}

std::string disturbanceOf(const std::vector<ComparisonSlice>& slices, int processors)
{
    ProcessUsage used;
    double seconds = 0;
    for (const ComparisonSlice& slice : slices) {
        used = usageSum(used, slice.used);
        seconds += slice.seconds;
    }
    if (used.throttledPeriods > 0)
        return fmt::format("The system throttled the program in {} periods: its quota of processor time was used up.",
                           used.throttledPeriods);
    const double stolen = seconds > 0 ? used.stolenSeconds / (seconds * std::max(1, processors)) : 0;
    if (stolen > kStolenShare)
        return fmt::format("The host gave {:.0f} % of the processors' time to other machines.", 100 * stolen);
    const double spread = spreadOf(ratesOf(slices, 0));
    if (spread > kRestlessSpread)
        return fmt::format("The machine was busy: the rate of one setting varied by {:.0f} % from slice to slice.",
                           100 * spread);
    return {};
}

}
