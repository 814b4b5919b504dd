#include "engine/model/rope.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace embedscope {

namespace {

// What a pair turns by per position. YaRN leaves the fast pairs as they are and slows the others down by the
// factor.
std::vector<double> turns(const RopeNumbers& r, std::span<const float> divisors)
{
    const int n = r.dimensions;
    double low = 0, high = 0;
    if (r.yarn) {
        const auto dimension = [&](double beta) {
            return n * std::log(r.originalContext / (2 * std::numbers::pi * beta)) / (2 * std::log(r.base));
        };
        low = std::max(0.0, std::floor(dimension(r.betaFast)));
        high = std::min(n - 1.0, std::ceil(dimension(r.betaSlow)));
    }
    std::vector<double> all;
    for (int i = 0; i < n / 2; ++i) {
        double theta = std::pow(r.base, -2.0 * i / n);
        if (!divisors.empty())
            theta /= static_cast<double>(divisors[static_cast<std::size_t>(i)]);
        const double kept = r.yarn ? 1 - std::clamp((i - low) / std::max(0.001, high - low), 0.0, 1.0) : 0;
        all.push_back(theta * (r.scale * (1 - kept) + kept));
    }
    return all;
}

}

void RopeTable::reserve(const RopeNumbers& numbers, std::span<const float> divisors, int positions)
{
    const std::vector<double> perPosition = turns(numbers, divisors);
    const double length = numbers.yarn ? 1 + 0.1 * std::log(numbers.factor) : 1;
    m_pairs = numbers.dimensions / 2;
    const std::size_t count = static_cast<std::size_t>(positions) * perPosition.size();
    AlignedBuffer<float> cosines(count), sines(count);
    std::size_t at = 0;
    for (int position = 0; position < positions; ++position) {
        for (const double turn : perPosition) {
            cosines[at] = static_cast<float>(length * std::cos(position * turn));
            sines[at++] = static_cast<float>(length * std::sin(position * turn));
        }
    }
    m_cosines = std::move(cosines);
    m_sines = std::move(sines);
}

}
