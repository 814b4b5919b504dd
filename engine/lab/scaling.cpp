#include "engine/lab/scaling.h"

#include "engine/lab/benchmark.h"

#include <algorithm>
#include <map>

namespace embedscope {

namespace {

// 1/speedUp = 1 - p (1 - 1/n): a line through the origin in x = 1 - 1/n, y = 1 - 1/speedUp.
double fittedShare(const std::vector<ScalingPoint>& points)
{
    double products = 0, squares = 0;
    for (const ScalingPoint& point : points) {
        const double x = 1 - 1.0 / point.workers, y = 1 - 1 / point.speedUp;
        products += x * y;
        squares += x * x;
    }
    return squares > 0 ? std::clamp(products / squares, 0.0, 1.0) : 1;
}

}

Scaling scalingOf(const std::vector<WorkersRate>& rates)
{
    std::map<int, std::vector<double>> byWorkers;
    for (const WorkersRate& rate : rates) {
        if (rate.workers >= 1 && rate.rate > 0)
            byWorkers[rate.workers].push_back(rate.rate);
    }
    const auto one = byWorkers.find(1);
    if (one == byWorkers.end())
        return {};
    const double alone = quantile(one->second, 0.5);
    Scaling scaling;
    for (const auto& [workers, values] : byWorkers) {
        const double speedUp = quantile(values, 0.5) / alone;
        scaling.points.push_back({workers, speedUp, speedUp / workers});
    }
    scaling.parallelShare = fittedShare(scaling.points);
    return scaling;
}

double amdahlSpeedUp(double parallelShare, double workers)
{
    return 1 / ((1 - parallelShare) + parallelShare / workers);
}

}
