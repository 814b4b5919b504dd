#include "engine/lab/contender.h"

#include "engine/base/clock.h"

#include <atomic>
#include <fmt/format.h>
#include <system_error>

namespace embedscope {

/// Notes when the last text of a batch was done: the waiting thread may wake late on a busy machine.
class Contender::Countdown final : public EmbedSink
{
public:
    void begin(int texts)
    {
        m_durationsNs.assign(static_cast<std::size_t>(texts), 0);
        m_dropped = false;
        m_left = texts;
    }

    void done(int texts)
    {
        // The latest end counts, and is stored before the count falls: whoever sees zero sees it.
        const int64_t now = monotonicNs();
        for (int64_t end = m_endNs; end < now && !m_endNs.compare_exchange_weak(end, now);) { }
        if (m_left.fetch_sub(texts) == texts)
            m_left.notify_all();
    }

    void wait()
    {
        for (int left = m_left; left > 0; left = m_left)
            m_left.wait(left);
    }

    bool dropped() const { return m_dropped; }
    int64_t endNs() const { return m_endNs; }

    const std::vector<uint32_t>& durationsNs() const { return m_durationsNs; }

    void vectorReady(uint64_t text, std::span<const float>, int, uint32_t durationNs) override
    {
        m_durationsNs[text] = durationNs; // one of its own for each text
        done(1);
    }
    void vectorDropped(uint64_t) override { giveUp(1); }
    void giveUp(int texts)
    {
        m_dropped = true;
        done(texts);
    }

private:
    std::atomic<int> m_left = 0;
    std::atomic<bool> m_dropped = false;
    std::atomic<int64_t> m_endNs = 0;
    std::vector<uint32_t> m_durationsNs;
};

Contender::Contender(std::shared_ptr<const Model> model, const EmbedOptions& options)
    : m_embedder(std::move(model), options)
    , m_countdown(std::make_shared<Countdown>())
{
}

Result<std::unique_ptr<Contender>> Contender::start(std::shared_ptr<const Model> model,
                                                    const EmbedOptions& options)
{
    std::unique_ptr<Contender> contender(new Contender(std::move(model), options));
    Embedder& embedder = contender->m_embedder;
    try {
        for (int i = 0; i < embedder.threadCount(); ++i)
            contender->m_threads.emplace_back([&embedder](std::stop_token stop) { embedder.work(stop); });
    } catch (const std::system_error&) {
        return Error{fmt::format("The system gives no more threads after {}; take fewer workers.",
                                 contender->m_threads.size())};
    }
    return contender;
}

Contender::~Contender()
{
    m_embedder.finish();
    m_threads.clear(); // asks each to stop, and joins
}

std::array<uint64_t, kPassStages> Contender::stageNs() const
{
    std::array<uint64_t, kPassStages> sum = {};
    for (int worker = 0; worker < threads(); ++worker)
        for (std::size_t i = 0; i < kPassStages; ++i)
            sum[i] += m_embedder.counters(worker).stageNs[i].load(std::memory_order_relaxed);
    return sum;
}

uint64_t Contender::tasks() const
{
    uint64_t sum = 0;
    for (int worker = 0; worker < threads(); ++worker)
        sum += m_embedder.counters(worker).tasks.load(std::memory_order_relaxed);
    return sum;
}

std::span<const uint32_t> Contender::durationsNs() const
{
    return m_countdown->durationsNs();
}

std::vector<Span> Contender::takeSpans()
{
    std::vector<Span> spans;
    Span span;
    for (int worker = 0; worker < threads(); ++worker) {
        while (m_embedder.spans(worker).pop(span))
            spans.push_back(span);
    }
    return spans;
}

EmbedText Contender::prepare(std::vector<TokenId> ids) const
{
    return {std::move(ids), 0, m_countdown}; // run() gives it its number
}

std::optional<int64_t> Contender::run(std::span<EmbedText> batch, std::stop_token stop)
{
    if (stop.stop_requested())
        return std::nullopt;
    m_countdown->begin(static_cast<int>(batch.size()));
    for (std::size_t i = 0; i < batch.size(); ++i)
        batch[i].tag = i;
    const std::stop_callback cancel(stop, [this] { m_embedder.cancelQueued(); });
    const int64_t startNs = monotonicNs();
    const std::size_t given = m_embedder.submit(batch, stop);
    if (given < batch.size())
        m_countdown->giveUp(static_cast<int>(batch.size() - given));
    m_countdown->wait();
    if (m_countdown->dropped())
        return std::nullopt;
    return m_countdown->endNs() - startNs;
}

}
