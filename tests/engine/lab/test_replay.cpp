#include "engine/lab/replay.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <numeric>
#include <rapidcheck/gtest.h>

namespace embedscope {
namespace {

constexpr Schedule kSchedules[] = {Schedule::StaticSplit, Schedule::FirstCome, Schedule::LongestFirst,
                                   Schedule::PaddedBatches};

TEST(Replay, staticSplitWaitsForTheWorkerWithTheLongTexts)
{
    const Replay split = replay({10, 10, 1, 1}, Schedule::StaticSplit, 2);
    EXPECT_DOUBLE_EQ(split.makespan, 20);
    EXPECT_DOUBLE_EQ(split.idleShare, 1 - 22.0 / 40);
}

TEST(Replay, firstComeGivesTheNextTextToWhoIsIdle)
{
    const Replay first = replay({1, 1, 1, 10}, Schedule::FirstCome, 2);
    EXPECT_DOUBLE_EQ(first.makespan, 11); // the long one comes last
    EXPECT_DOUBLE_EQ(replay({1, 1, 1, 10}, Schedule::LongestFirst, 2).makespan, 10);
}

TEST(Replay, aTextOfAPaddedBatchCostsWhatTheLongestDoes)
{
    const Replay padded = replay({1, 4, 2, 3}, Schedule::PaddedBatches, 1, 2);
    EXPECT_DOUBLE_EQ(padded.makespan, 2 * 4 + 2 * 3);
    EXPECT_DOUBLE_EQ(padded.idleShare, 1 - 10.0 / 14); // what is padded is not work
}

TEST(Replay, ofNothingTakesNoTime)
{
    for (const Schedule schedule : kSchedules) {
        EXPECT_EQ(replay({}, schedule, 4).makespan, 0);
        EXPECT_EQ(replay({}, schedule, 4).idleShare, 0);
    }
}

RC_GTEST_PROP(Replay, playsEveryTextOnceAndNobodyDoesTwoAtATime, ())
{
    const auto whole = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 50));
    const std::vector<double> times(whole.begin(), whole.end());
    const int workers = *rc::gen::inRange(1, 9), batch = *rc::gen::inRange(1, 9);
    for (const Schedule schedule : kSchedules) {
        const Replay result = replay(times, schedule, workers, batch);
        RC_ASSERT(result.texts.size() == times.size());
        std::vector<int> seen(times.size());
        std::map<int, double> until;
        for (const ReplayedText& text : result.texts) {
            ++seen[static_cast<std::size_t>(text.text)];
            RC_ASSERT(text.worker >= 0 && text.worker < workers);
            RC_ASSERT(text.start >= until[text.worker] - 1e-9);
            RC_ASSERT(text.end - text.start >= times[static_cast<std::size_t>(text.text)] - 1e-9);
            until[text.worker] = text.end;
        }
        RC_ASSERT(std::ranges::all_of(seen, [](int count) { return count == 1; }));
        RC_ASSERT(result.idleShare >= -1e-9 && result.idleShare <= 1);
    }
}

// Graham 1969: longest first is within 4/3 - 1/(3m) of the best; any order of who-is-idle within 2 - 1/m.
RC_GTEST_PROP(Replay, keepsTheBoundsOfTheBook, ())
{
    const auto whole = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 50)));
    const std::vector<double> times(whole.begin(), whole.end());
    const int workers = *rc::gen::inRange(1, 9);
    const double work = std::accumulate(times.begin(), times.end(), 0.0);
    const double least = std::max(work / workers, *std::ranges::max_element(times));
    RC_ASSERT(replay(times, Schedule::FirstCome, workers).makespan <= (2 - 1.0 / workers) * least + 1e-9);
    // Against the lower bound instead of the best schedule, so the simple bound of lists holds here too.
    RC_ASSERT(replay(times, Schedule::LongestFirst, workers).makespan <= (2 - 1.0 / workers) * least + 1e-9);
    RC_ASSERT(replay(times, Schedule::StaticSplit, workers).makespan >= least - 1e-9);
}

}
}
