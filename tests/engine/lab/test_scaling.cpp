#include "engine/lab/scaling.h"

#include <gtest/gtest.h>
#include <random>

namespace embedscope {
namespace {

TEST(Scaling, findsTheShareThatTheRatesWereMadeWith)
{
    for (const double share : {1.0, 0.986, 0.9, 0.5, 0.0}) {
        std::vector<WorkersRate> rates;
        for (int workers = 1; workers <= 8; ++workers)
            rates.push_back({workers, 1700 * amdahlSpeedUp(share, workers)});
        const Scaling scaling = scalingOf(rates);
        EXPECT_NEAR(scaling.parallelShare, share, 1e-9);
        EXPECT_NEAR(scaling.points.back().speedUp, amdahlSpeedUp(share, 8), 1e-9);
        EXPECT_NEAR(scaling.points.back().efficiency, amdahlSpeedUp(share, 8) / 8, 1e-9);
    }
}

TEST(Scaling, standsSomeNoise)
{
    std::mt19937 random(7);
    std::normal_distribution<double> noise(0, 0.02);
    std::vector<WorkersRate> rates;
    for (int round = 0; round < 5; ++round) {
        for (int workers = 1; workers <= 8; ++workers)
            rates.push_back({workers, 1000 * amdahlSpeedUp(0.97, workers) * (1 + noise(random))});
    }
    EXPECT_NEAR(scalingOf(rates).parallelShare, 0.97, 0.02);
    EXPECT_EQ(scalingOf(rates).points.size(), 8u);
}

TEST(Scaling, needsARateOfOneWorker)
{
    EXPECT_TRUE(scalingOf({}).points.empty());
    EXPECT_TRUE(scalingOf({{2, 100}, {4, 200}, {1, 0}}).points.empty());
    EXPECT_EQ(scalingOf({{1, 100}}).points.size(), 1u);
    EXPECT_EQ(scalingOf({{1, 100}}).parallelShare, 1);
}

TEST(Scaling, neverClaimsMoreThanAllOrLessThanNothing)
{
    EXPECT_EQ(scalingOf({{1, 100}, {2, 230}}).parallelShare, 1);
    EXPECT_EQ(scalingOf({{1, 100}, {2, 60}}).parallelShare, 0);
}

}
}
