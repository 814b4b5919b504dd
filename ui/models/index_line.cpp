#include "ui/models/index_line.h"

#include "ui/models/documents_model.h"

#include <QThreadPool>
#include <algorithm>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace embedscope {

namespace {

constexpr int kNiceSteps = 9;
constexpr int kNicest = 19;

}

void lowerThreadPriority()
{
    thread_local bool lowered = false;
    if (lowered)
        return;
    lowered = true;
    const int window = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::getpid()));
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), std::min(kNicest, window + kNiceSteps));
}

void EventMailbox::put(const IndexEvent& event)
{
    const std::lock_guard lock(m_mutex);
    const auto [place, isNew] = m_places.try_emplace(event.job, m_events.size());
    if (isNew)
        m_events.push_back(event);
    else if (IndexEvent& known = m_events[place->second];
             !isFinal(known.row.state) || isFinal(event.row.state))
        known = event; // a worker's late news do not undo what the store said
}

std::vector<IndexEvent> EventMailbox::take()
{
    const std::lock_guard lock(m_mutex);
    m_places.clear();
    return std::exchange(m_events, {});
}

IndexLine::IndexLine(std::shared_ptr<Library> library, std::shared_ptr<const Model> model,
                     std::shared_ptr<ReaderPool> readers, const EmbedOptions& embedOptions,
                     const IndexOptions& indexOptions)
    : m_library(std::move(library))
    , m_readers(std::move(readers))
    , m_embedder(std::make_shared<Embedder>(model, embedOptions))
    , m_identity(identityOf(*model))
    , m_index(std::make_unique<SearchIndex>(m_library, m_identity, model->kernels()))
    , m_indexer(
          std::make_unique<Indexer>(m_library, m_embedder, m_readers, indexOptions,
                                    [mailbox = m_mailbox](const IndexEvent& event) { mailbox->put(event); }))
{
}

void IndexLine::startLoops(QThreadPool& pool, int readLoops)
{
    for (int i = 0; i < readLoops; ++i) {
        pool.start([line = shared_from_this()] {
            lowerThreadPriority();
            line->m_indexer->readLoop(line->m_stop.get_token());
        });
    }
    pool.start([line = shared_from_this()] {
        lowerThreadPriority();
        line->m_indexer->storeLoop(line->m_stop.get_token());
    });
}

void IndexLine::startWorkers(QThreadPool& pool, const std::function<void()>& returned)
{
    m_workersStop = std::stop_source();
    m_workers = m_embedder->threadCount();
    for (int i = 0; i < m_workers; ++i) {
        pool.start([line = shared_from_this(), returned, stop = m_workersStop.get_token()] {
            lowerThreadPriority();
            line->m_embedder->work(stop);
            returned();
        });
    }
}

void IndexLine::stopWorkers()
{
    m_workersStop.request_stop();
}

void IndexLine::stop()
{
    m_stop.request_stop();
    m_workersStop.request_stop();
    m_embedder->cancelQueued();
}

}
