#include "engine/base/cpu.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <sched.h>
#include <thread>

namespace embedscope {
namespace {

TEST(Cpu, lacksNothingThatThisBuildNeeds)
{
    EXPECT_EQ(missingInstructions(instructionSets()), "");
}

TEST(Cpu, saysWhatAnOlderProcessorLacks)
{
    const std::string sentence =
        missingInstructions({{"SSE4.2", true, true}, {"AVX2 with FMA", true, false}, {"AVX-512", false, false}});
    EXPECT_NE(sentence.find("AVX2 with FMA"), std::string::npos) << sentence;
    EXPECT_EQ(sentence.find("AVX-512"), std::string::npos) << sentence;
    EXPECT_EQ(sentence.back(), '.');
    EXPECT_EQ(missingInstructions({{"SSE4.2", true, true}, {"AVX2 with FMA", false, false}}), "");
}

TEST(Cpu, widerInstructionsImplyTheNarrowerOnes)
{
    const CpuFeatures features = detectCpuFeatures();
    EXPECT_TRUE(!features.avxvnni || features.avx2);
    EXPECT_TRUE(!features.avx512 || features.avx2);
    EXPECT_TRUE(!features.avx512vnni || features.avx512);
    EXPECT_TRUE(!features.avx512bf16 || features.avx512vnni);
}

TEST(Cpu, hasAName)
{
    EXPECT_FALSE(cpuName().empty());
}

TEST(Cpu, usesNoMoreCoresThanItMay)
{
    const auto allowed = allowedProcessors();
    ASSERT_FALSE(allowed.empty());
    EXPECT_TRUE(std::ranges::is_sorted(allowed));
    EXPECT_GE(usableCores(), 1);
    EXPECT_LE(usableCores(), static_cast<int>(allowed.size()));
}

TEST(Cpu, honoursTheAffinityOfTheThread)
{
    const int processor = allowedProcessors().back();
    std::jthread([processor] {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(processor, &one);
        ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
        EXPECT_EQ(allowedProcessors(), std::vector<int>{processor});
        EXPECT_EQ(usableCores(), 1);
    }).join();
}

}
}
