// Queue, modes, cancellation: every text is answered exactly once and with the same bits.
#include "engine/embed/embedder.h"
#include "tests/engine/model/tiny_model.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <rapidcheck/gtest.h>
#include <set>
#include <stdexcept>
#include <thread>

namespace embedscope {
namespace {

using namespace std::chrono_literals;

// Notes each answer; can hold workers inside vectorReady until it is told to let go.
class Notes final : public EmbedSink
{
public:
    void vectorReady(uint64_t tag, std::span<const float> vector, int worker, uint32_t) override
    {
        std::unique_lock lock(m_mutex);
        m_ready[tag].emplace_back(vector.begin(), vector.end());
        m_workers.insert(worker);
        m_changed.notify_all();
        m_changed.wait(lock, [&] { return !m_holding; });
    }
    void vectorDropped(uint64_t tag) override
    {
        const std::lock_guard lock(m_mutex);
        ++m_dropped[tag];
        m_changed.notify_all();
    }
    void hold()
    {
        const std::lock_guard lock(m_mutex);
        m_holding = true;
    }
    void letGo()
    {
        const std::lock_guard lock(m_mutex);
        m_holding = false;
        m_changed.notify_all();
    }
    void waitForReady(std::size_t count)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_ready.size() >= count; });
    }
    std::size_t ready() const
    {
        const std::lock_guard lock(m_mutex);
        return m_ready.size();
    }
    std::size_t dropped() const
    {
        const std::lock_guard lock(m_mutex);
        return m_dropped.size();
    }
    // 0, 1, 2 ... were each answered once, one way or the other.
    void expectEachOnce(uint64_t texts) const
    {
        const std::lock_guard lock(m_mutex);
        for (uint64_t tag = 0; tag < texts; ++tag) {
            const std::size_t ready = m_ready.contains(tag) ? m_ready.at(tag).size() : 0;
            const int dropped = m_dropped.contains(tag) ? m_dropped.at(tag) : 0;
            EXPECT_EQ(static_cast<int>(ready) + dropped, 1) << "text " << tag;
        }
        EXPECT_EQ(m_ready.size() + m_dropped.size(), texts);
    }
    std::vector<float> vectorOf(uint64_t tag) const
    {
        const std::lock_guard lock(m_mutex);
        return m_ready.contains(tag) ? m_ready.at(tag).front() : std::vector<float>();
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_holding = false;
    std::map<uint64_t, std::vector<std::vector<float>>> m_ready;
    std::map<uint64_t, int> m_dropped;
    std::set<int> m_workers;
};

class EmbedderTest : public testing::Test
{
protected:
    EmbedderTest()
    {
        auto model = Model::openBytes(m_bytes, "tiny.gguf");
        if (!model)
            ADD_FAILURE() << model.error().sentence;
        else
            m_model = *model;
    }

    EmbedText text(uint64_t tag, int tokens = 0) const
    {
        const int length = tokens > 0 ? tokens : 1 + static_cast<int>(tag * 13 % 57);
        return {m_tiny.randomIds(length, static_cast<uint32_t>(tag + 1)), tag, m_notes};
    }
    static std::vector<std::jthread> start(Embedder& embedder)
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < embedder.threadCount(); ++i)
            threads.emplace_back([&embedder](std::stop_token stop) { embedder.work(stop); });
        return threads;
    }
    static void join(std::vector<std::jthread>& threads)
    {
        for (std::jthread& thread : threads)
            thread.join();
    }

    const TinyModel m_tiny{{.type = TensorType::Q8_0}};
    const std::vector<std::byte> m_bytes = m_tiny.bytes();
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<Notes> m_notes = std::make_shared<Notes>();
};

struct Way
{
    Mode mode;
    int workers;
    int matmulThreads = 0;
    int packTokens = 128;
};

const Way kWays[] = {{Mode::Coarse, 1},       {Mode::Coarse, 2, 0, 1},   {Mode::Coarse, 5},
                     {Mode::Nested, 1},       {Mode::Nested, 2},         {Mode::Nested, 5, 0, 40},
                     {Mode::Hybrid, 1, 3},    {Mode::Hybrid, 2, 2},      {Mode::Naive, 1, 3},
                     {Mode::Naive, 2, 2, 64}, {Mode::Coarse, 2, 0, 5000}};

