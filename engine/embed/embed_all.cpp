#include "engine/embed/embedder.h"

#include <system_error>
#include <thread>

namespace embedscope {

namespace {

constexpr std::size_t kBatch = 64; // texts that are handed over under one lock

class Collector final : public EmbedSink
{
public:
    explicit Collector(std::size_t texts)
        : m_vectors(texts)
    {
    }
    void vectorReady(uint64_t tag, std::span<const float> vector, int, uint32_t) override
    {
        m_vectors[tag].assign(vector.begin(), vector.end()); // tags differ, so do the places
    }
    void vectorDropped(uint64_t) override { }
    std::vector<std::vector<float>> take() { return std::move(m_vectors); }

private:
    std::vector<std::vector<float>> m_vectors;
};

std::vector<std::thread> startThreads(Embedder& embedder, const std::stop_token& stop)
{
    std::vector<std::thread> threads;
    try {
        for (int i = 0; i < embedder.threadCount(); ++i)
            threads.emplace_back([&embedder, stop] { embedder.work(stop); });
    } catch (const std::system_error&) { // fewer threads than wanted: slower, not wrong
    }
    return threads;
}

}

std::vector<std::vector<float>> embedAll(std::shared_ptr<const Model> model, const EmbedOptions& options,
                                         const std::vector<std::vector<TokenId>>& texts, std::stop_token stop)
{
    Embedder embedder(std::move(model), options);
    const auto collector = std::make_shared<Collector>(texts.size());
    std::vector<std::thread> threads = startThreads(embedder, stop);
    std::vector<EmbedText> batch;
    for (std::size_t i = 0; i < texts.size() && !stop.stop_requested(); ++i) {
        if (threads.empty()) {
            collector->vectorReady(i, embedder.embedNow(texts[i]), 0, 0);
            continue;
        }
        batch.push_back({texts[i], i, collector});
        if (batch.size() == kBatch || i + 1 == texts.size()) {
            embedder.submit(std::span(batch), stop);
            batch.clear();
        }
    }
    embedder.finish();
    for (std::thread& thread : threads)
        thread.join();
    return collector->take();
}

}
