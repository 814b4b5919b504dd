// An embedder with threads of its own that wait between batches: what the lab and `bench` measure. One batch
// at a time, from one thread.
#pragma once

#include "engine/embed/embedder.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>

namespace embedscope {

class Contender
{
public:
    /// An Error when the system gives no threads.
    static Result<std::unique_ptr<Contender>> start(std::shared_ptr<const Model> model,
                                                    const EmbedOptions& options);
    ~Contender(); ///< ends and joins its threads

    int threads() const { return m_embedder.threadCount(); }
    /// Nanoseconds by PassStage so far, of all workers.
    std::array<uint64_t, kPassStages> stageNs() const;
    /// Tasks created so far for products (naive only).
    uint64_t tasks() const;
    /// The text as run() takes it; done before the clock starts.
    EmbedText prepare(std::vector<TokenId> ids) const;
    /// Embeds the texts and waits; takes their ids. Nanoseconds from the first text's handing over to the
    /// last vector; nothing: stopped.
    std::optional<int64_t> run(std::span<EmbedText> batch, std::stop_token stop);
    /// Of the last run(): the time of each text (its share of its pack's), and what the workers did. Valid until the next.
    std::span<const uint32_t> durationsNs() const;
    std::vector<Span> takeSpans();

private:
    class Countdown;
    Contender(std::shared_ptr<const Model> model, const EmbedOptions& options);

    Embedder m_embedder;
    std::shared_ptr<Countdown> m_countdown;
    std::vector<std::jthread> m_threads;
};

}
