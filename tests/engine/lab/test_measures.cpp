#include "engine/lab/measures.h"

#include <gtest/gtest.h>

namespace embedscope {
namespace {

ComparisonSlice slice(int contender, double seconds, double tokensPerSecond)
{
    ComparisonSlice slice;
    slice.contender = contender;
    slice.seconds = seconds;
    slice.tokensPerSecond = tokensPerSecond;
    slice.texts = 10;
    slice.threads = 2;
    slice.used = {.cpuSeconds = seconds, .voluntarySwitches = 20, .involuntarySwitches = 5, .runQueueSeconds = 0.01};
    slice.tasks = 100;
    slice.loneMs = {1, 2, 3};
    return slice;
}

TEST(Measures, weighRatesByTimeAndDivideByTexts)
{
    const std::vector<ComparisonSlice> slices = {slice(0, 1, 1000), slice(1, 9, 7), slice(0, 3, 2000)};
    const ContenderMeasures measures = measuresOf(slices, 0);
    EXPECT_DOUBLE_EQ(measures.tokensPerSecond, 1750);
    EXPECT_DOUBLE_EQ(measures.textsPerSecond, 5);
    EXPECT_DOUBLE_EQ(measures.saturation, 0.5); // one of two threads was busy
    EXPECT_DOUBLE_EQ(measures.cpuMsPerText, 200);
    EXPECT_DOUBLE_EQ(measures.voluntaryPerText, 2);
    EXPECT_DOUBLE_EQ(measures.involuntaryPerText, 0.5);
    EXPECT_DOUBLE_EQ(measures.runQueueMsPerText, 1);
    EXPECT_DOUBLE_EQ(measures.tasksPerText, 10);
    EXPECT_DOUBLE_EQ(measures.p50Ms, 2);
    EXPECT_DOUBLE_EQ(measures.p99Ms, 3);
    EXPECT_FALSE(measures.allocationsPerText);
}

TEST(Measures, areZeroWithoutASlice)
{
    const ContenderMeasures measures = measuresOf({slice(0, 1, 1000)}, 1);
    EXPECT_EQ(measures.tokensPerSecond, 0);
    EXPECT_EQ(measures.saturation, 0);
    EXPECT_EQ(measures.p99Ms, 0);
}

TEST(Disturbance, isSaidOnlyWhenThereIsOne)
{
    std::vector<ComparisonSlice> slices = {slice(0, 1, 1000), slice(0, 1, 1010), slice(1, 1, 100)};
    EXPECT_EQ(disturbanceOf(slices, 2), "");
    slices[1].tokensPerSecond = 1400;
    EXPECT_NE(disturbanceOf(slices, 2).find("busy"), std::string::npos);
    slices[1].used.stolenSeconds = 0.5;
    EXPECT_NE(disturbanceOf(slices, 2).find("host"), std::string::npos);
    slices[0].used.throttledPeriods = 3;
    EXPECT_NE(disturbanceOf(slices, 2).find("throttled"), std::string::npos);
    EXPECT_EQ(disturbanceOf({}, 2), "");
}

}
}
