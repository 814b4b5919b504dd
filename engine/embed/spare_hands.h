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

namespace embedscope {

class SpareHands
{
public:
    /// `bell`: where idle workers sleep; `idle`: how many there are. Both must outlive this. Of many workers
    /// the first few help. May throw std::bad_alloc.
    SpareHands(const Model& model, int workers, Bell& bell, const std::atomic<int>& idle);

    // A worker with a pack and nobody else's text waiting.
    /// Memory for a pass that others may help with, with a lane for each, or nullptr: alone is better, or
    /// somebody else leads. The caller leads until endHelp(); the workspace is its own until release().
    Workspace* tryLead(int rows, uint64_t tag);
    void endHelp();
    void release(Workspace* workspace);
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

    /// Two: the next may lead while the last still hands over its vectors.
    struct Place
    {
        explicit Place(const Model& model)
            : workspace(model)
        {
        }
        Workspace workspace;
        std::atomic<bool> isTaken = false;
    };

    Bell& m_bell;
    Team m_team;
    std::array<Place, 2> m_places;
    std::atomic<bool> m_isTaken = false; ///< somebody leads
    std::atomic<bool> m_isLed = false; ///< and helpers are welcome
    std::array<Pace, 24> m_paces;
};

}
