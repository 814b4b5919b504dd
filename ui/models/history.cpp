#include "ui/models/history.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

struct Grain
{
    double bucketSeconds;
    std::size_t buckets;
};
constexpr std::array<Grain, 3> kGrains = {{{0.1, 6'000}, {1, 10'800}, {10, 8'640}}};

/// Decimal seconds are no exact doubles: 0.3 / 0.1 is a hair below 3.
constexpr double kHair = 1e-6;

long long bucketAt(double seconds, double bucketSeconds)
{
    return static_cast<long long>(std::floor(seconds / bucketSeconds + kHair));
}

/// The first bucket that begins at or after this time.
long long bucketAfter(double seconds, double bucketSeconds)
{
    return static_cast<long long>(std::ceil(seconds / bucketSeconds - kHair));
}

void merge(HistoryBucket& into, const HistoryBucket& bucket)
{
    if (bucket.count == 0)
        return;
    into.low = into.count == 0 ? bucket.low : std::min(into.low, bucket.low);
    into.high = into.count == 0 ? bucket.high : std::max(into.high, bucket.high);
    into.sum += bucket.sum;
    into.count += bucket.count;
}

}

History::History()
{
    for (std::size_t i = 0; i < m_levels.size(); ++i) {
        m_levels[i].bucketSeconds = kGrains[i].bucketSeconds;
        m_levels[i].ring.resize(kGrains[i].buckets);
    }
}

void History::add(double seconds, double value)
{
    m_lastSeconds = std::max({m_lastSeconds, seconds, 0.0});
    m_latest = value;
    const auto number = static_cast<float>(value);
    for (Level& level : m_levels) {
        const auto size = static_cast<long long>(level.ring.size());
        const long long bucket = bucketAt(m_lastSeconds, level.bucketSeconds);
        for (long long n = std::max(level.newest + 1, bucket - size + 1); n <= bucket; ++n)
            level.ring[static_cast<std::size_t>(n % size)] = {};
        level.newest = std::max(level.newest, bucket);
        merge(level.ring[static_cast<std::size_t>(bucket % size)], {number, number, number, 1});
    }
}

double History::latest() const
{
    return m_latest;
}

double History::lastSeconds() const
{
    return m_lastSeconds;
}

/// The coarsest level that still has a bucket per column, unless it has forgotten the beginning; then a
/// coarser one.
const History::Level& History::levelFor(double fromSeconds, double columnSeconds) const
{
    std::size_t chosen = 0;
    while (chosen + 1 < m_levels.size() && m_levels[chosen + 1].bucketSeconds <= columnSeconds + kHair)
        ++chosen;
    const auto forgot = [&](const Level& level) {
        const long long oldest = level.newest - static_cast<long long>(level.ring.size()) + 1;
        return oldest > 0 && bucketAt(fromSeconds, level.bucketSeconds) < oldest;
    };
    while (chosen + 1 < m_levels.size() && forgot(m_levels[chosen]))
        ++chosen;
    return m_levels[chosen];
}

std::vector<HistoryBucket> History::read(double fromSeconds, double toSeconds, int columns) const
{
    std::vector<HistoryBucket> result(static_cast<std::size_t>(std::max(0, columns)));
    if (columns <= 0 || !(toSeconds > fromSeconds))
        return result;
    const double width = (toSeconds - fromSeconds) / columns;
    const Level& level = levelFor(fromSeconds, width);
    const auto size = static_cast<long long>(level.ring.size());
    const long long oldest = std::max(0LL, level.newest - size + 1);
    for (int column = 0; column < columns; ++column) {
        const double begin = fromSeconds + column * width;
        const long long first = std::max(oldest, bucketAt(begin, level.bucketSeconds));
        const long long last = std::min(level.newest, bucketAfter(begin + width, level.bucketSeconds) - 1);
        for (long long n = first; n <= last; ++n)
            merge(result[static_cast<std::size_t>(column)], level.ring[static_cast<std::size_t>(n % size)]);
    }
    return result;
}

double History::maximum(double fromSeconds, double toSeconds) const
{
    constexpr int kColumns = 256;
    double highest = 0;
    for (const HistoryBucket& bucket : read(fromSeconds, toSeconds, kColumns)) {
        if (bucket.count > 0)
            highest = std::max(highest, static_cast<double>(bucket.high));
    }
    return highest;
}

}
