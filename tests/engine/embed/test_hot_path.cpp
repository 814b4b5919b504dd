// After warm-up a text costs no heap: neither in the queue nor in a worker. And a batch is handed over as
// one.
#include "engine/embed/embedder.h"
#include "tests/engine/model/tiny_model.h"

#include <atomic>
#include <cstdlib>
#include <gtest/gtest.h>
#include <new>
#include <thread>

namespace {

constinit std::atomic<std::size_t> g_allocations = 0; // of all threads

}

// Not inlined: the compiler would see malloc's memory freed by delete and warn.
[[gnu::noinline]] void* operator new(std::size_t size)
{
    g_allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* memory = std::malloc(size > 0 ? size : 1))
        return memory;
    throw std::bad_alloc();
}

// Comes to the one above by itself, but not under the address sanitizer, which has its own.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    try {
        return ::operator new(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}

[[gnu::noinline]] void operator delete(void* memory) noexcept
{
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace embedscope {
namespace {

class Countdown final : public EmbedSink
{
public:
    void begin(std::size_t texts) { m_left = static_cast<int>(texts); }
    void wait()
    {
        for (int left = m_left; left > 0; left = m_left)
            m_left.wait(left);
    }
    void vectorReady(uint64_t, std::span<const float>, int, uint32_t) override { arrived(); }
    void vectorDropped(uint64_t) override
    {
        ++m_dropped;
        arrived();
    }
    int dropped() const { return m_dropped; }

private:
    void arrived()
    {
        if (--m_left == 0)
            m_left.notify_all();
    }
    std::atomic<int> m_left = 0, m_dropped = 0;
};

class HotPath : public testing::Test
{
protected:
    HotPath()
    {
        auto model = Model::openBytes(m_bytes, "tiny.gguf");
        EXPECT_TRUE(model);
        m_model = model ? *model : nullptr;
    }
    std::vector<EmbedText> batch(int texts, int tokens) const
    {
        std::vector<EmbedText> made;
        for (int i = 0; i < texts; ++i)
            made.push_back({m_tiny.randomIds(tokens > 0 ? tokens : 2 + i * 7 % 30, static_cast<uint32_t>(i)),
                            static_cast<uint64_t>(i), m_countdown});
        return made;
    }
    void startWorkers(Embedder& embedder)
    {
        for (int i = 0; i < embedder.threadCount(); ++i)
            m_threads.emplace_back([&embedder](std::stop_token stop) { embedder.work(stop); });
    }
    void end(Embedder& embedder)
    {
        embedder.finish();
        m_threads.clear();
    }
    /// How often memory was asked for until all vectors were there.
    std::size_t run(Embedder& embedder, int texts)
    {
        std::vector<EmbedText> ready = batch(texts, 0);
        m_countdown->begin(ready.size());
        const std::size_t before = g_allocations;
        for (EmbedText& text : ready)
            embedder.submit(std::move(text));
        m_countdown->wait();
        return g_allocations - before;
    }
    /// Every worker has had a pack; helpers of a team have none of their own.
    static bool isWarm(const Embedder& embedder)
    {
        const bool isOneTeam = embedder.options().mode == Mode::Nested;
        const int workers = isOneTeam ? 1 : embedder.options().workers;
        const int team = embedder.threadCount() / workers;
        int waitedFor = 0;
        for (int i = 0; i < embedder.threadCount(); ++i) { // looks at each: counters are made by that
            const bool hadNone = embedder.counters(i).packs == 0;
            waitedFor += hadNone && i % team == 0 ? 1 : 0;
        }
        return waitedFor == 0;
    }

    const TinyModel m_tiny{{.type = TensorType::Q8_0}};
    const std::vector<std::byte> m_bytes = m_tiny.bytes();
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<Countdown> m_countdown = std::make_shared<Countdown>();
    std::vector<std::jthread> m_threads;
};

TEST_F(HotPath, takesNoMemoryForATextAfterWarmUp)
{
    for (const Mode mode : {Mode::Coarse, Mode::Nested, Mode::Hybrid}) {
        for (const int workers : {1, 2}) {
            Embedder embedder(m_model, {.workers = workers, .mode = mode});
            startWorkers(embedder);
            while (!isWarm(embedder))
                run(embedder, 128);
            for (const int texts : {1, 2, 4, 8, 16, 32, 64, 128, 1, 128})
                EXPECT_EQ(run(embedder, texts), 0u)
                    << modeName(mode) << ", " << workers << " workers, " << texts;
            end(embedder);
        }
    }
    EXPECT_EQ(m_countdown->dropped(), 0);
}

TEST_F(HotPath, aBatchIsHandedOverAsOne)
{
    Embedder embedder(m_model, {.workers = 1, .packTokens = 128});
    startWorkers(embedder);
    for (uint64_t round = 1; round <= 20; ++round) {
        std::vector<EmbedText> ready = batch(32, 4);
        m_countdown->begin(ready.size());
        EXPECT_EQ(embedder.submit(std::span(ready)), 32u);
        m_countdown->wait();
        EXPECT_EQ(embedder.counters(0).packs, round) << "the worker began before all were there";
    }
    end(embedder);
}

TEST_F(HotPath, aBatchLargerThanTheQueueGoesThroughItAndOnlyWhatDoesNotFitIsDropped)
{
    Embedder embedder(m_model, {.workers = 2});
    startWorkers(embedder);
    std::vector<EmbedText> ready = batch(600, 30); // the queue holds 4096 tokens
    ready[0].ids.clear();
    ready[300].ids = {2, 60, 3}; // not in the vocabulary
    ready[599].ids.clear();
    m_countdown->begin(ready.size());
    EXPECT_EQ(embedder.submit(std::span(ready)), 600u);
    m_countdown->wait();
    EXPECT_EQ(m_countdown->dropped(), 3);
    EXPECT_EQ(embedder.counters(0).texts + embedder.counters(1).texts, 597u);
    end(embedder);
    ready = batch(3, 30);
    EXPECT_EQ(embedder.submit(std::span(ready)), 0u);
    EXPECT_EQ(ready[0].ids.size(), 30u) << "what is not taken stays with the caller";
}

}
}
