#include "engine/telemetry/system_sampler.h"

#include "engine/base/clock.h"
#include "engine/base/cpu.h"

#include <gtest/gtest.h>
#include <vector>

namespace embedscope {
namespace {

void expectSane(const SystemSample& sample)
{
    const auto processors = allowedProcessors().size();
    ASSERT_EQ(sample.coreBusy.size(), processors);
    for (const float busy : sample.coreBusy) {
        EXPECT_GE(busy, 0.0f);
        EXPECT_LE(busy, 1.0f);
    }
    EXPECT_GE(sample.processCores, 0.0f);
    EXPECT_LE(sample.processCores, float(processors));
    EXPECT_GE(sample.runQueue, 1); // this thread at least
    EXPECT_GT(sample.residentBytes, 100'000u);
}

/// Until this thread has really had the CPU for so long, however busy the machine is.
void burn(int64_t cpuNs)
{
    const int64_t end = threadCpuNs() + cpuNs;
    volatile unsigned work = 0;
    while (threadCpuNs() < end)
        work = work + 1;
}

TEST(SystemSampler, isSaneFromTheFirstSampleOn)
{
    SystemSampler sampler;
    const int64_t before = monotonicNs();
    const SystemSample first = sampler.sample();
    expectSane(first);
    EXPECT_GE(first.atNs, before);
    const SystemSample second = sampler.sample();
    expectSane(second);
    EXPECT_GE(second.atNs, first.atNs);
}

TEST(SystemSampler, measuresTheCpuTimeOfThisProcess)
{
    SystemSampler sampler;
    const int64_t from = sampler.sample().atNs;
    burn(100'000'000);
    const SystemSample sample = sampler.sample();
    // Cores times seconds is CPU time, whatever else ran.
    EXPECT_GE(double(sample.processCores) * double(sample.atNs - from), 0.099e9);
}

TEST(SystemSampler, seesABusyProcessor)
{
    SystemSampler sampler;
    sampler.sample();
    burn(200'000'000); // twenty ticks of the coarsest clock
    float most = 0;
    for (const float busy : sampler.sample().coreBusy)
        most = std::max(most, busy);
    EXPECT_GT(most, 0.0f);
}

TEST(SystemSampler, seesMemoryThatIsTouched)
{
    SystemSampler sampler;
    const uint64_t before = sampler.sample().residentBytes;
    const std::vector<char> block(64 << 20, 1);
    EXPECT_GE(sampler.sample().residentBytes, before + (48 << 20));
    EXPECT_EQ(block.back(), 1);
}

}
}
