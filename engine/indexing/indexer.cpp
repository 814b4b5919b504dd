#include "engine/indexing/indexer.h"

#include "engine/base/clock.h"
#include "engine/base/hash.h"
#include "engine/indexing/indexer_state.h"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <system_error>

namespace embedscope {

namespace {

// Tokens between reading and storing, with a charge per passage and document: some seconds of work, and at
// most some tens of megabytes.
constexpr int64_t kCostInFlight = 1 << 18;
constexpr int64_t kProgressEventNs = 100'000'000;

ChunkOptions chunksThatFit(ChunkOptions chunks, const Model& model)
{
    if (chunks.chunkTokens <= 0)
        chunks.chunkTokens = ChunkOptions{}.chunkTokens;
    chunks.chunkTokens = std::clamp(chunks.chunkTokens, 1, model.roomFor(TextRole::Passage));
    chunks.overlapTokens = std::clamp(chunks.overlapTokens, 0, chunks.chunkTokens / 2);
    return chunks;
}

}

Indexer::Indexer(std::shared_ptr<Library> library, std::shared_ptr<Embedder> embedder,
                 std::shared_ptr<ReaderPool> readers, IndexOptions options, EventHandler onEvent)
    : m_state(std::make_shared<State>())
{
    m_state->library = std::move(library);
    m_state->embedder = std::move(embedder);
    m_state->readers = std::move(readers);
    m_state->options = std::move(options);
    m_state->options.chunks = chunksThatFit(m_state->options.chunks, m_state->embedder->model());
    m_state->identity = identityOf(m_state->embedder->model());
    m_state->onEvent = std::move(onEvent);
}

// The embedder may still hold texts of ours and keep the state alive: nobody hears of them any more.
Indexer::~Indexer()
{
    m_state->close();
    cancelAll();
    std::lock_guard lock(m_state->lock);
    m_state->waiting.clear();
    m_state->held.clear();
    m_state->twins.clear();
    m_state->ready.clear();
    m_state->jobs.clear();
}

Indexer::State::JobPointer Indexer::State::newJob()
{
    std::lock_guard guard(lock);
    return std::make_shared<IndexJob>(++lastJob, shared_from_this());
}

uint64_t Indexer::State::add(const JobPointer& job, WaitingOptions wanted)
{
    DocumentRow& row = job->content.row;
    row.collection = options.collection;
    row.chunkTokens = options.chunks.chunkTokens;
    row.overlapTokens = options.chunks.overlapTokens;
    ++counters.documents;
    std::lock_guard guard(lock);
    jobs.emplace(job->number, job);
    if (ready.capacity() < jobs.size())
        ready.reserve(2 * jobs.size());
    job->priority = wanted.priority;
    job->paused = wanted.paused;
    (wanted.paused ? held : waiting).emplace(job->place(), job);
    changed.notify_all();
    return job->number;
}

uint64_t Indexer::add(const std::filesystem::path& file, WaitingOptions options)
{
    const auto job = m_state->newJob();
    std::error_code error;
    const std::filesystem::path path = std::filesystem::absolute(file, error).lexically_normal();
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    job->size = error ? 0 : size;
    job->content.row.path = path.string();
    job->content.row.name = path.filename().string();
    job->content.row.bytes = static_cast<int64_t>(job->size);
    return m_state->add(job, options);
}

uint64_t Indexer::addText(std::string name, std::string text, WaitingOptions options)
{
    const auto job = m_state->newJob();
    job->size = text.size();
    job->content.row.hash = contentHash(text);
    job->content.row.path = "text:" + job->content.row.hash;
    job->content.row.name = std::move(name);
    job->content.row.bytes = static_cast<int64_t>(text.size());
    job->content.row.modifiedSeconds = wallSeconds();
    job->text = std::move(text);
    return m_state->add(job, options);
}

void Indexer::finish()
{
    std::lock_guard lock(m_state->lock);
    m_state->finished = true;
    m_state->changed.notify_all();
}

void Indexer::setPaused(bool paused)
{
    std::lock_guard lock(m_state->lock);
    m_state->paused = paused;
    m_state->changed.notify_all();
}

Indexer::State::JobPointer Indexer::State::find(uint64_t job)
{
    std::lock_guard guard(lock);
    const auto place = jobs.find(job);
    return place == jobs.end() ? nullptr : place->second;
}

void Indexer::cancel(uint64_t job)
{
    if (const State::JobPointer found = m_state->find(job))
        m_state->cancel(found);
}

void Indexer::cancelAll()
{
    std::vector<State::JobPointer> all;
    {
        std::lock_guard lock(m_state->lock);
        for (const auto& [number, job] : m_state->jobs)
            all.push_back(job);
    }
    for (const State::JobPointer& job : all)
        m_state->cancel(job);
}

// A waiting job ends here; any other is ended by the stage that has it, as soon as that looks.
void Indexer::State::cancel(const JobPointer& job)
{
    job->cancelled = true;
    bool waits = false;
    {
        std::lock_guard guard(lock);
        const IndexJob::Place place = job->place();
        waits = waiting.erase(place) + twins.erase(place) + held.erase(place) > 0;
        changed.notify_all();
    }
    if (waits) {
        endCancelled(*job);
        return;
    }
    job->requestStop();
    embedder->cancel(job.get());
}

Indexer::State::JobPointer Indexer::State::nextWaiting(std::stop_token stop)
{
    std::unique_lock guard(lock);
    changed.wait(guard, stop, [this] {
        return (!paused && !waiting.empty()) || (finished && waiting.empty() && twins.empty() && held.empty());
    });
    if (stop.stop_requested() || waiting.empty())
        return nullptr;
    JobPointer job = waiting.begin()->second;
    waiting.erase(waiting.begin());
    return job;
}

Indexer::State::JobPointer Indexer::State::nextReady(std::stop_token stop)
{
    std::unique_lock guard(lock);
    changed.wait(guard, stop, [this] { return !ready.empty() || (finished && jobs.empty()); });
    if (stop.stop_requested() || ready.empty())
        return nullptr;
    JobPointer job = std::move(ready.front());
    ready.erase(ready.begin());
    return job;
}

// A document that is larger than the bound goes alone.
bool Indexer::State::waitForRoom(IndexJob& job, int64_t cost, std::stop_token stop)
{
    std::unique_lock guard(lock);
    changed.wait(guard, stop,
                 [&] { return job.cancelled || job.putAside || costInFlight == 0 || costInFlight + cost <= kCostInFlight; });
    if (job.cancelled || job.putAside || stop.stop_requested())
        return false;
    costInFlight += cost;
    job.cost = cost;
    return true;
}

void Indexer::State::allArrived(IndexJob& job)
{
    const bool isStopped = job.cancelled || job.putAside || job.isStopped();
    if (job.incomplete && !isStopped)
        noteMissing(job);
    if (job.putAside && job.incomplete && !job.cancelled && job.failure.empty()) {
        if (const JobPointer alive = find(job.number)) // unknown when the indexer is being destroyed
            hold(alive);
        return;
    }
    if (job.failure.empty() && (job.cancelled || job.incomplete)) {
        endCancelled(job);
        return;
    }
    std::lock_guard guard(lock);
    // Unknown when the indexer is being destroyed.
    if (const auto place = jobs.find(job.number); place != jobs.end())
        ready.push_back(place->second);
    changed.notify_all();
}

// Nobody wanted to be rid of the passage that is missing.
void Indexer::State::noteMissing(IndexJob& job) noexcept
{
    if (!job.failure.empty())
        return;
    try {
        job.failure = fmt::format("{} was not embedded: there was not enough memory for one of its passages. "
                                  "Close other programs and add it again.",
                                  job.content.row.name);
    } catch (const std::exception&) {
        job.failure = "Memory is full."; // of a length that needs none
    }
}

void Indexer::State::end(IndexJob& job, std::atomic<uint64_t>& counter)
{
    std::lock_guard guard(lock);
    const auto place = jobs.find(job.number);
    if (place == jobs.end())
        return;
    const JobPointer alive = place->second; // the last owner may be the list
    jobs.erase(place);
    letTwinsGo(job);
    costInFlight -= job.cost;
    ++counter;
    changed.notify_all();
}

// Without event: who cancelled knows. What was found and not embedded does not count as work any more.
void Indexer::State::endCancelled(IndexJob& job)
{
    const DocumentRow& row = job.content.row;
    counters.chunks -= static_cast<uint64_t>(row.chunks - job.chunksEmbedded);
    counters.tokens -= static_cast<uint64_t>(row.tokens - job.tokensEmbedded);
    end(job, counters.cancelled);
}

// When there is no memory for news, the work goes on without.
void Indexer::State::send(const IndexJob& job, DocumentState state) noexcept
{
    ++eventsRunning;
    try {
        IndexEvent event;
        event.job = job.number;
        event.row = job.content.row;
        event.row.state = state;
        event.chunksEmbedded = job.chunksEmbedded;
        event.tokensEmbedded = job.tokensEmbedded;
        if (!closed && onEvent)
            onEvent(event);
    } catch (const std::exception&) {
    }
    --eventsRunning;
    eventsRunning.notify_all();
}

void Indexer::State::sendProgress(IndexJob& job)
{
    const int64_t now = monotonicNs();
    int64_t last = job.lastEventNs;
    if (now - last >= kProgressEventNs && job.lastEventNs.compare_exchange_strong(last, now))
        send(job, DocumentState::Embedding);
}

void Indexer::State::close()
{
    closed = true;
    for (int running = eventsRunning; running > 0; running = eventsRunning)
        eventsRunning.wait(running);
}

void Indexer::readLoop(std::stop_token stop)
{
    while (const State::JobPointer job = m_state->nextWaiting(stop))
        m_state->read(job, stop);
}

void Indexer::storeLoop(std::stop_token stop)
{
    while (const State::JobPointer job = m_state->nextReady(stop))
        m_state->store(*job);
}

IndexProgress Indexer::progress() const
{
    const State::Counters& now = m_state->counters;
    IndexProgress progress;
    // Ends before beginnings, so that a document that comes in between never seems to have ended unseen.
    progress.stored = now.stored;
    progress.problems = now.problems;
    progress.unchanged = now.unchanged;
    progress.cancelled = now.cancelled;
    progress.documents = now.documents;
    progress.read = now.read;
    progress.chunksEmbedded = now.chunksEmbedded;
    progress.tokensEmbedded = now.tokensEmbedded;
    progress.chunks = now.chunks;
    progress.tokens = now.tokens;
    progress.cutChunks = now.cutChunks;
    return progress;
}

}
