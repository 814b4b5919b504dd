#include "engine/telemetry/proc_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>

namespace embedscope {
namespace {

constexpr std::string_view kStat = "cpu  300 0 0 700 0 0 0 0 0 0\n"
                                   "cpu0 100 20 30 400 50 6 7 8 9 10\n"
                                   "cpu1 1 2 3 4\n"
                                   "cpu10 5 0 0 5 0 0 0 0 0 0\n"
                                   "cpu2 1 2 three 4\n"
                                   "cpu3\n"
                                   "intr 1 2 3\n"
                                   "procs_running 12\n";

TEST(ProcText, countsWaitingAsIdleAndGuestsOnce)
{
    const auto ticks = processorTicks(kStat, 0);
    ASSERT_TRUE(ticks);
    EXPECT_EQ(ticks->total, 100u + 20 + 30 + 400 + 50 + 6 + 7 + 8);
    EXPECT_EQ(ticks->busy, 100u + 20 + 30 + 6 + 7 + 8);
}

TEST(ProcText, readsOldKernelsWithFourFields)
{
    const auto ticks = processorTicks(kStat, 1);
    ASSERT_TRUE(ticks);
    EXPECT_EQ(ticks->total, 10u);
    EXPECT_EQ(ticks->busy, 6u);
}

TEST(ProcText, tellsProcessorOneFromTen)
{
    ASSERT_TRUE(processorTicks(kStat, 10));
    EXPECT_EQ(processorTicks(kStat, 10)->total, 10u);
    EXPECT_EQ(processorTicks(kStat, 10)->busy, 5u);
}

TEST(ProcText, hasNoTicksWhereFieldsAreMissing)
{
    EXPECT_FALSE(processorTicks(kStat, 2));
    EXPECT_FALSE(processorTicks(kStat, 3));
    EXPECT_FALSE(processorTicks(kStat, 77));
    EXPECT_FALSE(processorTicks("", 0));
}

TEST(ProcText, readsTheRunQueueOrNothing)
{
    EXPECT_EQ(runnableThreads(kStat), 12);
    EXPECT_EQ(runnableThreads("procs_running\n"), std::nullopt);
    EXPECT_EQ(runnableThreads("procs_running x\n"), std::nullopt);
    EXPECT_EQ(runnableThreads("procs_running 99999999999999999999999\n"), std::nullopt);
}

TEST(ProcText, readsResidentPagesOrNothing)
{
    EXPECT_EQ(residentPages("765 446 417 5 0 123 0\n"), 446u);
    EXPECT_EQ(residentPages("765"), std::nullopt);
    EXPECT_EQ(residentPages(""), std::nullopt);
}

TEST(ProcText, countersThatStandStillOrGoBackAreNotBusy)
{
    EXPECT_EQ(busyShare({10, 100}, {10, 100}), 0);
    EXPECT_EQ(busyShare({10, 100}, {20, 100}), 0);
    EXPECT_EQ(busyShare({10, 100}, {5, 200}), 0);
    EXPECT_FLOAT_EQ(busyShare({10, 100}, {35, 200}), 0.25f);
}

RC_GTEST_PROP(ProcText, aShareIsAlwaysBetweenNoneAndAll, (uint64_t a, uint64_t b, uint64_t c, uint64_t d))
{
    const float share = busyShare({a, b}, {c, d});
    RC_ASSERT(share >= 0.0f);
    RC_ASSERT(share <= 1.0f);
}

RC_GTEST_PROP(ProcText, anyTextIsSurvived, (const std::string& text))
{
    if (const auto ticks = processorTicks("cpu0 " + text, 0))
        RC_ASSERT(text.find_first_of("0123456789") != std::string::npos && ticks->total >= ticks->busy);
    if (const auto threads = runnableThreads("procs_running " + text))
        RC_ASSERT(*threads >= 0);
    residentPages(text);
}

}
}
