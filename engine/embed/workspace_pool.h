// Workspaces for texts that are embedded on the caller's thread, beside the workers: taken and given back
// without a lock. A few are kept; whoever finds none makes one.
#pragma once

#include "engine/model/workspace.h"

#include <array>
#include <atomic>
#include <memory>

namespace embedscope {

class WorkspacePool
{
public:
    explicit WorkspacePool(const Model& model)
        : m_model(model)
    {
    }
    ~WorkspacePool()
    {
        for (auto& slot : m_slots)
            delete slot.load();
    }
    WorkspacePool(const WorkspacePool&) = delete;
    WorkspacePool& operator=(const WorkspacePool&) = delete;

    std::unique_ptr<Workspace> take()
    {
        for (auto& slot : m_slots) {
            if (Workspace* kept = slot.exchange(nullptr, std::memory_order_acq_rel))
                return std::unique_ptr<Workspace>(kept);
        }
        return std::make_unique<Workspace>(m_model);
    }

    void give(std::unique_ptr<Workspace> workspace)
    {
        for (auto& slot : m_slots) {
            Workspace* none = nullptr;
            if (slot.compare_exchange_strong(none, workspace.get(), std::memory_order_acq_rel)) {
                workspace.release();
                return;
            }
        }
    }

private:
    const Model& m_model;
    std::array<std::atomic<Workspace*>, 8> m_slots = {};
};

}
