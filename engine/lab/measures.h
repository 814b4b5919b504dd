// What a contender of a comparison cost and gave, summed up over its slices: those of the seed and more. Not for
// verdicts.
#pragma once

#include "engine/lab/comparison.h"

#include <optional>
#include <string>
#include <vector>

namespace embedscope {

struct ContenderMeasures
{
    double tokensPerSecond = 0, textsPerSecond = 0; ///< all its tokens / all its time
    double p50Ms = 0, p95Ms = 0, p99Ms = 0; ///< of texts that came alone
    double saturation = 0; ///< CPU time of the program / (time x threads); 1: none ever waited
    double cpuMsPerText = 0;
    double voluntaryPerText = 0, involuntaryPerText = 0; ///< context switches
    double runQueueMsPerText = 0; ///< threads that were ready and had no core
    double tasksPerText = 0; ///< created for products (the seed's goroutines)
    std::optional<double> allocationsPerText;
    double spread = 0; ///< standard deviation of the rates of its slices / their mean
};

/// Zeros when it has no slice.
ContenderMeasures measuresOf(const std::vector<ComparisonSlice>& slices, int contender);

/// What disturbed the whole run: a sentence for people who read the figures, empty when the machine was calm.
std::string disturbanceOf(const std::vector<ComparisonSlice>& slices, int processors);

}
