// One document on its way through the line, and the place where its vectors arrive. The stages own it one
// after another: waiting, a reading thread, the embedder's workers, the storing thread. Private to the
// indexing room.
#pragma once

#include "engine/indexing/indexer.h"

#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace embedscope {

class IndexJob final : public EmbedSink
{
public:
    /// Tags of texts are job number << kTagBits | number of the passage.
    static constexpr int kTagBits = 32;

    IndexJob(uint64_t jobNumber, std::shared_ptr<Indexer::State> line);
    ~IndexJob() override;

    void vectorReady(uint64_t tag, std::span<const float> vector, int worker, uint32_t durationNs) override;
    void vectorDropped(uint64_t tag) override;

    /// Of `count` texts that were promised by expect(), these were never given to the embedder.
    void expect(std::size_t count) { m_missing = static_cast<int64_t>(count) + 1; }
    void giveUp(std::size_t count) { arrived(static_cast<int64_t>(count) + 1); }

    const uint64_t number;
    std::optional<std::string> text; ///< pasted; else the file at content.row.path
    uint64_t size = 0; ///< when it was added: small ones go first
    DocumentToStore content; ///< changed by the stage that owns the job only
    std::string failure; ///< a sentence: it becomes a row with this reason
    int64_t startNs = 0;
    int64_t cost = 0; ///< tokens that it holds of the memory bound

    std::atomic<bool> cancelled = false; ///< by somebody; the stage at hand ends it
    std::atomic<bool> incomplete = false; ///< a vector is missing for good
    std::stop_source stop; ///< of its reading and of its waiting in the embedder's queue
    std::atomic<int64_t> chunksEmbedded = 0, tokensEmbedded = 0;
    std::atomic<int64_t> lastEventNs = 0;

private:
    void arrived(int64_t count);

    std::shared_ptr<Indexer::State> m_line;
    std::atomic<int64_t> m_missing = 0; ///< vectors, and one for the reading thread itself
};

}
