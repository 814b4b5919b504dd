#include "engine/telemetry/process_usage.h"

#include "engine/base/clock.h"

#include <chrono>
#include <gtest/gtest.h>
#include <thread>

namespace embedscope {
namespace {

TEST(ProcessUsage, readsTheTextsOfTheSystem)
{
    EXPECT_DOUBLE_EQ(runQueueSecondsOf("123456 2500000000 42\n"), 2.5);
    EXPECT_EQ(runQueueSecondsOf(""), 0);
    EXPECT_EQ(runQueueSecondsOf("12"), 0);
    EXPECT_EQ(throttledPeriodsOf("usage_usec 5\nnr_periods 7\nnr_throttled 3\nthrottled_usec 9\n"), 3u);
    EXPECT_EQ(throttledPeriodsOf("nr_throttled\n"), 0u);
    EXPECT_EQ(throttledPeriodsOf("nr_throttled many\n"), 0u);
    EXPECT_EQ(stolenTicksOf("cpu  10 0 20 300 4 0 1 77 0 0\ncpu0 1 2 3 4 5 6 7 8 9\n"), 77u);
    EXPECT_EQ(stolenTicksOf("cpu0 1 2 3 4 5 6 7 8 9\n"), 0u);
}

TEST(ProcessUsage, growsWithWorkAndWaiting)
{
    const ProcessUsage before = processUsage();
    const int64_t end = processCpuNs() + 20'000'000;
    while (processCpuNs() < end) { }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    const ProcessUsage used = usageBetween(before, processUsage());
    EXPECT_GE(used.cpuSeconds, 0.02);
    EXPECT_GE(used.voluntarySwitches, 1u);
}

TEST(ProcessUsage, isNeverNegative)
{
    const ProcessUsage more{1, 10, 10, 1, 10, 1}, less{0.5, 5, 5, 0.5, 5, 0.5};
    const ProcessUsage between = usageBetween(more, less);
    EXPECT_EQ(between.cpuSeconds, 0);
    EXPECT_EQ(between.voluntarySwitches, 0u);
    EXPECT_EQ(between.stolenSeconds, 0);
    EXPECT_EQ(usageSum(less, less).involuntarySwitches, 10u);
    EXPECT_EQ(usageSum(less, less).runQueueSeconds, 1);
}

}
}
