#include "app/cli/ordered_output.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace embedscope::cli {

namespace {

constexpr std::size_t kMostUnderWay = 4096;

}

OrderedOutput::OrderedOutput(VectorWriter& writer)
    : m_writer(writer)
    , m_thread([this] { writeLoop(); })
{
}

OrderedOutput::~OrderedOutput()
{
    drain();
}

uint64_t OrderedOutput::expect(VectorRow row)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_entries.size() < kMostUnderWay; });
    m_entries.push_back({.row = std::move(row), .vector = {}});
    return m_firstTag + m_entries.size() - 1;
}

void OrderedOutput::vectorReady(uint64_t tag, std::span<const float> vector, int, uint32_t)
{
    answer(tag, {vector.begin(), vector.end()});
}

void OrderedOutput::vectorDropped(uint64_t tag)
{
    answer(tag, {});
}

void OrderedOutput::answer(uint64_t tag, std::vector<float> vector)
{
    const std::lock_guard lock(m_mutex);
    Entry& entry = m_entries[tag - m_firstTag];
    entry.vector = std::move(vector);
    entry.ready = true;
    if (tag == m_firstTag)
        m_changed.notify_all();
}

void OrderedOutput::writeLoop()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        const auto ready = [&] { return !m_entries.empty() && m_entries.front().ready; };
        if (!ready()) { // whoever reads along gets what there is before we sleep
            lock.unlock();
            m_writer.flush();
            lock.lock();
        }
        m_changed.wait(lock, [&] { return ready() || (m_ended && m_entries.empty()); });
        if (m_entries.empty())
            return;
        Entry entry = std::move(m_entries.front());
        m_entries.pop_front();
        ++m_firstTag;
        m_changed.notify_all();
        lock.unlock();
        write(entry);
        lock.lock();
    }
}

// After the first vector that did not come nothing more is written: a gap in the order would not be seen.
void OrderedOutput::write(Entry& entry)
{
    std::string problem;
    if (entry.vector.empty())
        problem = fmt::format("The text {} was given up.", entry.row.id.dump());
    else if (!std::ranges::all_of(entry.vector, [](float value) { return std::isfinite(value); }))
        problem = fmt::format("The model gives no finite vector for the text {}.", entry.row.id.dump());
    entry.row.vector = entry.vector;
    if (problem.empty() && !m_broken) {
        m_writer.write(entry.row);
        return;
    }
    m_broken = true;
    const std::lock_guard lock(m_mutex);
    if (m_problem.empty())
        m_problem = problem;
}

void OrderedOutput::drain()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        m_changed.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
}

std::string OrderedOutput::problem() const
{
    const std::lock_guard lock(m_mutex);
    return m_problem;
}

}