EmbedOptions optionsOf(const Way& way)
{
    return {.workers = way.workers,
            .mode = way.mode,
            .matmulThreads = way.matmulThreads,
            .packTokens = way.packTokens};
}

TEST_F(EmbedderTest, givesTheSameBitsInEveryMode)
{
    std::vector<std::vector<TokenId>> texts;
    for (uint64_t i = 0; i < 60; ++i)
        texts.push_back(text(i).ids);
    texts.push_back(m_tiny.randomIds(300, 5)); // longer than a pack and than a panel of rows
    const Embedder alone(m_model, {.workers = 1});
    std::vector<std::vector<float>> expected;
    for (const auto& ids : texts)
        expected.push_back(alone.embedNow(ids));
    for (const Way& way : kWays) {
        const auto vectors = embedAll(m_model, optionsOf(way), texts);
        ASSERT_EQ(vectors.size(), texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i)
            EXPECT_EQ(vectors[i], expected[i]) << modeName(way.mode) << " " << way.workers
                                               << " workers, text " << i << " of " << texts[i].size();
    }
}

RC_GTEST_FIXTURE_PROP(EmbedderTest, answersEachTextOnceWhateverIsStopped, ())
{
    const Way way = *rc::gen::elementOf(std::vector<Way>(std::begin(kWays), std::end(kWays)));
    const int act = *rc::gen::inRange(0, 5);
    const auto texts = static_cast<uint64_t>(*rc::gen::inRange(1, 120));
    const auto actAt = static_cast<uint64_t>(*rc::gen::inRange(0, 120));
    m_notes = std::make_shared<Notes>();
    {
        Embedder embedder(m_model, optionsOf(way));
        auto threads = start(embedder);
        for (uint64_t i = 0; i < texts; ++i) {
            if (i == actAt && act == 0)
                embedder.cancelQueued();
            if (i == actAt && act == 1)
                embedder.cancel(m_notes.get());
            if (i == actAt && act == 2)
                threads.clear(); // asks all to stop and waits
            if (i == actAt && act == 3 && threads.size() > 1)
                threads.back().request_stop();
            RC_ASSERT(embedder.submit(text(i, 1 + static_cast<int>(i % 20))));
        }
        embedder.finish();
        if (act != 4)
            join(threads);
    } // with act 4 the threads stop at once and the destructor drops the rest
    m_notes->expectEachOnce(texts);
    RC_ASSERT(!testing::Test::HasFailure());
}

TEST_F(EmbedderTest, submitWaitsWhileTheQueueIsFull)
{
    Embedder embedder(m_model, {.workers = 1});
    std::atomic<uint64_t> taken = 0;
    std::jthread feeder([&] {
        for (uint64_t i = 0; i < 400; ++i) {
            embedder.submit(text(i, 50));
            ++taken;
        }
    });
    while (embedder.queuedTokens() < 4096)
        std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(20ms); // a feeder that does not wait would run on
    const std::size_t full = embedder.queuedTokens();
    EXPECT_LT(full, 4096u + 50u);
    EXPECT_LT(taken, 400u);
    auto threads = start(embedder);
    feeder.join();
    embedder.finish();
    join(threads);
    EXPECT_EQ(m_notes->ready(), 400u);
    EXPECT_EQ(embedder.queuedTokens(), 0u);
}

TEST_F(EmbedderTest, aWaitingSubmitEndsWhenItIsStopped)
{
    Embedder embedder(m_model, {.workers = 1});
    uint64_t tag = 0;
    while (embedder.queuedTokens() < 4096)
        EXPECT_TRUE(embedder.submit(text(tag++, 50)));
    std::stop_source stop;
    std::jthread stopper([&] {
        std::this_thread::sleep_for(5ms);
        stop.request_stop();
    });
    EXPECT_FALSE(embedder.submit(text(tag, 50), stop.get_token()));
    std::jthread finisher([&] {
        std::this_thread::sleep_for(5ms);
        embedder.finish();
    });
    EXPECT_FALSE(embedder.submit(text(tag, 50)));
    EXPECT_FALSE(embedder.submit(text(tag, 1)));
    EXPECT_EQ(m_notes->ready() + m_notes->dropped(), 0u); // what was not taken is not answered
}

