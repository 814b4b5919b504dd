#include "engine/embed/embedder_state.h"

#include "engine/base/cpu.h"

#include <algorithm>
#include <new>

namespace embedscope {

EmbedOptions resolvedOptions(EmbedOptions options)
{
    constexpr int kMostPackTokens = 1 << 16;
    if (options.workers <= 0)
        options.workers = usableCores();
    options.workers = std::clamp(options.workers, 1, Embedder::kMaxThreads);
    if (options.mode == Mode::Hybrid) {
        options.matmulThreads = options.matmulThreads > 0 ? options.matmulThreads : 2;
        options.matmulThreads = std::clamp(options.matmulThreads, 1, Embedder::kMaxThreads / options.workers);
    } else if (options.mode == Mode::Naive) {
        options.matmulThreads =
            options.matmulThreads > 0 ? options.matmulThreads : std::max(2, options.workers);
        options.matmulThreads = std::min(options.matmulThreads, Embedder::kMaxThreads);
        options.packTokens = 1; // a text at a time, as it was
    }
    options.packTokens =
        options.packTokens > 0 ? std::min(options.packTokens, kMostPackTokens) : EmbedOptions().packTokens;
    return options;
}

int teamSizeOf(const EmbedOptions& resolved)
{
    if (resolved.mode == Mode::Nested)
        return resolved.workers;
    return resolved.mode == Mode::Hybrid ? resolved.matmulThreads : 1;
}

void drop(const EmbedText& text) noexcept
{
    try {
        if (text.sink)
            text.sink->vectorDropped(text.tag);
    } catch (...) { // a sink must not throw; the other texts go on
    }
}

Embedder::State::State(std::shared_ptr<const Model> theModel, const EmbedOptions& theOptions)
    : model(std::move(theModel))
    , processors(allowedProcessors())
    , lonePool(*model)
{
    configure(theOptions);
}

Embedder::State::~State()
{
    for (auto& slot : m_records)
        delete slot.load();
}

void Embedder::State::configure(const EmbedOptions& wanted)
{
    options = resolvedOptions(wanted);
    teamSize = teamSizeOf(options);
    const int groupCount = options.mode == Mode::Nested ? 1 : options.workers;
    threads = groupCount * teamSize;
    groups.resize(static_cast<std::size_t>(groupCount));
    for (SeatGroup& group : groups) {
        group.team = teamSize > 1 ? std::make_unique<Team>(teamSize) : nullptr;
        if (!group.workspace)
            group.workspace = std::make_unique<Workspace>(*model);
    }
    const bool mayHelp = options.mode == Mode::Coarse && options.help && options.workers > 1;
    hands = nullptr;
    try {
        if (mayHelp)
            hands = std::make_unique<SpareHands>(*model, options.workers, queue.bell(), queue.idleCount());
    } catch (const std::bad_alloc&) { // slower for lone texts, not wrong
    }
    m_seatTaken.assign(static_cast<std::size_t>(threads), 0);
    queue.configure(static_cast<std::size_t>(options.packTokens), groups.size());
}

WorkerRecord& Embedder::State::record(int worker)
{
    auto& slot = m_records[static_cast<std::size_t>(std::clamp(worker, 0, kMaxThreads - 1))];
    WorkerRecord* known = slot.load(std::memory_order_acquire);
    if (known)
        return *known;
    auto made = std::make_unique<WorkerRecord>();
    if (slot.compare_exchange_strong(known, made.get(), std::memory_order_acq_rel))
        return *made.release();
    return *known;
}

int Embedder::State::takeSeat()
{
    const std::lock_guard lock(m_seatMutex);
    const auto free = std::ranges::find(m_seatTaken, 0);
    if (free == m_seatTaken.end())
        return -1;
    *free = 1;
    const int seat = static_cast<int>(free - m_seatTaken.begin());
    if (seat % teamSize == 0 && teamSize > 1)
        groups[static_cast<std::size_t>(seat / teamSize)].team->open();
    return seat;
}

void Embedder::State::leaveSeat(int seat)
{
    const std::lock_guard lock(m_seatMutex);
    m_seatTaken[static_cast<std::size_t>(seat)] = 0;
}

int Embedder::State::processorFor(int seat) const
{
    if (!options.pin || processors.empty())
        return -1;
    return processors[static_cast<std::size_t>(seat) % processors.size()];
}

}
