#include "engine/lab/interleaving.h"

#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <string>

namespace embedscope {
namespace {

/// Two contenders on a clock of its own: the rates have noise, and the machine may grow slower all the time.
class FakeSlices : public SliceSource
{
public:
    double rateA = 1000, rateB = 1000, noise = 0.05, slowdownPerSecond = 0, sliceSeconds = 0.25;
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
        slice.tokensPerSecond = (contender == 0 ? rateA : rateB) * machine;
        slice.seconds = sliceSeconds;
        m_now += sliceSeconds;
        return slice;
    }

private:
    std::mt19937 m_random;
    double m_now = 0;
    int m_measured = 0;
};

ComparisonState run(FakeSlices& slices, const StopRule& rule = {})
{
    return interleave(slices, rule, {}, {});
}

TEST(Interleaving, goesABBA)
{
    FakeSlices slices(1);
    const ComparisonState state = run(slices, {.seconds = 4});
    std::string order;
    for (const ComparisonSlice& slice : state.slices)
        order += slice.contender == 0 ? 'A' : 'B';
    EXPECT_EQ(order.substr(0, 8), "ABBAABBA");
    EXPECT_EQ(order.size() % 4, 0u);
}

TEST(Interleaving, tellsAfterEverySlice)
{
    FakeSlices slices(2);
    std::size_t calls = 0;
    const ComparisonState last = interleave(slices, {.seconds = 4},
                                            [&](const ComparisonState& state) {
                                                ++calls;
                                                EXPECT_EQ(state.slices.size(), calls);
                                                EXPECT_EQ(state.pairs, int(calls / 2));
                                                EXPECT_FALSE(state.finished);
                                            },
                                            {});
    EXPECT_EQ(last.slices.size(), calls);
    EXPECT_TRUE(last.finished);
}

TEST(Interleaving, findsTheFasterOneEarly)
{
    FakeSlices slices(3);
    slices.rateA = 1800;
    const ComparisonState state = run(slices);
    EXPECT_EQ(state.verdict, Verdict::AFaster);
    EXPECT_GT(state.low, 1.5);
    EXPECT_LT(state.high, 2.2);
    EXPECT_LT(slices.elapsedSeconds(), 6); // of 20
    FakeSlices turned(3);
    turned.rateB = 1800;
    EXPECT_EQ(run(turned).verdict, Verdict::BFaster);
}

TEST(Interleaving, callsEqualOnesEqualWhenTheNoiseIsSmall)
{
    FakeSlices slices(4);
    slices.noise = 0.002;
    EXPECT_EQ(run(slices).verdict, Verdict::NoDifference);
}

TEST(Interleaving, staysUndecidedWhenTheNoiseHidesTheAnswer)
{
    FakeSlices slices(5);
    slices.noise = 0.5;
    slices.rateA = 1020;
    const ComparisonState state = run(slices);
    EXPECT_EQ(state.verdict, Verdict::Undecided);
    EXPECT_LT(state.low, 1);
    EXPECT_GT(state.high, 1);
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
    EXPECT_NEAR(state.ratio, 1, 1e-9);
    EXPECT_LE(state.low, 1);
    EXPECT_GE(state.high, 1);
}

TEST(Interleaving, aStopInTheMiddleKeepsWhatWasMeasuredAndDecidesNothing)
{
    FakeSlices slices(9);
    slices.rateA = 3000;
    slices.stopAfter = 5;
    std::stop_source stop;
    const auto onSlice = [&](const ComparisonState& state) {
        if (state.slices.size() == 5)
            stop.request_stop();
    };
    const ComparisonState state = interleave(slices, {}, onSlice, stop.get_token());
    EXPECT_EQ(state.slices.size(), 5u);
    EXPECT_EQ(state.pairs, 2);
    EXPECT_EQ(state.verdict, Verdict::Undecided);
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
        const ComparisonState state = run(slices);
        wrong += state.verdict == Verdict::AFaster || state.verdict == Verdict::BFaster;
        missed += state.low > 1 || state.high < 1;
    }
    EXPECT_LT(double(wrong) / kTrials, 0.05);
    EXPECT_LT(double(missed) / kTrials, 0.05);
    EXPECT_GT(double(wrong) / kTrials, 0.01); // nor is it so careful that it never finds anything
}

TEST(Interleaving, findsADifferenceOfFivePercentInNoiseOfFive)
{
    constexpr int kTrials = 300;
    int found = 0, wrong = 0;
    for (unsigned seed = 0; seed < kTrials; ++seed) {
        FakeSlices slices(50'000 + seed);
        slices.rateB = 1050;
        const Verdict verdict = run(slices).verdict;
        found += verdict == Verdict::BFaster;
        wrong += verdict == Verdict::AFaster;
    }
    EXPECT_GT(found, kTrials * 8 / 10);
    EXPECT_EQ(wrong, 0);
}

}
}