TEST_F(EmbedderTest, cancelDropsTheTextsOfOneSinkOnly)
{
    Embedder embedder(m_model, {.workers = 1});
    const auto mine = std::make_shared<Notes>(), others = std::make_shared<Notes>();
    for (uint64_t i = 0; i < 40; ++i) {
        EmbedText one = text(i);
        one.sink = i % 2 ? mine : others;
        embedder.submit(std::move(one));
    }
    embedder.cancel(mine.get());
    EXPECT_EQ(mine->dropped(), 20u);
    auto threads = start(embedder);
    embedder.finish();
    join(threads);
    EXPECT_EQ(others->ready(), 20u);
    EXPECT_EQ(mine->ready(), 0u);
}

TEST_F(EmbedderTest, stopsWithinOnePack)
{
    Embedder embedder(m_model, {.workers = 1, .packTokens = 10});
    for (uint64_t i = 0; i < 40; ++i)
        embedder.submit(text(i, 100)); // a pack each
    m_notes->hold();
    auto threads = start(embedder);
    m_notes->waitForReady(1);
    threads[0].request_stop();
    m_notes->letGo();
    join(threads);
    EXPECT_EQ(m_notes->ready(), 1u);
    EXPECT_EQ(embedder.queuedTokens(), 3900u);
}

TEST_F(EmbedderTest, theQueueStaysWhenItIsReconfigured)
{
    Embedder embedder(m_model, {.workers = 1});
    for (uint64_t i = 0; i < 100; ++i)
        embedder.submit(text(i, 10));
    for (const Way& way : kWays) {
        embedder.reconfigure(optionsOf(way));
        EXPECT_EQ(embedder.options().mode, way.mode);
        auto threads = start(embedder);
        std::this_thread::sleep_for(200us);
        threads.clear();
    }
    auto threads = start(embedder);
    embedder.finish();
    join(threads);
    EXPECT_EQ(m_notes->ready(), 100u);
    m_notes->expectEachOnce(100);
}

TEST_F(EmbedderTest, theDestructorDropsWhatIsQueued)
{
    {
        Embedder embedder(m_model, {.workers = 2});
        for (uint64_t i = 0; i < 30; ++i)
            embedder.submit(text(i));
    }
    EXPECT_EQ(m_notes->dropped(), 30u);
    m_notes->expectEachOnce(30);
}

TEST_F(EmbedderTest, dropsTextsThatTheModelCannotTake)
{
    Embedder embedder(m_model, {.workers = 1});
    EXPECT_TRUE(embedder.submit({{}, 0, m_notes}));
    EXPECT_TRUE(embedder.submit({{2, 60, 3}, 1, m_notes}));
    EXPECT_TRUE(embedder.submit(text(2, 301)));
    EXPECT_EQ(m_notes->dropped(), 3u);
    EXPECT_EQ(embedder.queuedTokens(), 0u);
    EXPECT_TRUE(embedder.embedNow(std::vector<TokenId>{2, -1}).empty());
}

TEST_F(EmbedderTest, aSinkThatThrowsCostsNoOtherTextItsAnswer)
{
    class Throwing final : public EmbedSink
    {
    public:
        void vectorReady(uint64_t, std::span<const float>, int, uint32_t) override
        {
            throw std::runtime_error("no");
        }
        void vectorDropped(uint64_t) override { throw std::runtime_error("no"); }
    };
    Embedder embedder(m_model, {.workers = 1, .packTokens = 1000});
    embedder.submit(text(0));
    EmbedText bad = text(1);
    bad.sink = std::make_shared<Throwing>();
    embedder.submit(std::move(bad));
    embedder.submit(text(1));
    auto threads = start(embedder);
    embedder.finish();
    join(threads);
    m_notes->expectEachOnce(2);
    EXPECT_EQ(m_notes->ready(), 2u);
}

TEST_F(EmbedderTest, shortTextsDoNotStarveALongQueue)
{
    // One text of middle length behind which longer ones keep coming: it is passed over a few times and then
    // taken.
    Embedder embedder(m_model, {.workers = 1, .packTokens = 64});
    embedder.submit(text(0, 40));
    for (uint64_t i = 1; i < 40; ++i)
        embedder.submit(text(i, 60));
    m_notes->hold();
    auto threads = start(embedder);
    m_notes->waitForReady(1);
    m_notes->letGo();
    m_notes->waitForReady(12);
    EXPECT_FALSE(m_notes->vectorOf(0).empty());
    embedder.finish();
    join(threads);
}

