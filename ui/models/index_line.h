// Everything that belongs to one library and one model: embedder, indexer, search index, and the loops that
// run on a pool of the workbench. Stays open for new files; a change of the model makes a new line. Created
// off the GUI thread (it allocates), used by it; the tasks share it, so that it dies after the last loop has
// returned. Not for the order of files: that is the job queue's.
#pragma once

#include "engine/indexing/indexer.h"
#include "engine/search/search_index.h"

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <unordered_map>
#include <vector>

class QThreadPool;

namespace embedscope {

/// Latest event of each job until somebody takes them: a signal per event would flood the window.
class EventMailbox
{
public:
    void put(const IndexEvent& event); ///< any thread
    std::vector<IndexEvent> take(); ///< in the order in which the jobs first had news

private:
    std::mutex m_mutex;
    std::unordered_map<uint64_t, std::size_t> m_places;
    std::vector<IndexEvent> m_events;
};

class IndexLine : public std::enable_shared_from_this<IndexLine>
{
public:
    IndexLine(std::shared_ptr<Library> library, std::shared_ptr<const Model> model,
              std::shared_ptr<ReaderPool> readers, const EmbedOptions& embedOptions,
              const IndexOptions& indexOptions);

    Embedder& embedder() { return *m_embedder; }
    std::shared_ptr<Embedder> sharedEmbedder() { return m_embedder; }
    const Model& model() const { return m_embedder->model(); }
    Indexer& indexer() { return *m_indexer; }
    SearchIndex& index() { return *m_index; }
    Library& library() { return *m_library; }
    const ModelIdentity& identity() const { return m_identity; }
    std::vector<IndexEvent> takeEvents() { return m_mailbox->take(); }

    void startLoops(QThreadPool& pool, int readLoops);
    /// `returned` is called on each worker's thread when it has left the embedder.
    void startWorkers(QThreadPool& pool, const std::function<void()>& returned);
    void stopWorkers(); ///< within one pack; they tell by `returned`
    void workerReturned() { --m_workers; }
    int workers() const { return m_workers; } ///< started and not yet told to have returned
    void stop(); ///< everything; does not wait

private:
    std::shared_ptr<Library> m_library;
    std::shared_ptr<ReaderPool> m_readers;
    std::shared_ptr<Embedder> m_embedder;
    ModelIdentity m_identity;
    std::unique_ptr<SearchIndex> m_index;
    std::shared_ptr<EventMailbox> m_mailbox = std::make_shared<EventMailbox>();
    std::unique_ptr<Indexer> m_indexer;
    std::stop_source m_stop, m_workersStop;
    int m_workers = 0;
};

/// Nine nice steps below the process: windows paint first. Measured: no loss of throughput worth the name.
void lowerThreadPriority();

}
