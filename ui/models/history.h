// A live history of one number: buckets of min, max, sum and count at 100 ms (10 minutes), 1 s (3 hours), 10
// s (24 hours), so that any zoom reads few buckets and memory is flat. GUI thread only.
#pragma once

#include <array>
#include <vector>

namespace embedscope {

struct HistoryBucket
{
    float low = 0, high = 0, sum = 0;
    int count = 0;
    float mean() const { return count > 0 ? sum / static_cast<float>(count) : 0.f; }
};

class History
{
public:
    History();
    void add(double seconds, double value); ///< seconds never go back
    double latest() const;
    double lastSeconds() const;
    /// `columns` buckets that cover fromSeconds .. toSeconds evenly; count 0 where nothing was sampled. A
    /// column takes every stored bucket that it touches, so that a bucket on a border counts on both sides.
    std::vector<HistoryBucket> read(double fromSeconds, double toSeconds, int columns) const;
    double maximum(double fromSeconds, double toSeconds) const;

private:
    struct Level
    {
        double bucketSeconds = 0;
        std::vector<HistoryBucket> ring;
        long long newest = -1; ///< absolute number of the newest bucket
    };
    const Level& levelFor(double fromSeconds, double columnSeconds) const;
    std::array<Level, 3> m_levels;
    double m_latest = 0, m_lastSeconds = 0;
};

}
