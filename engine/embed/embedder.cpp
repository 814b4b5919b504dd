#include "engine/embed/embedder.h"

#include "engine/embed/embedder_state.h"
#include "engine/embed/naive_rows.h"
#include "engine/embed/worker.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace embedscope {

namespace {

struct ModeName
{
    Mode mode;
    std::string_view name;
};
// Bounded by what is there now, so that a submitter who goes on does not keep us here.
void dropQueued(PackQueue& queue, const EmbedSink* sinkOrAny)
{
    EmbedText text;
    for (std::size_t left = queue.texts(); left > 0 && queue.remove(sinkOrAny, text); --left)
        drop(text);
}

constexpr std::array kModes = {ModeName{Mode::Coarse, "coarse"}, ModeName{Mode::Nested, "nested"},
                               ModeName{Mode::Hybrid, "hybrid"}, ModeName{Mode::Naive, "naive"}};

}

std::string_view modeName(Mode mode)
{
    const auto found = std::ranges::find(kModes, mode, &ModeName::mode);
    return found == kModes.end() ? "unknown" : found->name;
}

Result<Mode> modeFromName(std::string_view name)
{
    const auto found = std::ranges::find(kModes, name, &ModeName::name);
    if (found == kModes.end())
        return Error{fmt::format("\"{}\" is no mode; choose coarse, nested, hybrid or naive.", name)};
    return found->mode;
}

Embedder::Embedder(std::shared_ptr<const Model> model, EmbedOptions options)
    : m_state(std::make_unique<State>(std::move(model), options))
{
}

Embedder::~Embedder()
{
    m_state->queue.close();
    cancelQueued();
}

const Model& Embedder::model() const
{
    return *m_state->model;
}

std::shared_ptr<const Model> Embedder::sharedModel() const
{
    return m_state->model;
}

const EmbedOptions& Embedder::options() const
{
    return m_state->options;
}

int Embedder::threadCount() const
{
    return m_state->threads;
}

void Embedder::work(std::stop_token stop)
{
    State& state = *m_state;
    const int seat = state.takeSeat();
    if (seat < 0)
        return; // more threads than the mode has work for
    const PinnedThread pinned(state.processorFor(seat));
    if (state.options.background)
        giveWay();
    WorkerRecord& record = state.record(seat);
    SeatGroup& group = state.groups[static_cast<std::size_t>(seat / state.teamSize)];
    const int lane = seat % state.teamSize;
    if (lane != 0) {
        group.team->help(lane, stop, [&](const HelpedPack& pack) { recordHelp(record, seat, pack); });
    } else {
        SerialRows serial;
        NaiveRows naive(std::max(1, state.options.matmulThreads), record.counters.tasks);
        Parallel* parallel = &serial;
        if (group.team)
            parallel = group.team.get();
        else if (state.options.mode == Mode::Naive)
            parallel = &naive;
        Worker(state.queue, *state.model, *group.workspace, *parallel, record, seat, state.hands.get())
            .run(stop, group.team.get());
        if (group.team)
            group.team->close();
    }
    state.leaveSeat(seat);
}

bool Embedder::submit(EmbedText text, std::stop_token stop)
{
    return submit(std::span(&text, 1), std::move(stop)) == 1;
}

std::size_t Embedder::submit(std::span<EmbedText> texts, std::stop_token stop)
{
    std::size_t given = 0;
    while (given < texts.size()) {
        std::size_t end = given; // of those that the model can take; others would read outside the tables
        while (end < texts.size() && m_state->model->checkIds(texts[end].ids))
            ++end;
        std::span<EmbedText> left = texts.subspan(given, end - given);
        const PackQueue::Pushed pushed = m_state->queue.push(left, stop);
        given = end - left.size();
        if (pushed == PackQueue::Pushed::Refused)
            break;
        if (given < texts.size())
            drop(texts[given++]);
    }
    return given;
}

void Embedder::finish()
{
    m_state->queue.close();
}

void Embedder::cancelQueued()
{
    dropQueued(m_state->queue, nullptr);
}

void Embedder::cancel(const EmbedSink* sink)
{
    if (sink)
        dropQueued(m_state->queue, sink);
}

std::size_t Embedder::queuedTokens() const
{
    return m_state->queue.tokens();
}

void Embedder::reconfigure(EmbedOptions options)
{
    m_state->configure(options);
}

std::vector<float> Embedder::embedNow(std::span<const TokenId> ids) const
{
    const Model& model = *m_state->model;
    if (!model.checkIds(ids))
        return {};
    auto workspace = m_state->lonePool.take();
    SerialRows serial;
    const int length = static_cast<int>(ids.size());
    const auto vector = forward(model, {ids, {&length, 1}}, *workspace, serial);
    std::vector<float> result(vector.begin(), vector.end());
    m_state->lonePool.give(std::move(workspace));
    return result;
}

const WorkerCounters& Embedder::counters(int worker) const
{
    return m_state->record(worker).counters;
}

SpanRing& Embedder::spans(int worker)
{
    return m_state->record(worker).spans;
}

}
