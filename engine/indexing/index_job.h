// One document on its way through the line, and the place where its vectors arrive. The stages own it one
// after another: waiting, a reading thread, the embedder's workers, the storing thread. Private to the
// indexing room.
#pragma once

#include "engine/indexing/indexer.h"

#include <atomic>
#include <compare>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

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

    /// Before whom it waits.
    struct Place
    {
        int64_t behind = 0; ///< minus priority
        uint64_t size = 0, number = 0;
        auto operator<=>(const Place&) const = default;
    };
    Place place() const { return {-int64_t{priority}, size, number}; }

    const uint64_t number;
    std::optional<std::string> text; ///< pasted; else the file at content.row.path
    uint64_t size = 0; ///< when it was added: small ones go first
    int priority = 0; ///< under the line's lock
    DocumentToStore content; ///< changed by the stage that owns the job only
    std::string failure; ///< a sentence: it becomes a row with this reason
    int64_t startNs = 0;
    int64_t cost = 0; ///< tokens that it holds of the memory bound
    bool isRead = false;
    bool isCut = false; ///< read and cut, now or before it was paused
    std::vector<std::size_t> cutPassages; ///< numbers, from 1, of those whose end is in no vector
    std::vector<char> known; ///< passages whose vector is there; each is written by who brings it

    std::atomic<bool> cancelled = false; ///< by somebody; the stage at hand ends it
    std::atomic<bool> paused = false; ///< by somebody
    std::atomic<bool> putAside = false; ///< was paused, maybe resumed: the stage at hand has to let go of it
    std::atomic<bool> incomplete = false; ///< a vector is missing, for good when nobody paused it
    /// Of its reading and of its waiting in the embedder's queue. Any thread.
    std::stop_token stopToken() const;
    bool isStopped() const { return stopToken().stop_requested(); }
    void requestStop();
    void renewStop();
    std::atomic<int64_t> chunksEmbedded = 0, tokensEmbedded = 0;
    std::atomic<int64_t> lastEventNs = 0;

private:
    void arrived(int64_t count);

    std::shared_ptr<Indexer::State> m_line;
    mutable std::mutex m_stopLock;
    std::stop_source m_stop;
    std::atomic<int64_t> m_missing = 0; ///< vectors, and one for the reading thread itself
};

}
