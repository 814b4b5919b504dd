#include "engine/base/aligned_buffer.h"
#include "engine/base/clock.h"

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <new>

namespace embedscope {
namespace {

TEST(AlignedBuffer, isAlignedAndZeroed)
{
    for (const std::size_t count : {1u, 15u, 1000u, 700000u}) {
        const AlignedBuffer<float> buffer(count);
        ASSERT_EQ(buffer.size(), count);
        EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer.data()) % 64, 0u);
        EXPECT_TRUE(std::ranges::all_of(buffer.span(), [](float value) { return value == 0; }));
    }
}

TEST(AlignedBuffer, emptyOnesOwnNothing)
{
    EXPECT_EQ(AlignedBuffer<float>().data(), nullptr);
    EXPECT_EQ(AlignedBuffer<float>(0).size(), 0u);
}

TEST(AlignedBuffer, movesItsMemory)
{
    AlignedBuffer<int> first(4);
    first[3] = 7;
    const int* memory = first.data();
    AlignedBuffer<int> second = std::move(first);
    EXPECT_EQ(second.data(), memory);
    EXPECT_EQ(second[3], 7);
    EXPECT_EQ(first.size(), 0u);
    AlignedBuffer<int> third(2);
    third = std::move(second);
    EXPECT_EQ(third.data(), memory);
    EXPECT_EQ(third.size(), 4u);
}

TEST(Clock, goesForward)
{
    const int64_t before = monotonicNs(), cpuBefore = processCpuNs(), threadBefore = threadCpuNs();
    EXPECT_GE(monotonicNs(), before);
    EXPECT_GE(processCpuNs(), cpuBefore);
    EXPECT_GE(threadCpuNs(), threadBefore);
    EXPECT_GT(wallSeconds(), 1'600'000'000);
}

}
}
