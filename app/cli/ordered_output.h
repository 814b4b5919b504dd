// Brings vectors, which come from workers in any order, back into the order of the input and writes them on a
// thread of its own. Only so many texts are under way at once, so memory stays flat.
#pragma once

#include "app/cli/vector_writer.h"
#include "engine/embed/embedder.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

namespace embedscope::cli {

class OrderedOutput final : public EmbedSink
{
public:
    explicit OrderedOutput(VectorWriter& writer);
    ~OrderedOutput() override;

    /// A text that will come; gives its tag. Waits while too many are under way.
    uint64_t expect(VectorRow row);
    /// Waits for the texts that are still under way, unless they were dropped.
    void drain();
    /// A sentence when a vector did not come or was none; empty: all is well. True of the texts written so
    /// far.
    std::string problem() const;

    void vectorReady(uint64_t tag, std::span<const float> vector, int worker, uint32_t durationNs) override;
    void vectorDropped(uint64_t tag) override;

private:
    struct Entry
    {
        VectorRow row;
        std::vector<float> vector;
        bool ready = false;
    };
    void answer(uint64_t tag, std::vector<float> vector);
    void writeLoop();
    void write(Entry& entry);

    VectorWriter& m_writer;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed; ///< an entry came, went or is ready
    std::deque<Entry> m_entries;
    uint64_t m_firstTag = 0; ///< of m_entries.front()
    bool m_ended = false;
    bool m_broken = false;
    std::string m_problem;
    std::thread m_thread;
};

}
