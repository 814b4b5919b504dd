#include "engine/model/attention_bias.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>

namespace embedscope {

namespace {

template <class Bias> AlignedBuffer<float> tableOf(int heads, int positions, Bias bias)
{
    AlignedBuffer<float> table(static_cast<std::size_t>(heads) * static_cast<std::size_t>(2 * positions - 1));
    float* at = table.data();
    for (int head = 0; head < heads; ++head) {
        for (int distance = 1 - positions; distance < positions; ++distance)
            *at++ = bias(head, distance);
    }
    return table;
}

// Of a number of heads that is no power of two, the rest take the slopes between.
double slope(int head, int heads)
{
    const int powerOfTwo = static_cast<int>(std::bit_floor(static_cast<unsigned>(heads)));
    if (head < powerOfTwo)
        return std::exp2(-8.0 * (head + 1) / powerOfTwo);
    return std::exp2(-4.0 * (2 * (head - powerOfTwo) + 1) / powerOfTwo);
}

int bucketOf(int distance, int count)
{
    const int half = count / 2, fine = half / 2, away = std::abs(distance);
    int bucket = away;
    if (away >= fine) {
        const double steps =
            std::log(static_cast<double>(away) / fine) / std::log(128.0 / fine) * (half - fine);
        bucket = std::min(half - 1, fine + static_cast<int>(std::floor(steps)));
    }
    return (distance > 0 ? half : 0) + bucket;
}

}

AlignedBuffer<float> alibiTable(int heads, int positions)
{
    return tableOf(heads, positions, [&](int head, int distance) {
        return static_cast<float>(-slope(head, heads) * std::abs(distance));
    });
}

AlignedBuffer<float> bucketTable(const float* buckets, int count, int heads, int positions)
{
    return tableOf(heads, positions, [&](int head, int distance) {
        return buckets[static_cast<std::ptrdiff_t>(bucketOf(distance, count)) * heads + head];
    });
}

}
