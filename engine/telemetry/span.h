// What a worker did, as 32 bytes: written by one worker into its own ring, read by one monitor.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace embedscope {

enum class Stage : uint8_t { Tokenise, Embed, Attention, FeedForward, Pool, Store, Wait, Pack };

struct Span {
    int64_t startNs = 0; ///< monotonic clock
    uint32_t durationNs = 0;
    uint16_t worker = 0;
    Stage stage = Stage::Pack;
    uint8_t texts = 0;   ///< texts in the pack, 255 = 255 or more
    uint64_t tag = 0;    ///< tag of the first text of the pack
    uint32_t tokens = 0;
    uint32_t reserved = 0;
};
static_assert(sizeof(Span) == 32);

/// One writer, one reader, no lock. A full ring drops the new span and counts it; nothing waits.
class SpanRing {
public:
    static constexpr std::size_t kCapacity = 8192; // power of two

    void push(const Span& span)
    {
        const uint64_t head = m_head.load(std::memory_order_relaxed);
        if (head - m_tail.load(std::memory_order_acquire) >= kCapacity) {
            m_dropped.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        (*m_spans)[head % kCapacity] = span;
        m_head.store(head + 1, std::memory_order_release);
    }

    bool pop(Span& out)
    {
        const uint64_t tail = m_tail.load(std::memory_order_relaxed);
        if (tail == m_head.load(std::memory_order_acquire))
            return false;
        out = (*m_spans)[tail % kCapacity];
        m_tail.store(tail + 1, std::memory_order_release);
        return true;
    }

    uint64_t dropped() const { return m_dropped.load(std::memory_order_relaxed); }

private:
    std::unique_ptr<std::array<Span, kCapacity>> m_spans = std::make_unique<std::array<Span, kCapacity>>();
    alignas(64) std::atomic<uint64_t> m_head = 0;
    alignas(64) std::atomic<uint64_t> m_tail = 0;
    std::atomic<uint64_t> m_dropped = 0;
};

}
