#include "ui/charts/chart_columns.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr double kHair = 1e-6;
constexpr double kBridgeSeconds = 0.5; // a sampler that is late by a few turns

struct Sample
{
    double at = 0;
    HistoryBucket bucket;
};

std::vector<Sample> samplesOf(const HistoryColumns& columns)
{
    std::vector<Sample> samples;
    samples.reserve(columns.buckets.size());
    for (std::size_t i = 0; i < columns.buckets.size(); ++i) {
        if (columns.buckets[i].count > 0)
            samples.push_back(
                {columns.from + (static_cast<double>(i) + 0.5) * columns.step, columns.buckets[i]});
    }
    return samples;
}

PixelColumn columnOf(const HistoryBucket& bucket)
{
    return {bucket.low, bucket.high, bucket.mean(), true};
}

PixelColumn between(const Sample& left, const Sample& right, double at)
{
    const auto share = static_cast<float>((at - left.at) / (right.at - left.at));
    const auto mix = [share](float a, float b) { return a + (b - a) * share; };
    return {mix(left.bucket.low, right.bucket.low), mix(left.bucket.high, right.bucket.high),
            mix(left.bucket.mean(), right.bucket.mean()), true};
}

/// A sample inside the pixel counts as it is: interpolation would cut the peak off.
void takeIn(PixelColumn& column, const HistoryBucket& bucket)
{
    if (!column.known) {
        column = columnOf(bucket);
        return;
    }
    column.low = std::min(column.low, bucket.low);
    column.high = std::max(column.high, bucket.high);
    column.mean = bucket.mean();
}

}

HistoryColumns readColumns(const History& history, double from, double to, int most)
{
    HistoryColumns columns;
    if (most < 1 || !(to > from))
        return columns;
    const double least = (to - from) / most;
    const double grain = least > 10 ? 10 : (least > 1 ? 1 : 0.1);
    columns.step = std::max(1.0, std::ceil(least / grain - kHair)) * grain;
    const double first = std::floor(from / columns.step + kHair);
    const double last = std::ceil(to / columns.step - kHair);
    columns.from = first * columns.step;
    columns.buckets = history.read(columns.from, last * columns.step, static_cast<int>(last - first));
    return columns;
}

std::vector<PixelColumn> pixelColumns(const History& history, double from, double to, int pixels)
{
    std::vector<PixelColumn> result(static_cast<std::size_t>(std::max(0, pixels)));
    const double margin = kBridgeSeconds; // neighbours outside of the picture carry the line to its edges
    const HistoryColumns columns = readColumns(history, from - margin, to + margin, pixels);
    const std::vector<Sample> samples = samplesOf(columns);
    if (samples.empty())
        return result;
    const double bridge = std::max(kBridgeSeconds, 1.5 * columns.step);
    const double pixelSeconds = (to - from) / pixels;
    std::size_t next = 0; // first sample at or after the pixel's middle
    std::size_t inside = 0; // first sample at or after the pixel's left edge
    for (std::size_t x = 0; x < result.size(); ++x) {
        const double left = from + static_cast<double>(x) * pixelSeconds;
        const double middle = left + pixelSeconds / 2;
        while (next < samples.size() && samples[next].at < middle)
            ++next;
        const bool hasBefore = next > 0, hasAfter = next < samples.size();
        if (hasBefore && hasAfter && samples[next].at - samples[next - 1].at <= bridge)
            result[x] = between(samples[next - 1], samples[next], middle);
        else if (hasBefore && !hasAfter && middle - samples[next - 1].at <= columns.step / 2 + pixelSeconds)
            result[x] = columnOf(samples[next - 1].bucket);
        while (inside < samples.size() && samples[inside].at < left)
            ++inside;
        for (; inside < samples.size() && samples[inside].at < left + pixelSeconds; ++inside)
            takeIn(result[x], samples[inside].bucket);
    }
    return result;
}

}
