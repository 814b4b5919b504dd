// How the rate grows with workers: measured points, the ideal line and a fitted Amdahl curve (Amdahl, "Validity of the single
// processor approach", 1967). Not for measuring: points come from runBenchmark().
#pragma once

#include <vector>

namespace embedscope {

struct ScalingPoint
{
    int workers = 1;
    double speedUp = 1; ///< times one worker
    double efficiency = 1; ///< speedUp / workers
};

struct Scaling
{
    std::vector<ScalingPoint> points; ///< by number of workers, one worker among them
    double parallelShare = 1; ///< of the work, by the least squares of 1/speedUp; 1: it grows as the workers do
};

struct WorkersRate
{
    int workers = 1;
    double rate = 0;
};

/// Empty without a rate of one worker. Medians where a number of workers comes several times.
Scaling scalingOf(const std::vector<WorkersRate>& rates);

/// 1 / ((1 - p) + p / n)
double amdahlSpeedUp(double parallelShare, double workers);

}
