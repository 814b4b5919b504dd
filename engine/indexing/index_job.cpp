#include "engine/indexing/index_job.h"

#include "engine/indexing/indexer_state.h"

#include <algorithm>

namespace embedscope {

IndexJob::IndexJob(uint64_t jobNumber, std::shared_ptr<Indexer::State> line)
    : number(jobNumber)
    , m_line(std::move(line))
{
}

IndexJob::~IndexJob() = default;

std::stop_token IndexJob::stopToken() const
{
    std::lock_guard lock(m_stopLock);
    return m_stop.get_token();
}

void IndexJob::requestStop()
{
    std::stop_source stop(std::nostopstate);
    {
        std::lock_guard lock(m_stopLock);
        stop = m_stop;
    }
    stop.request_stop(); // its callbacks run here
}

void IndexJob::renewStop()
{
    std::lock_guard lock(m_stopLock);
    m_stop = std::stop_source();
}

void IndexJob::vectorReady(uint64_t tag, std::span<const float> vector, int, uint32_t)
{
    const auto chunk = static_cast<std::size_t>(tag & ((uint64_t{1} << kTagBits) - 1));
    const auto dimensions = static_cast<std::size_t>(m_line->identity.dimensions);
    if (chunk < content.chunks.size() && vector.size() == dimensions) {
        std::copy(vector.begin(), vector.end(),
                  content.vectors.begin() + static_cast<std::ptrdiff_t>(chunk * dimensions));
        known[chunk] = 1;
        const int tokens = content.chunks[chunk].tokens;
        ++chunksEmbedded;
        tokensEmbedded += tokens;
        ++m_line->counters.chunksEmbedded;
        m_line->counters.tokensEmbedded += static_cast<uint64_t>(tokens);
        m_line->sendProgress(*this);
    } else {
        incomplete = true;
    }
    arrived(1);
}

void IndexJob::vectorDropped(uint64_t)
{
    incomplete = true;
    arrived(1);
}

// Whoever brings the last one moves the job on.
void IndexJob::arrived(int64_t count)
{
    if (m_missing.fetch_sub(count) == count)
        m_line->allArrived(*this);
}

}
