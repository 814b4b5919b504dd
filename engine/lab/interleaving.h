// The order of the slices and the stop rule, apart from what is measured: a source gives slices and tells the
// time, so that a test can give its own. Not for verdicts: those are in statistics.h.
#pragma once

#include "engine/lab/comparison.h"

#include <functional>
#include <optional>
#include <stop_token>

namespace embedscope {

class SliceSource
{
public:
    virtual ~SliceSource() = default;
    virtual double elapsedSeconds() = 0; ///< since the comparison began
    /// Measures the contender on the texts of the round; nothing: stopped in the middle.
    virtual std::optional<ComparisonSlice> measure(int contender, int round) = 0;
};

struct StopRule
{
    int contenders = 2;
    double seconds = 20;
    double confidence = 0.95;
    int minimumRounds = 6;
};

/// A B C, C B A, A B C, ...: every two rounds each contender was as early as it was late, so that a drift of
/// the machine favours nobody. Whose verdict is certain rests from then on; the first never does.
ComparisonState interleave(SliceSource& source, const StopRule& rule,
                           const std::function<void(const ComparisonState&)>& onSlice, std::stop_token stop);

}
