// Idle coarse workers help with the last pack: when they do, that the vectors stay the same, and that a
// helper goes as soon as there is a text.
#include "engine/embed/embedder.h"
#include "engine/embed/spare_hands.h"
#include "tests/engine/model/tiny_model.h"

#include <condition_variable>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

namespace embedscope {
namespace {

class SpareHandsTest : public testing::Test
{
protected:
    SpareHandsTest()
    {
        auto model = Model::openBytes(m_bytes, "tiny.gguf");
        if (!model)
            ADD_FAILURE() << model.error().sentence;
        else
            m_model = *model;
    }
    /// So many packs of `rows` that took `ns` each.
    static void note(SpareHands& hands, int packs, int rows, bool helped, int64_t ns)
    {
        for (int i = 0; i < packs; ++i)
            hands.note(rows, helped, ns);
    }
    static bool leads(SpareHands& hands, int rows)
    {
        Workspace* const workspace = hands.tryLead(rows, 0);
        if (workspace) {
            hands.endHelp();
            hands.release(workspace);
        }
        return workspace != nullptr;
    }

    TinyModel m_tiny;
    const std::vector<std::byte> m_bytes = m_tiny.bytes();
    std::shared_ptr<const Model> m_model;
    Bell m_bell;
    std::atomic<int> m_idle = 1;
};

TEST_F(SpareHandsTest, areNotCalledForATinyText)
{
    SpareHands hands(*m_model, 4, m_bell, m_idle);
    note(hands, 10, 16, false, 1'000'000);
    note(hands, 10, 3, false, 1'000'000);
    EXPECT_FALSE(leads(hands, 3));
    EXPECT_TRUE(leads(hands, 16));
}

TEST_F(SpareHandsTest, leaveTheLeaderAloneWhenNobodyIsIdle)
{
    SpareHands hands(*m_model, 4, m_bell, m_idle);
    note(hands, 10, 16, false, 1'000'000);
    ASSERT_NE(hands.tryLead(16, 1), nullptr);
    const auto largestPart = [&] {
        int largest = 0;
        hands.team().stage(16, [&](RowRange part, int) { largest = std::max(largest, part.count); });
        return largest;
    };
    m_idle = 0;
    EXPECT_EQ(largestPart(), 16) << "the stage is not cut";
    m_idle = 1;
    EXPECT_EQ(largestPart(), 8) << "half is there for who comes, and the leader takes what nobody took";
    EXPECT_FALSE(hands.team().wasHelped());
    hands.endHelp();
}

TEST_F(SpareHandsTest, firstLearnWhatAPackTakesAlone)
{
    SpareHands hands(*m_model, 2, m_bell, m_idle);
    EXPECT_FALSE(leads(hands, 16));
    note(hands, 10, 16, false, 1'000'000);
    EXPECT_TRUE(leads(hands, 16));
    EXPECT_FALSE(leads(hands, 500)) << "packs of another size are another matter";
}

TEST_F(SpareHandsTest, stayAwayForAWhileWhereHelpDoesNotPay)
{
    SpareHands hands(*m_model, 2, m_bell, m_idle);
    note(hands, 10, 16, false, 1'000'000);
    note(hands, 1, 16, true, 1'500'000);
    int refused = 0;
    while (refused < 1000 && !leads(hands, 16))
        ++refused;
    EXPECT_GT(refused, 10);
    EXPECT_LT(refused, 1000) << "it is tried again";
    note(hands, 20, 16, true, 500'000);
    EXPECT_TRUE(leads(hands, 16));
}

TEST_F(SpareHandsTest, serveOneLeaderAtATime)
{
    SpareHands hands(*m_model, 3, m_bell, m_idle);
    note(hands, 10, 16, false, 1'000'000);
    Workspace* const first = hands.tryLead(16, 1);
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(hands.tryLead(16, 2), nullptr);
    hands.endHelp();
    Workspace* const second = hands.tryLead(16, 2);
    ASSERT_NE(second, nullptr) << "while the first hands over its vectors";
    EXPECT_NE(second, first);
    hands.endHelp();
    EXPECT_EQ(hands.tryLead(16, 3), nullptr) << "both workspaces hold vectors";
    hands.release(first);
    EXPECT_TRUE(leads(hands, 16));
    hands.release(second);
}

/// Takes the vector of the text at hand and lets the sender go on.
class OneByOne final : public EmbedSink
{
public:
    void vectorReady(uint64_t, std::span<const float> vector, int, uint32_t) override
    {
        const std::lock_guard lock(m_mutex);
        m_vector.assign(vector.begin(), vector.end());
        m_hasVector = true;
        m_changed.notify_all();
    }
    void vectorDropped(uint64_t) override { ADD_FAILURE() << "a text was dropped"; }
    std::vector<float> wait()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_hasVector; });
        m_hasVector = false;
        return m_vector;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<float> m_vector;
    bool m_hasVector = false;
};

TEST_F(SpareHandsTest, changeNoBitOfATextThatComesAlone)
{
    const Embedder alone(m_model, {});
    for (const int workers : {2, 3, 5}) {
        Embedder embedder(m_model, {.workers = workers});
        std::vector<std::jthread> threads;
        for (int i = 0; i < workers; ++i)
            threads.emplace_back([&embedder](std::stop_token stop) { embedder.work(stop); });
        const auto sink = std::make_shared<OneByOne>();
        for (uint32_t i = 0; i < 120; ++i) {
            const auto ids = m_tiny.randomIds(9 + static_cast<int>(i % 40), i);
            ASSERT_TRUE(embedder.submit({ids, i, sink}));
            ASSERT_EQ(sink->wait(), alone.embedNow(ids)) << "text " << i << " with " << workers << " workers";
        }
        embedder.finish();
    }
}

TEST_F(SpareHandsTest, everyWorkerComesHomeWhenAStopIsRequestedInTheMiddle)
{
    const auto sink = std::make_shared<OneByOne>();
    for (uint32_t round = 0; round < 20; ++round) {
        Embedder embedder(m_model, {.workers = 4});
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&embedder](std::stop_token stop) { embedder.work(stop); });
        for (uint32_t i = 0; i < 8 + round % 5; ++i) {
            ASSERT_TRUE(embedder.submit({m_tiny.randomIds(32, i), i, sink}));
            sink->wait();
        }
        threads.clear(); // asks each to stop, and joins
    }
}

}
}
