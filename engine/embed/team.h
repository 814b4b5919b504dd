// A few threads that do one pass together: the leader posts a stage, everybody takes parts of its rows until
// none is left. Parts are taken, not given, so a helper that is late or absent costs time and never a result.
// Helpers spin for a moment between stages and then sleep.
#pragma once

#include "engine/base/clock.h"
#include "engine/embed/bell.h"
#include "engine/model/parallel.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace embedscope {

/// What a helper did of one pack.
struct HelpedPack
{
    uint64_t number = 0; ///< from 1; 0: none yet
    uint64_t tag = 0;
    int64_t startNs = 0, endNs = 0, busyNs = 0;
};

class Team final : public Parallel
{
public:
    explicit Team(int lanes)
        : Team(lanes, m_ownBell)
    {
    }
    /// Idle helpers sleep at `bell`. `idle`: how many helpers there are at a moment, or nullptr: always all lanes. Both must
    /// outlive the team.
    Team(int lanes, Bell& bell, const std::atomic<int>* idle = nullptr)
        : m_lanes(lanes)
        , m_partsWanted(lanes)
        , m_bell(bell)
        , m_idle(idle)
    {
    }

    // The leader, who is lane 0.
    void open(); ///< helpers stay until close()
    void close();
    void beginPack(uint64_t tag) { beginPack(tag, m_lanes); }
    void beginPack(uint64_t tag, int parts); ///< stages are cut into at most so many parts
    bool wasHelped() const { return m_helpedParts.load(std::memory_order_relaxed) > 0; } ///< with this pack
    int lanes() const override { return m_lanes; }
    void stage(int rows, RowTask task) override;
    void product(RowRange rows, int lane, RowTask task) override { task(rows, lane); }

    /// A helper, lane 1 and up. Returns when the leader has closed or a stop is requested.
    /// `report(HelpedPack)` is called on this thread after each pack that it helped with.
    template <class Report> void help(int lane, std::stop_token stop, Report report);
    /// The same without sleeping: returns when `leave()` says so, or when no part came for a moment.
    template <class Leave, class Report> void helpAWhile(int lane, Leave leave, Report report);
    bool partsLeft() const;

    /// Who sleeps at the bell for parts of this team.
    void countSleeper(int change) { m_sleeping += change; }

private:
    template <class Report> void takeParts(int lane, HelpedPack& pack, Report& report);
    bool takePart(int& part);
    void doPart(int part, int lane);
    bool spinForParts() const;
    bool sleepForParts(std::stop_token stop); ///< false: closed or stopped
    void waitForHelpers();

    const int m_lanes;
    int m_partsWanted;
    std::atomic<uint64_t> m_ticket = 0; ///< number of the stage, its parts, the next part to take: team.cpp
    std::atomic<int> m_done = 0; ///< parts of the stage
    std::atomic<int> m_sleeping = 0; ///< helpers
    std::atomic<bool> m_leaderSleeps = false;
    std::atomic<bool> m_open = false;

    // Of the stage at hand: written before the ticket, read by those who hold a part of it.
    const RowTask* m_task = nullptr;
    int m_rows = 0, m_parts = 0;
    uint64_t m_packTag = 0, m_packNumber = 0;

    Bell m_ownBell;
    Bell& m_bell;
    const std::atomic<int>* const m_idle;
    std::atomic<int> m_helpedParts = 0; ///< of the pack, done by others than the leader
    std::mutex m_finishedMutex;
    std::condition_variable m_finished;
};

/// Parts of the stage at hand until none is left; `pack` sums them up and is reported when the next begins.
template <class Report> void Team::takeParts(int lane, HelpedPack& pack, Report& report)
{
    int part = 0;
    while (takePart(part)) {
        const int64_t begun = monotonicNs();
        if (pack.number != m_packNumber) {
            if (pack.number != 0)
                report(pack);
            pack = {.number = m_packNumber, .tag = m_packTag, .startNs = begun};
        }
        doPart(part, lane);
        pack.endNs = monotonicNs();
        pack.busyNs += pack.endNs - begun;
    }
}

template <class Report> void Team::help(int lane, std::stop_token stop, Report report)
{
    HelpedPack pack;
    for (;;) {
        if (stop.stop_requested() || !spinForParts()) {
            if (pack.number != 0)
                report(pack);
            pack = {};
            if (!sleepForParts(stop))
                return;
        }
        takeParts(lane, pack, report);
    }
}

template <class Leave, class Report> void Team::helpAWhile(int lane, Leave leave, Report report)
{
    HelpedPack pack;
    while (!leave() && spinForParts()) {
        if (leave())
            break;
        takeParts(lane, pack, report);
    }
    if (pack.number != 0)
        report(pack);
}

}
