#include "engine/lab/interleaving.h"

#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <string>

namespace embedscope {
namespace {

/// Contenders on a clock of its own: the rates have noise, and the machine may grow slower all the time.
class FakeSlices : public SliceSource
{
public:
    std::vector<double> rates = {1000, 1000};
    double noise = 0.05, slowdownPerSecond = 0, sliceSeconds = 0.25;
    int stopAfter = -1;
    explicit FakeSlices(unsigned seed)
        : m_random(seed)
    {
    }

    double elapsedSeconds() override { return m_now; }

    std::optional<ComparisonSlice> measure(int contender, int round) override
    {
        if (stopAfter >= 0 && m_measured++ >= stopAfter)
            return std::nullopt;
        ComparisonSlice slice{.contender = contender, .round = round, .startSeconds = m_now};
        const double machine =
            std::exp(std::normal_distribution<double>(0, noise)(m_random) - slowdownPerSecond * m_now);
        slice.tokensPerSecond = rates[static_cast<std::size_t>(contender)] * machine;
        slice.seconds = sliceSeconds;
        m_now += sliceSeconds;
        return slice;
    }

private:
    std::mt19937 m_random;
    double m_now = 0;
    int m_measured = 0;
};

ComparisonState run(FakeSlices& slices, StopRule rule = {})
{
    rule.contenders = static_cast<int>(slices.rates.size());
    return interleave(slices, rule, {}, {});
}

std::string orderOf(const ComparisonState& state)
{
    std::string order;
    for (const ComparisonSlice& slice : state.slices)
        order += static_cast<char>('A' + slice.contender);
    return order;
}

TEST(Interleaving, goesABBA)
{
    FakeSlices slices(1);
    const ComparisonState state = run(slices, {.seconds = 4});
    const std::string order = orderOf(state);
    EXPECT_EQ(order.substr(0, 8), "ABBAABBA");
    EXPECT_EQ(order.size() % 4, 0u);
}

TEST(Interleaving, goesForwardAndBackWithMoreThanTwo)
{
    FakeSlices slices(1);
    slices.rates = {1000, 1000, 1000};
    slices.noise = 0.3; // nobody is certain soon
    const std::string order = orderOf(run(slices, {.seconds = 6}));
    EXPECT_EQ(order.substr(0, 12), "ABCCBAABCCBA");
    EXPECT_EQ(order.size() % 6, 0u);
}

TEST(Interleaving, whoseVerdictIsCertainRests)
{
    FakeSlices slices(21);
    slices.rates = {1000, 300, 1010};
    slices.noise = 0.04;
    const ComparisonState state = run(slices, {.seconds = 40});
    EXPECT_EQ(state.standings[1].verdict, Verdict::Slower);
    EXPECT_NEAR(state.standings[1].ratio, 0.3, 0.03);
    EXPECT_LT(state.standings[1].rounds, state.standings[2].rounds);
    EXPECT_EQ(state.standings[0].ratio, 1);
    const std::string order = orderOf(state);
    EXPECT_EQ(order.substr(order.size() - 4), "ACCA"); // the first never rests, and the order stays even
}

TEST(Interleaving, tellsAfterEverySlice)
{
    FakeSlices slices(2);
    std::size_t calls = 0;
    const ComparisonState last = interleave(slices, {.seconds = 4},
                                            [&](const ComparisonState& state) {
                                                ++calls;
                                                EXPECT_EQ(state.slices.size(), calls);
                                                EXPECT_EQ(state.standings[1].rounds, int(calls / 2));
                                                EXPECT_FALSE(state.finished);
                                            },
                                            {});
    EXPECT_EQ(last.slices.size(), calls);
    EXPECT_TRUE(last.finished);
}

TEST(Interleaving, findsTheFasterOneEarly)
{
    FakeSlices slices(3);
    slices.rates[0] = 1800;
    const ComparisonState state = run(slices);
    EXPECT_EQ(state.standings[1].verdict, Verdict::Slower);
    EXPECT_GT(1 / state.standings[1].high, 1.5);
    EXPECT_LT(1 / state.standings[1].low, 2.2);
    EXPECT_LT(slices.elapsedSeconds(), 6); // of 20
    FakeSlices turned(3);
    turned.rates[1] = 1800;
    EXPECT_EQ(run(turned).standings[1].verdict, Verdict::Faster);
}

TEST(Interleaving, callsEqualOnesEqualWhenTheNoiseIsSmall)
{
    FakeSlices slices(4);
    slices.noise = 0.002;
    EXPECT_EQ(run(slices).standings[1].verdict, Verdict::NoDifference);
}

TEST(Interleaving, staysUndecidedWhenTheNoiseHidesTheAnswer)
{
    FakeSlices slices(5);
    slices.noise = 0.5;
    slices.rates[0] = 1020;
    const ComparisonState state = run(slices);
    EXPECT_EQ(state.standings[1].verdict, Verdict::Undecided);
    EXPECT_LT(state.standings[1].low, 1);
    EXPECT_GT(state.standings[1].high, 1);
}

TEST(Interleaving, keepsToItsTime)
{
    FakeSlices slices(16);
    slices.noise = 0.5;
    const ComparisonState state = run(slices, {.seconds = 5});
    EXPECT_LE(slices.elapsedSeconds(), 5.0 + 1e-9);
    EXPECT_EQ(state.slices.size(), 20u);
}

TEST(Interleaving, measuresOneWholeRoundHoweverShortTheTime)
{
    FakeSlices slices(7);
    EXPECT_EQ(run(slices, {.seconds = 0.01}).slices.size(), 4u);
}

TEST(Interleaving, aMachineThatSlowsDownFavoursNobody)
{
    FakeSlices slices(8);
    slices.noise = 0;
    slices.slowdownPerSecond = 0.2; // to a fiftieth in twenty seconds
    const ComparisonState state = run(slices);
    EXPECT_NEAR(state.standings[1].ratio, 1, 1e-9);
    EXPECT_LE(state.standings[1].low, 1);
    EXPECT_GE(state.standings[1].high, 1);
}

TEST(Interleaving, aStopInTheMiddleKeepsWhatWasMeasuredAndDecidesNothing)
{
    FakeSlices slices(9);
    slices.rates[0] = 3000;
    slices.stopAfter = 5;
    std::stop_source stop;
    const auto onSlice = [&](const ComparisonState& state) {
        if (state.slices.size() == 5)
            stop.request_stop();
    };
    const ComparisonState state = interleave(slices, {}, onSlice, stop.get_token());
    EXPECT_EQ(state.slices.size(), 5u);
    EXPECT_EQ(state.standings[1].rounds, 2);
    EXPECT_EQ(state.standings[1].verdict, Verdict::Undecided);
    EXPECT_TRUE(state.finished);
}

// The promise: whoever compares a setting with itself is told "faster" in at most one of twenty comparisons,
// although the comparison looks several times and stops when it likes what it sees.
TEST(Interleaving, seldomFindsADifferenceThatIsNotThere)
{
    constexpr int kTrials = 4000;
    int wrong = 0, missed = 0;
    for (unsigned seed = 0; seed < kTrials; ++seed) {
        FakeSlices slices(1000 + seed);
        const Standing standing = run(slices).standings[1];
        wrong += standing.verdict == Verdict::Faster || standing.verdict == Verdict::Slower;
        missed += standing.low > 1 || standing.high < 1;
    }
    EXPECT_LT(double(wrong) / kTrials, 0.05);
    EXPECT_NEAR(double(missed) / kTrials, 0.05, 0.02);
    EXPECT_GT(double(wrong) / kTrials, 0.01); // nor is it so careful that it never finds anything
}

// Whatever the noise and the truth, and however early it stops: the interval that is shown holds the truth in 93 to
// 97 of a hundred comparisons.
TEST(Interleaving, itsIntervalHoldsTheTruthAsOftenAsItPromises)
{
    constexpr int kTrials = 2000;
    for (const double noise : {0.01, 0.05, 0.2}) {
        for (const double truth : {1.0, 1.02, 1.1, 2.0}) {
            int covered = 0;
            for (unsigned trial = 0; trial < kTrials; ++trial) {
                FakeSlices slices(7000 + trial);
                slices.noise = noise;
                slices.rates[1] = 1000 * truth;
                const Standing standing = run(slices).standings[1];
                covered += standing.low <= truth && truth <= standing.high;
            }
            EXPECT_NEAR(double(covered) / kTrials, 0.95, 0.02) << noise << " noise, truth " << truth;
        }
    }
}

TEST(Interleaving, findsADifferenceOfFivePercentInNoiseOfFive)
{
    constexpr int kTrials = 300;
    int found = 0, wrong = 0;
    for (unsigned seed = 0; seed < kTrials; ++seed) {
        FakeSlices slices(50'000 + seed);
        slices.rates[1] = 1050;
        const Verdict verdict = run(slices).standings[1].verdict;
        found += verdict == Verdict::Faster;
        wrong += verdict == Verdict::Slower;
    }
    EXPECT_GT(found, kTrials * 8 / 10);
    EXPECT_EQ(wrong, 0);
}

}
}
