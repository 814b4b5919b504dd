// A pack for which there is no memory is dropped, and the worker goes on as if nothing had been.
#include "engine/embed/embedder.h"
#include "tests/engine/failing_buffers.h"
#include "tests/engine/model/tiny_model.h"

#include <gtest/gtest.h>
#include <thread>

namespace embedscope {
namespace {

class Answers final : public EmbedSink
{
public:
    void vectorReady(uint64_t, std::span<const float> vector, int, uint32_t) override
    {
        m_vector.assign(vector.begin(), vector.end());
        release();
    }
    void vectorDropped(uint64_t) override
    {
        ++m_dropped;
        release();
    }
    void wait(int answers)
    {
        for (int now = m_answers; now < answers; now = m_answers)
            m_answers.wait(now);
    }
    int dropped() const { return m_dropped; }
    const std::vector<float>& vector() const { return m_vector; }

private:
    void release()
    {
        ++m_answers;
        m_answers.notify_all();
    }
    std::vector<float> m_vector;
    std::atomic<int> m_answers = 0, m_dropped = 0;
};

TEST(NoMemory, costsThePackAtHandOnly)
{
    const TinyModel tiny{{.type = TensorType::Q8_0}};
    const auto bytes = tiny.bytes();
    const auto model = Model::openBytes(bytes, "tiny.gguf");
    ASSERT_TRUE(model);
    const auto longText = tiny.randomIds(290, 1); // more rows than a worker has from the start
    const auto expected = Embedder(*model, {.workers = 1}).embedNow(longText);

    Embedder embedder(*model, {.workers = 1});
    const auto answers = std::make_shared<Answers>();
    std::jthread worker([&embedder](std::stop_token stop) { embedder.work(stop); });
    embedder.submit({tiny.randomIds(5, 1), 0, answers});
    answers->wait(1);
    EXPECT_EQ(answers->dropped(), 0);

    test::buffersFail = true;
    embedder.submit({longText, 1, answers});
    answers->wait(2);
    test::buffersFail = false;
    EXPECT_GT(test::buffersFailed, 0);
    EXPECT_EQ(answers->dropped(), 1);

    embedder.submit({longText, 2, answers});
    answers->wait(3);
    EXPECT_EQ(answers->dropped(), 1);
    EXPECT_EQ(answers->vector(), expected);
    embedder.finish();
}

}
}
