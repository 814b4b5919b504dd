// Coarse workers without a text of their own help the one that has: the last pack of a batch, and a text that
// comes alone, are split by rows over who is idle, as the nested mode would. A helper leaves as soon as a
// text is queued, so packs always come first. Where helping turns out slower than not (others want the
// cores), it is left for a while. Same bits as alone. Private to this room; any worker may call anything.
#pragma once

#include "engine/embed/team.h"
#include "engine/model/workspace.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

namespace embedscope {

class SpareHands
{
public:
    /// `bell`: where idle workers sleep. Must outlive this. Of many workers the first few help. May throw
    /// std::bad_alloc.
    SpareHands(const Model& model, int workers, Bell& bell);

    // A worker with a pack and nobody else's text waiting.
    /// True: the caller leads, with `idle` workers about to help, until endHelp(); the workspace is its own
    /// until release().
    bool tryLead(int rows, int idle, uint64_t tag);
    void endHelp();
    void release();
    /// With a lane per helper, for the leader.
    Workspace& workspace() { return m_workspace; }
    Team& team() { return m_team; }
    /// Whether there is a lane for the worker.
    bool canHelp(int worker) const { return worker + 1 < m_team.lanes(); }

    /// What a pack took, with and without help, so that tryLead() knows whether help pays.
    void note(int rows, bool wasHelped, int64_t ns);

    // A worker with nothing to do.
    bool isLed() const { return m_isLed.load(std::memory_order_acquire); }
    bool wantsHelp() const { return m_team.partsLeft(); }

private:
    /// Nanoseconds per row, moving averages; 0: not known. Packs of 2^n to 2^(n+1) rows are alike.
    struct Pace
    {
        std::atomic<float> alone = 0, helped = 0;
        std::atomic<int> aloneCount = 0;
        std::atomic<int> helpedInRow = 0;
        std::atomic<int> leftAlone = 0; ///< packs until helping is tried again
    };
    Pace& paceOf(int rows);

    Team m_team;
    Workspace m_workspace;
    std::atomic<bool> m_isTaken = false; ///< somebody leads
    std::atomic<bool> m_isLed = false; ///< and helpers are welcome
    std::array<Pace, 24> m_paces;
};

}