TEST_F(EmbedderTest, countsAndDrawsWhatWorkersDo)
{
    Embedder embedder(m_model, {.workers = 2, .packTokens = 64});
    auto threads = start(embedder);
    std::size_t tokens = 0;
    for (uint64_t i = 0; i < 50; ++i) {
        EmbedText one = text(i);
        tokens += one.ids.size();
        embedder.submit(std::move(one));
    }
    embedder.finish();
    join(threads);
    std::size_t counted = 0, texts = 0, packs = 0, drawn = 0, drawnTexts = 0;
    std::map<Stage, int> stages;
    for (int worker = 0; worker < 2; ++worker) {
        const WorkerCounters& counters = embedder.counters(worker);
        counted += counters.tokens;
        texts += counters.texts;
        packs += counters.packs;
        Span span;
        while (embedder.spans(worker).pop(span)) {
            EXPECT_EQ(span.worker, worker);
            ++stages[span.stage];
            drawn += span.stage == Stage::Pack ? span.tokens : 0;
            drawnTexts += span.stage == Stage::Pack ? span.texts : 0;
        }
    }
    EXPECT_EQ(counted, tokens);
    EXPECT_EQ(drawn, tokens);
    EXPECT_EQ(texts, 50u);
    EXPECT_EQ(drawnTexts, 50u);
    for (const Stage stage : {Stage::Embed, Stage::Attention, Stage::FeedForward, Stage::Pool, Stage::Pack})
        EXPECT_EQ(stages[stage], static_cast<int>(packs));
}

TEST_F(EmbedderTest, embedsAQuestionBesideTheWorkers)
{
    Embedder embedder(m_model, {.workers = 2});
    auto threads = start(embedder);
    const auto ids = m_tiny.randomIds(12, 3);
    const auto expected = embedder.embedNow(ids);
    EXPECT_EQ(expected.size(), 64u);
    std::vector<std::jthread> askers;
    std::atomic<int> different = 0;
    for (int i = 0; i < 3; ++i)
        askers.emplace_back([&] {
            for (int round = 0; round < 50; ++round)
                different += embedder.embedNow(ids) != expected;
        });
    for (uint64_t i = 0; i < 200; ++i)
        embedder.submit(text(i));
    askers.clear();
    embedder.finish();
    join(threads);
    EXPECT_EQ(different, 0);
    EXPECT_EQ(m_notes->ready(), 200u);
}

TEST_F(EmbedderTest, pinsAndResolvesItsOptions)
{
    Embedder embedder(m_model, {.workers = 0, .pin = true});
    EXPECT_GE(embedder.options().workers, 1);
    EXPECT_EQ(embedder.threadCount(), embedder.options().workers);
    embedder.submit(text(0));
    auto threads = start(embedder);
    embedder.finish();
    join(threads);
    EXPECT_EQ(m_notes->ready(), 1u);
    embedder.reconfigure({.workers = 3, .mode = Mode::Hybrid});
    EXPECT_EQ(embedder.threadCount(), 6);
    embedder.reconfigure({.workers = 1000, .mode = Mode::Hybrid, .matmulThreads = 1000});
    EXPECT_LE(embedder.threadCount(), Embedder::kMaxThreads);
}

TEST(EmbedModes, haveNames)
{
    for (const Mode mode : {Mode::Coarse, Mode::Nested, Mode::Hybrid, Mode::Naive})
        EXPECT_EQ(*modeFromName(modeName(mode)), mode);
    EXPECT_FALSE(modeFromName("fast"));
}

TEST_F(EmbedderTest, embedAllEndsWhenItIsStopped)
{
    std::stop_source stop;
    stop.request_stop();
    const auto vectors = embedAll(m_model, {.workers = 2}, {text(0).ids, text(1).ids}, stop.get_token());
    ASSERT_EQ(vectors.size(), 2u);
    EXPECT_TRUE(vectors[0].empty());
}

}
}
