// What the loops of an Indexer share. Private to the indexing room. `lock` guards the lists; no event is sent
// and nothing of embedder, library or readers is called while it is held.
#pragma once

#include "engine/indexing/index_job.h"
#include "engine/indexing/indexer.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace embedscope {

struct Indexer::State : std::enable_shared_from_this<Indexer::State>
{
    using JobPointer = std::shared_ptr<IndexJob>;

    std::shared_ptr<Library> library;
    std::shared_ptr<Embedder> embedder;
    std::shared_ptr<ReaderPool> readers;
    IndexOptions options;
    ModelIdentity identity;

    std::mutex lock;
    std::condition_variable_any changed;
    using Line = std::map<IndexJob::Place, JobPointer>;
    Line waiting; ///< the first goes next
    Line held; ///< paused
    std::unordered_map<uint64_t, JobPointer> jobs; ///< all that have not ended
    std::unordered_map<std::string, uint64_t> contents; ///< hashes on their way for the first time: whose
    Line twins; ///< wait until that one has ended
    std::vector<JobPointer> ready; ///< to be stored; its memory is reserved when a job is added
    int64_t costInFlight = 0;
    uint64_t lastJob = 0;
    bool finished = false, paused = false;

    struct Counters
    {
        std::atomic<uint64_t> documents = 0, read = 0, stored = 0, problems = 0, unchanged = 0, cancelled = 0;
        std::atomic<uint64_t> chunks = 0, tokens = 0, chunksEmbedded = 0, tokensEmbedded = 0;
        std::atomic<uint64_t> cutChunks = 0;
    } counters;

    std::mutex pausing; ///< one pause or resume at a time

    // Waiting and moving on (indexer.cpp)
    uint64_t add(const JobPointer& job, WaitingOptions options);
    JobPointer newJob();
    JobPointer nextWaiting(std::stop_token stop);
    JobPointer nextReady(std::stop_token stop);
    bool waitForRoom(IndexJob& job, int64_t cost, std::stop_token stop);
    void allArrived(IndexJob& job);
    void noteMissing(IndexJob& job) noexcept;
    void cancel(const JobPointer& job);
    JobPointer find(uint64_t job);
    void hold(const JobPointer& job);
    void pause(const JobPointer& job);
    void resume(const JobPointer& job);
    void leave(const JobPointer& job);

    // Ends: the job is taken out of the lists and counted.
    void end(IndexJob& job, std::atomic<uint64_t>& counter);
    void endCancelled(IndexJob& job);

    // The same content is embedded once (known_content.cpp)
    bool waitsForTwin(const JobPointer& job);
    void letTwinsGo(const IndexJob& ended);
    void takeKnownVectors(IndexJob& job);

    // Reading stage (indexer_read.cpp)
    void read(const JobPointer& job, std::stop_token stop);
    bool isUnchanged(IndexJob& job);
    void describe(IndexJob& job);
    void cut(IndexJob& job, std::stop_token stop);
    void submit(const JobPointer& job, std::stop_token stop);
    void giveToEmbedder(const JobPointer& job, std::stop_token stop);
    void fail(const JobPointer& job, std::string sentence);

    // Storing stage (indexer_store.cpp)
    void store(IndexJob& job);
    void storeContent(IndexJob& job);
    void remarkCut(IndexJob& job);
    void storeFailure(IndexJob& job);

    // Events
    void send(const IndexJob& job, DocumentState state) noexcept;
    void sendProgress(IndexJob& job);
    void close(); ///< after it no event is sent or running
    EventHandler onEvent;
    std::atomic<int> eventsRunning = 0;
    std::atomic<bool> closed = false;
};

}
