#include "engine/telemetry/span.h"

#include <gtest/gtest.h>
#include <thread>

namespace embedscope {
namespace {

TEST(SpanRing, givesBackInOrderWhatWasWritten)
{
    SpanRing ring;
    Span span;
    EXPECT_FALSE(ring.pop(span));
    for (uint64_t i = 0; i < 10; ++i)
        ring.push({.tag = i});
    for (uint64_t i = 0; i < 10; ++i) {
        ASSERT_TRUE(ring.pop(span));
        EXPECT_EQ(span.tag, i);
    }
    EXPECT_FALSE(ring.pop(span));
    EXPECT_EQ(ring.dropped(), 0u);
}

TEST(SpanRing, dropsTheNewestAndCountsWhenFull)
{
    SpanRing ring;
    for (uint64_t i = 0; i < SpanRing::kCapacity + 5; ++i)
        ring.push({.tag = i});
    EXPECT_EQ(ring.dropped(), 5u);
    Span span;
    for (uint64_t i = 0; i < SpanRing::kCapacity; ++i) {
        ASSERT_TRUE(ring.pop(span));
        EXPECT_EQ(span.tag, i);
    }
    EXPECT_FALSE(ring.pop(span));
    ring.push({.tag = 7});
    ASSERT_TRUE(ring.pop(span));
    EXPECT_EQ(span.tag, 7u);
}

TEST(SpanRing, losesNothingBetweenTwoThreads)
{
    SpanRing ring;
    constexpr uint64_t kCount = 100'000;
    std::jthread writer([&ring] {
        for (uint64_t i = 0; i < kCount; ++i)
            ring.push({.durationNs = uint32_t(i), .tag = i});
    });
    uint64_t seen = 0, next = 0;
    bool torn = false, disordered = false;
    const auto take = [&](const Span& span) {
        ++seen;
        torn = torn || span.durationNs != uint32_t(span.tag);
        disordered = disordered || span.tag < next;
        next = span.tag + 1;
    };
    Span span;
    while (next < kCount && seen + ring.dropped() < kCount) {
        if (ring.pop(span))
            take(span);
        else
            std::this_thread::yield();
    }
    writer.join();
    while (ring.pop(span))
        take(span);
    EXPECT_EQ(seen + ring.dropped(), kCount);
    EXPECT_FALSE(torn);
    EXPECT_FALSE(disordered);
}

}
}
