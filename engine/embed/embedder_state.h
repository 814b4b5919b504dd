// The inside of an Embedder: the queue, a seat per thread with its counters and spans, and the teams of the
// modes that have them. Private to this room.
#pragma once

#include "engine/embed/embedder.h"
#include "engine/embed/pack_queue.h"
#include "engine/embed/spare_hands.h"
#include "engine/embed/team.h"
#include "engine/embed/workspace_pool.h"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace embedscope {

/// Of one thread number, made when first wanted and kept: a monitor may look at any time.
struct WorkerRecord
{
    WorkerCounters counters;
    SpanRing spans;
};

/// A team's threads and where they sit: the first leads.
struct SeatGroup
{
    std::unique_ptr<Team> team; ///< nullptr: a worker of its own
    std::unique_ptr<Workspace> workspace; ///< the leader's; stays warm between two calls of work()
};

struct Embedder::State
{
    State(std::shared_ptr<const Model> model, const EmbedOptions& options);
    ~State();

    void configure(const EmbedOptions& options);
    WorkerRecord& record(int worker);
    int takeSeat(); ///< the lowest that is free, or -1
    void leaveSeat(int seat);
    int processorFor(int seat) const; ///< -1: any

    std::shared_ptr<const Model> model;
    EmbedOptions options; ///< resolved
    int threads = 1; ///< seats
    int teamSize = 1;
    std::vector<int> processors; ///< that the process might use when the embedder was made
    PackQueue queue;
    std::vector<SeatGroup> groups;
    std::unique_ptr<SpareHands> hands; ///< of the coarse mode with several workers
    mutable WorkspacePool lonePool;

private:
    std::array<std::atomic<WorkerRecord*>, kMaxThreads> m_records = {};
    std::mutex m_seatMutex;
    std::vector<char> m_seatTaken;
};

/// Workers, team size and pack resolved and within bounds.
EmbedOptions resolvedOptions(EmbedOptions options);
int teamSizeOf(const EmbedOptions& resolved);

/// Tells a sink that a text was given up; a sink that throws is not heard.
void drop(const EmbedText& text) noexcept;

}
