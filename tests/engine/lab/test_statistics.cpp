#include "engine/lab/statistics.h"

#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <rapidcheck/gtest.h>

namespace embedscope {
namespace {

TEST(RatioInterval, isAsWideAsCanBeBelowTwoPairs)
{
    EXPECT_EQ(ratioInterval({}, 0.95).ratio, 1);
    EXPECT_EQ(ratioInterval({}, 0.95).low, 0);
    const RatioInterval one = ratioInterval({std::log(2.0)}, 0.95);
    EXPECT_DOUBLE_EQ(one.ratio, 2);
    EXPECT_EQ(one.low, 0);
    EXPECT_EQ(one.high, 1e9);
}

TEST(RatioInterval, agreesWithTheTableOfStudent)
{
    // mean 2, standard deviation 1, 3 values: t(0.975, 2) = 4.302653 by any printed table
    const RatioInterval interval = ratioInterval({1, 2, 3}, 0.95);
    EXPECT_NEAR(std::log(interval.ratio), 2, 1e-12);
    EXPECT_NEAR(std::log(interval.low), 2 - 4.302653 / std::sqrt(3.0), 1e-6);
    EXPECT_NEAR(std::log(interval.high), 2 + 4.302653 / std::sqrt(3.0), 1e-6);
    // t(0.995, 2) = 9.924843
    EXPECT_NEAR(std::log(ratioInterval({1, 2, 3}, 0.99).high), 2 + 9.924843 / std::sqrt(3.0), 1e-6);
}

std::vector<double> someLogRatios()
{
    const auto wholes = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-2000, 2001));
    std::vector<double> values(wholes.begin(), wholes.end());
    for (double& value : values)
        value /= 1000;
    return values;
}

RC_GTEST_PROP(RatioInterval, holdsItsRatioAndGrowsWithConfidence, ())
{
    const std::vector<double> values = someLogRatios();
    const RatioInterval narrow = ratioInterval(values, 0.8), wide = ratioInterval(values, 0.99);
    RC_ASSERT(narrow.low <= narrow.ratio && narrow.ratio <= narrow.high);
    RC_ASSERT(wide.low <= narrow.low && narrow.high <= wide.high);
}

RC_GTEST_PROP(RatioInterval, turnsAroundWhenTheContendersChangePlaces, ())
{
    std::vector<double> values = someLogRatios();
    RC_PRE(values.size() >= 2);
    const RatioInterval forward = ratioInterval(values, 0.95);
    for (double& value : values)
        value = -value;
    const RatioInterval backward = ratioInterval(values, 0.95);
    RC_ASSERT(std::abs(std::log(forward.ratio * backward.ratio)) < 1e-9);
    RC_ASSERT(std::abs(std::log(forward.low * backward.high)) < 1e-9);
}

TEST(RatioInterval, coversTheTruthAsOftenAsItPromises)
{
    std::mt19937_64 random(20260101);
    std::normal_distribution<double> noise(0.1, 0.05);
    constexpr int kTrials = 20'000;
    for (const int pairs : {3, 6, 40}) {
        int covered = 0;
        for (int trial = 0; trial < kTrials; ++trial) {
            std::vector<double> values(static_cast<std::size_t>(pairs));
            for (double& value : values)
                value = noise(random);
            const RatioInterval interval = ratioInterval(values, 0.95);
            covered += interval.low <= std::exp(0.1) && std::exp(0.1) <= interval.high;
        }
        EXPECT_NEAR(double(covered) / kTrials, 0.95, 0.006) << pairs << " pairs"; // four standard errors
    }
}

TEST(Verdict, followsTheInterval)
{
    EXPECT_EQ(verdictOf({1.5, 1.2, 1.8}), Verdict::Faster);
    EXPECT_EQ(verdictOf({0.5, 0.4, 0.9}), Verdict::Slower);
    EXPECT_EQ(verdictOf({1.0, 0.995, 1.005}), Verdict::NoDifference);
    EXPECT_EQ(verdictOf({1.004, 1.001, 1.007}), Verdict::NoDifference); // real, but nobody would notice
    EXPECT_EQ(verdictOf({1.0, 0.9, 1.1}), Verdict::Undecided);
    EXPECT_EQ(verdictOf({1.02, 0.995, 1.05}), Verdict::Undecided);
    EXPECT_EQ(verdictOf(RatioInterval()), Verdict::Undecided);
}

TEST(Verdict, atTheEndOfTheTimeAnIntervalAroundOneMayBeWider)
{
    EXPECT_EQ(verdictOf({1.0, 0.98, 1.02}, kSameAtTheEnd), Verdict::NoDifference);
    EXPECT_EQ(verdictOf({1.0, 0.98, 1.02}), Verdict::Undecided);
    EXPECT_EQ(verdictOf({1.0, 0.96, 1.02}, kSameAtTheEnd), Verdict::Undecided);
    EXPECT_EQ(verdictOf({1.015, 1.002, 1.028}, kSameAtTheEnd), Verdict::Faster); // 1 is outside: a small difference is one
}

TEST(Verdict, hasNames)
{
    EXPECT_EQ(verdictName(Verdict::Faster), "faster");
    EXPECT_EQ(verdictName(Verdict::Slower), "slower");
    EXPECT_EQ(verdictName(Verdict::NoDifference), "no difference");
    EXPECT_EQ(verdictName(Verdict::Undecided), "undecided");
}

TEST(PlannedLooks, comeAtPlannedTimesAndWholeRounds)
{
    PlannedLooks looks(8, 0.95, 4);
    EXPECT_FALSE(looks.due(0.9, 100)); // before 1/8 of the time
    EXPECT_FALSE(looks.due(1.0, 2)); // too few pairs
    EXPECT_FALSE(looks.due(1.0, 5)); // A B B A not complete
    EXPECT_TRUE(looks.due(1.0, 6));
    looks.spend(1.0);
    EXPECT_FALSE(looks.due(1.9, 20)); // the next one is at 1/4
    EXPECT_TRUE(looks.due(2.0, 20));
    looks.spend(8.0);
    EXPECT_TRUE(looks.exhausted());
    EXPECT_FALSE(looks.due(9.0, 200));
}

RC_GTEST_PROP(PlannedLooks, neverSpendMoreErrorThanTheComparisonMayMake, ())
{
    PlannedLooks looks(100, 0.95, 2);
    double spent = 0, now = 0;
    while (now < 130) {
        now += *rc::gen::inRange(1, 40);
        if (!looks.due(now, 10))
            continue;
        spent += 1 - looks.nextConfidence(now, false);
        looks.spend(now);
    }
    if (!looks.exhausted())
        spent += 1 - looks.nextConfidence(now, true);
    RC_ASSERT(spent <= 0.05 + 1e-12);
}

}
}
