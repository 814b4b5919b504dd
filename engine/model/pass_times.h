// Where the time of a pass goes, as its first lane saw it: two looks at the clock for each step of a layer, some 0.01 % of a
// pass of 128 tokens. Not for comparing settings: that is the lab's.
#pragma once

#include "engine/base/clock.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace embedscope {

enum class PassStage : int {
    Embed,       ///< table rows and their norm
    Projection,  ///< Q, K, V, with norms and turns of theirs
    Attention,
    Output,      ///< its matrix
    FeedForward, ///< up, activation, down
    Norm,        ///< the norms of the layers, with quantisation
    Pool,        ///< and what follows: dense layers, length 1
};
inline constexpr std::size_t kPassStages = 7;
inline constexpr std::array<std::string_view, kPassStages> kPassStageNames
    = {"embed", "qkv", "attention", "output", "feed-forward", "norms", "pooling"};

/// Nanoseconds of one pass.
struct PassTimes {
    int64_t startNs = 0;
    std::array<int64_t, kPassStages> ns = {};

    int64_t& of(PassStage stage) { return ns[static_cast<std::size_t>(stage)]; }
    int64_t of(PassStage stage) const { return ns[static_cast<std::size_t>(stage)]; }
};

/// Adds what went by since the last look; nullptr: another lane, nothing is looked at.
class StageClock {
public:
    explicit StageClock(PassTimes* times) : m_times(times), m_last(times ? monotonicNs() : 0) { }
    void add(PassStage stage)
    {
        if (!m_times)
            return;
        const int64_t now = monotonicNs();
        m_times->of(stage) += now - m_last;
        m_last = now;
    }

private:
    PassTimes* m_times;
    int64_t m_last;
};

}
