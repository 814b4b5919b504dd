// The historical way, for the lab only: every product is cut into tasks that are created for it and thrown
// away.
#pragma once

#include "engine/model/parallel.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <future>
#include <system_error>
#include <vector>

namespace embedscope {

class NaiveRows final : public Parallel
{
public:
    NaiveRows(int tasks, std::atomic<uint64_t>& created)
        : m_tasks(tasks)
        , m_created(created)
    {
    }
    int lanes() const override { return m_tasks; }
    void stage(int rows, RowTask task) override { task({0, rows}, 0); }
    void product(RowRange rows, int, RowTask task) override
    {
        const int parts = std::min(m_tasks, rows.count);
        std::vector<std::future<void>> running; // their destructors wait
        m_created.fetch_add(static_cast<uint64_t>(parts), std::memory_order_relaxed);
        for (int i = 0; i < parts; ++i) {
            const RowRange part = evenPart(rows, i, parts);
            try {
                running.push_back(std::async(std::launch::async, [part, i, task] { task(part, i); }));
            } catch (const std::system_error&) { // no thread to be had
                task(part, i);
            }
        }
    }

private:
    const int m_tasks;
    std::atomic<uint64_t>& m_created;
};

}
