// Texts that wait for a worker. A full queue makes submit wait; a worker takes a pack: the longest waiting
// texts first, filled up with shorter ones that fit under the token budget, no text passed over more than a
// few times. Any thread may call anything; nothing is called back under the lock. A batch and a pack take the
// lock once each, and no memory once the ring has grown.
#pragma once

#include "engine/embed/bell.h"
#include "engine/embed/text_ring.h"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <span>
#include <stop_token>
#include <vector>

namespace embedscope {

class SpareHands;

class PackQueue
{
public:
    enum class Pushed
    {
        Taken,
        Refused,
        NoMemory
    };

    /// How much is in a pack and in the queue, from now on.
    void configure(std::size_t packTokens, std::size_t packsAtOnce);

    /// Waits while the queue is full, with each text. Takes from the front of `texts`, which shrinks; unless
    /// all are Taken, the first that is left is the one that could not be.
    Pushed push(std::span<EmbedText>& texts, std::stop_token stop);
    enum class Taken
    {
        Pack,
        Help, ///< no text, but another worker's pack wants help
        End ///< stopped, or closed and empty
    };
    /// Waits for texts and moves a pack of them into `pack`; its capacity must be kMostTexts. With `hands` it
    /// waits for a pack to help with as well.
    Taken take(std::vector<EmbedText>& pack, std::stop_token stop, SpareHands* hands = nullptr);
    /// Without the lock: what a worker looks at between parts.
    bool isEmpty() const { return m_count.load(std::memory_order_relaxed) == 0; }
    /// A worker between the parts of another's pack is idle too.
    void countIdle(int change) { m_idle += change; }
    const std::atomic<int>& idleCount() const { return m_idle; }
    Bell& bell() { return m_bell; }
    void close();

    /// Takes out the oldest text, or the oldest of one sink; false when there is none. Needs no memory.
    bool remove(const EmbedSink* sinkOrAny, EmbedText& out);
    std::size_t tokens() const;
    std::size_t texts() const;

    static constexpr std::size_t kMostTexts = 128; ///< of a pack, and how far a worker looks down the queue

private:
    void wakeFor(std::size_t texts, std::size_t tokens);
    std::size_t longestThatFits(std::size_t budget) const;
    void move(std::size_t index, std::vector<EmbedText>& pack);

    Taken wait(std::unique_lock<std::mutex>& lock, const std::stop_token& stop, SpareHands* hands);

    mutable Bell m_bell; ///< rung when texts come
    std::condition_variable_any m_roomLeft;
    TextRing m_waiting;
    std::size_t m_tokens = 0;
    std::size_t m_packTokens = 128;
    std::size_t m_packsAtOnce = 1;
    std::size_t m_capacity = 4096;
    std::atomic<std::size_t> m_count = 0; ///< m_waiting.size()
    std::atomic<int> m_idle = 0; ///< workers inside take(), or about to help
    std::atomic<bool> m_closed = false;
};

}
