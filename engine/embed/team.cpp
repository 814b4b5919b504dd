#include "engine/embed/team.h"

#include "engine/embed/spin.h"

#include <algorithm>

namespace embedscope {

namespace {

// The stage at hand in one word, so that a part is taken for this stage or not at all.
struct Ticket
{
    uint32_t stage = 0;
    uint16_t parts = 0, next = 0;

    static Ticket unpack(uint64_t word)
    {
        return {static_cast<uint32_t>(word >> 32), static_cast<uint16_t>(word >> 16),
                static_cast<uint16_t>(word)};
    }
    uint64_t pack() const { return uint64_t{stage} << 32 | uint64_t{parts} << 16 | next; }
};

}

void Team::open()
{
    m_open = true;
}

void Team::close()
{
    const std::lock_guard lock(m_bell.mutex);
    m_open = false;
    m_bell.wake.notify_all();
}

void Team::beginPack(uint64_t tag, int parts)
{
    m_partsWanted = std::min(parts, m_lanes);
    m_helpedParts.store(0, std::memory_order_relaxed);
    m_packTag = tag;
    ++m_packNumber;
}

void Team::stage(int rows, RowTask task)
{
    int parts = std::min(m_partsWanted, rows);
    if (m_idle)
        parts = std::min(parts, m_idle->load(std::memory_order_relaxed) + 1);
    if (parts <= 1)
        return task({0, rows}, 0);
    m_task = &task;
    m_rows = rows;
    m_parts = parts;
    m_done = 0;
    const uint32_t number = Ticket::unpack(m_ticket).stage + 1;
    m_ticket = Ticket{number, static_cast<uint16_t>(parts), 0}.pack();
    if (m_sleeping > 0) // after the ticket: a helper that falls asleep now sees it
        m_bell.ring();
    int part = 0;
    while (takePart(part))
        doPart(part, 0);
    waitForHelpers();
}

bool Team::takePart(int& part)
{
    uint64_t word = m_ticket.load(std::memory_order_acquire);
    for (;;) {
        Ticket ticket = Ticket::unpack(word);
        if (ticket.next >= ticket.parts)
            return false;
        part = ticket.next++;
        if (m_ticket.compare_exchange_weak(word, ticket.pack(), std::memory_order_acq_rel,
                                           std::memory_order_acquire))
            return true;
    }
}

void Team::doPart(int part, int lane)
{
    (*m_task)(evenPart({0, m_rows}, part, m_parts), lane);
    if (lane != 0)
        m_helpedParts.fetch_add(1, std::memory_order_relaxed);
    m_done.fetch_add(1); // from here on the stage may be another
    if (lane != 0 && m_leaderSleeps) {
        const std::lock_guard lock(m_finishedMutex);
        m_finished.notify_one();
    }
}

bool Team::partsLeft() const
{
    const Ticket ticket = Ticket::unpack(m_ticket);
    return ticket.next < ticket.parts;
}

bool Team::spinForParts() const
{
    return spinUntil([&] { return partsLeft(); });
}

bool Team::sleepForParts(std::stop_token stop)
{
    ++m_sleeping;
    std::unique_lock lock(m_bell.mutex);
    m_bell.wake.wait(lock, stop, [&] { return partsLeft() || !m_open; });
    --m_sleeping;
    return !stop.stop_requested()
        && (partsLeft() || m_open); // a helper may go at any time: parts are taken, not given
}

void Team::waitForHelpers()
{
    const auto done = [&] { return m_done == m_parts; };
    if (spinUntil(done))
        return;
    m_leaderSleeps = true;
    {
        std::unique_lock lock(m_finishedMutex);
        m_finished.wait(lock, done);
    }
    m_leaderSleeps = false;
}

}
