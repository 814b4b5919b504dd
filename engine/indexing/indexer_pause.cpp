// Putting a document aside and taking it up again: it keeps its passages and the vectors that it has.
#include "engine/indexing/indexer_state.h"

namespace embedscope {

void Indexer::setPaused(uint64_t job, bool paused)
{
    const State::JobPointer found = m_state->find(job);
    std::lock_guard pausing(m_state->pausing);
    if (found && paused)
        m_state->pause(found);
    else if (found)
        m_state->resume(found);
}

void Indexer::setPriority(uint64_t job, int priority)
{
    const State::JobPointer found = m_state->find(job);
    if (!found)
        return;
    std::lock_guard lock(m_state->lock);
    const IndexJob::Place before = found->place();
    found->priority = priority;
    for (State::Line* line : {&m_state->waiting, &m_state->held, &m_state->twins}) {
        auto node = line->extract(before);
        if (node.empty())
            continue;
        node.key() = found->place();
        line->insert(std::move(node));
    }
}

// One that waits is put aside here; any other by the stage that has it, as soon as that looks.
void Indexer::State::pause(const JobPointer& job)
{
    bool waits = false;
    {
        std::lock_guard guard(lock);
        job->paused = true;
        for (Line* line : {&waiting, &twins}) {
            if (auto node = line->extract(job->place()); !node.empty()) {
                held.insert(std::move(node));
                waits = true;
            }
        }
        waits = waits || held.contains(job->place());
        job->putAside = !waits;
        changed.notify_all();
    }
    if (waits) {
        send(*job, DocumentState::Paused);
        return;
    }
    job->requestStop();
    embedder->cancel(job.get());
}

// One that is not put aside yet is taken up again by hold().
void Indexer::State::resume(const JobPointer& job)
{
    std::lock_guard guard(lock);
    job->paused = false;
    if (auto node = held.extract(job->place()); !node.empty()) {
        job->renewStop(); // pause() may have come to it after hold()
        waiting.insert(std::move(node));
    }
    changed.notify_all();
}

// By the stage that had it, when nothing of it is on its way any more. Somebody may have resumed it already.
void Indexer::State::hold(const JobPointer& job)
{
    if (!job->isCut) { // what is half read is read anew
        job->content.document = {};
        job->content.chunks.clear();
    }
    job->incomplete = false;
    job->putAside = false;
    job->renewStop();
    send(*job, job->paused ? DocumentState::Paused : DocumentState::Queued);
    bool isCancelled = false;
    {
        std::lock_guard guard(lock);
        costInFlight -= job->cost;
        job->cost = 0;
        letTwinsGo(*job);
        isCancelled = job->cancelled;
        if (!isCancelled)
            (job->paused ? held : waiting).emplace(job->place(), job);
        changed.notify_all();
    }
    if (isCancelled) // after cancel() had looked for it
        endCancelled(*job);
}

// A stage that was told to stop.
void Indexer::State::leave(const JobPointer& job)
{
    if (job->cancelled || !job->putAside)
        endCancelled(*job);
    else
        hold(job);
}

}
