// A thread inside work(): takes packs, runs the pass, hands vectors to the sinks, counts and writes spans.
// Private to this room.
#pragma once

#include "engine/embed/embedder_state.h"
#include "engine/model/forward.h"

namespace embedscope {

/// Keeps a thread on one processor; the earlier mask comes back at the end.
class PinnedThread
{
public:
    explicit PinnedThread(int processor); ///< below 0: not pinned
    ~PinnedThread();
    PinnedThread(const PinnedThread&) = delete;
    PinnedThread& operator=(const PinnedThread&) = delete;

private:
    struct Mask;
    std::unique_ptr<Mask> m_before;
};

/// The calling thread runs at the lowest priority from now on.
void giveWay();

/// Counts and draws what a helper of a team did; on the helper's thread.
void recordHelp(WorkerRecord& record, int number, const HelpedPack& pack);

class Worker
{
public:
    /// `hands`: of the coarse mode, or nullptr.
    Worker(PackQueue& queue, const Model& model, Workspace& workspace, Parallel& parallel,
           WorkerRecord& record, int number, SpareHands* hands);

    void run(std::stop_token stop, Team* team);

private:
    class Lead;
    void help(const std::stop_token& stop);
    void runPack();
    void gather();
    std::span<const float> pass(Lead& lead);
    void deliver(std::span<const float> vectors, int64_t packNs);
    void writeSpan(Stage stage, int64_t startNs, int64_t durationNs);
    void writePassSpans(const PassTimes& times);

    PackQueue& m_queue;
    const Model& m_model;
    Workspace& m_workspace;
    Parallel& m_parallel;
    WorkerRecord& m_record;
    const int m_number;
    SpareHands* const m_hands;

    // The pack at hand; memory stays from pack to pack.
    std::vector<EmbedText> m_texts;
    std::vector<TokenId> m_ids;
    std::vector<int> m_lengths;
    std::size_t m_delivered = 0;
};

}
