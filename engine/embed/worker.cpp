#include "engine/embed/worker.h"

#include "engine/base/clock.h"

#include <algorithm>
#include <limits>
#include <new>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

namespace embedscope {

namespace {

// Of a pack: what a worker has from the start. A longer text makes room when it comes.
constexpr std::size_t kUsualTokens = 1024;
constexpr int kUsualRows = 128;

uint32_t spanDuration(int64_t ns)
{
    return static_cast<uint32_t>(std::clamp<int64_t>(ns, 0, std::numeric_limits<uint32_t>::max()));
}

}

struct PinnedThread::Mask
{
    cpu_set_t set;
};

PinnedThread::PinnedThread(int processor)
{
    if (processor < 0 || processor >= CPU_SETSIZE)
        return;
    auto before = std::make_unique<Mask>();
    if (::pthread_getaffinity_np(::pthread_self(), sizeof before->set, &before->set) != 0)
        return;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    if (::pthread_setaffinity_np(::pthread_self(), sizeof one, &one) == 0)
        m_before = std::move(before);
}

PinnedThread::~PinnedThread()
{
    if (m_before)
        ::pthread_setaffinity_np(::pthread_self(), sizeof m_before->set, &m_before->set);
}

void giveWay()
{
    constexpr int kNicest = 19;
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()),
                  kNicest); // a number of its own for each thread, on Linux
}

void recordHelp(WorkerRecord& record, int number, const HelpedPack& pack)
{
    record.counters.busyNs.fetch_add(static_cast<uint64_t>(pack.busyNs), std::memory_order_relaxed);
    record.counters.currentTag.store(pack.tag, std::memory_order_relaxed);
    record.spans.push({.startNs = pack.startNs,
                       .durationNs = spanDuration(pack.endNs - pack.startNs),
                       .worker = static_cast<uint16_t>(number),
                       .stage = Stage::Pack,
                       .tag = pack.tag});
}

Worker::Worker(PackQueue& queue, const Model& model, Workspace& workspace, Parallel& parallel,
               WorkerRecord& record, int number, SpareHands* hands)
    : m_queue(queue)
    , m_model(model)
    , m_workspace(workspace)
    , m_parallel(parallel)
    , m_record(record)
    , m_number(number)
    , m_hands(hands)
{
    m_texts.reserve(PackQueue::kMostTexts);
    m_lengths.reserve(PackQueue::kMostTexts);
    try {
        m_ids.reserve(kUsualTokens);
        m_workspace.reserve(kUsualRows, PackQueue::kMostTexts, m_parallel.lanes());
    } catch (const std::bad_alloc&) { // the packs will tell
    }
}

void Worker::run(std::stop_token stop, Team* team)
{
    for (;;) {
        const int64_t waitStart = monotonicNs();
        const PackQueue::Taken taken =
            m_queue.take(m_texts, stop, m_hands && m_hands->canHelp(m_number) ? m_hands : nullptr);
        const int64_t waited = monotonicNs() - waitStart;
        m_record.counters.waitNs.fetch_add(static_cast<uint64_t>(waited), std::memory_order_relaxed);
        if (taken == PackQueue::Taken::End)
            return;
        constexpr int64_t kWorthASpanNs = 20'000;
        if (waited >= kWorthASpanNs)
            writeSpan(Stage::Wait, waitStart, waited);
        if (taken == PackQueue::Taken::Help) {
            help(stop);
            continue;
        }
        if (team)
            team->beginPack(m_texts.front().tag);
        runPack();
    }
}

void Worker::help(const std::stop_token& stop)
{
    m_queue.countIdle(1);
    m_hands->team().helpAWhile(
        m_number + 1, [&] { return stop.stop_requested() || !m_queue.isEmpty(); },
        [&](const HelpedPack& pack) { recordHelp(m_record, m_number, pack); });
    m_queue.countIdle(-1);
}

/// Of the pack at hand: alone, or open to the help of idle workers if that is worth it.
class Worker::Lead
{
public:
    explicit Lead(Worker& worker)
        : m_hands(worker.m_hands)
    {
        if (m_hands && worker.m_queue.isEmpty())
            m_shared = m_hands->tryLead(static_cast<int>(worker.m_ids.size()), worker.m_texts.front().tag);
    }
    ~Lead()
    {
        endHelp();
        if (m_shared)
            m_hands->release(m_shared);
    }
    Lead(const Lead&) = delete;
    Lead& operator=(const Lead&) = delete;

    Workspace* shared() const { return m_shared; } ///< nullptr: alone
    bool wasHelped() const { return m_wasHelped; }
    void endHelp()
    {
        if (!m_shared || std::exchange(m_isOver, true))
            return;
        m_wasHelped = m_hands->team().wasHelped();
        m_hands->endHelp();
    }

private:
    SpareHands* const m_hands;
    Workspace* m_shared = nullptr;
    bool m_isOver = false, m_wasHelped = false;
};

// Every text of the pack is told its end exactly once, whatever happens.
void Worker::runPack()
{
    const int64_t start = monotonicNs();
    WorkerCounters& counters = m_record.counters;
    counters.currentTag.store(m_texts.front().tag, std::memory_order_relaxed);
    m_delivered = 0;
    try {
        gather();
        Lead lead(*this);
        const auto vectors = pass(lead);
        const int64_t packNs = monotonicNs() - start;
        if (m_hands)
            m_hands->note(static_cast<int>(m_ids.size()), lead.wasHelped(), packNs);
        counters.busyNs.fetch_add(static_cast<uint64_t>(packNs), std::memory_order_relaxed);
        counters.tokens.fetch_add(m_ids.size(), std::memory_order_relaxed);
        counters.texts.fetch_add(m_texts.size(), std::memory_order_relaxed);
        counters.packs.fetch_add(1, std::memory_order_relaxed);
        const PassTimes& times = (lead.shared() ? *lead.shared() : m_workspace).times;
        for (std::size_t i = 0; i < kPassStages; ++i)
            counters.stageNs[i].fetch_add(static_cast<uint64_t>(times.ns[i]), std::memory_order_relaxed);
        writePassSpans(times);
        writeSpan(Stage::Pack, start, packNs);
        deliver(vectors, packNs);
    } catch (const std::exception&) { // no memory for so large a pack
        for (std::size_t i = m_delivered; i < m_texts.size(); ++i)
            drop(m_texts[i]);
    }
    m_texts.clear();
}

void Worker::gather()
{
    m_ids.clear();
    m_lengths.clear();
    for (const EmbedText& text : m_texts) {
        m_ids.insert(m_ids.end(), text.ids.begin(), text.ids.end());
        m_lengths.push_back(static_cast<int>(text.ids.size()));
    }
}

// The vectors lie in the workspace of whoever leads, until the lead ends.
std::span<const float> Worker::pass(Lead& lead)
{
    const Pack pack{m_ids, m_lengths};
    if (!lead.shared())
        return forward(m_model, pack, m_workspace, m_parallel);
    const auto vectors = forward(m_model, pack, *lead.shared(), m_hands->team());
    lead.endHelp();
    return vectors;
}

void Worker::deliver(std::span<const float> vectors, int64_t packNs)
{
    const auto dimensions = static_cast<std::size_t>(m_model.info().dimensions);
    for (const EmbedText& text : m_texts) {
        const std::size_t index = m_delivered++;
        const int64_t shareNs =
            packNs * static_cast<int64_t>(text.ids.size()) / static_cast<int64_t>(m_ids.size());
        try {
            if (text.sink)
                text.sink->vectorReady(text.tag, vectors.subspan(index * dimensions, dimensions), m_number,
                                       spanDuration(shareNs));
        } catch (...) { // a sink must not throw; the other texts of the pack go on
        }
    }
}

void Worker::writeSpan(Stage stage, int64_t startNs, int64_t durationNs)
{
    Span span;
    span.startNs = startNs;
    span.durationNs = spanDuration(durationNs);
    span.worker = static_cast<uint16_t>(m_number);
    span.stage = stage;
    span.texts = static_cast<uint8_t>(std::min<std::size_t>(m_texts.size(), 255));
    span.tag = m_texts.front().tag;
    span.tokens = stage == Stage::Wait ? 0 : static_cast<uint32_t>(m_ids.size());
    m_record.spans.push(span);
}

// Attention and feed-forward alternate layer by layer; their sums are drawn behind one another.
void Worker::writePassSpans(const PassTimes& times)
{
    int64_t at = times.startNs;
    const auto next = [&](Stage stage, int64_t ns) {
        writeSpan(stage, at, ns);
        at += ns;
    };
    const int64_t norms = times.of(PassStage::Norm) / 2; // a layer has one behind either part
    next(Stage::Embed, times.of(PassStage::Embed));
    next(Stage::Attention,
         times.of(PassStage::Projection) + times.of(PassStage::Attention) + times.of(PassStage::Output)
             + norms);
    next(Stage::FeedForward, times.of(PassStage::FeedForward) + norms);
    next(Stage::Pool, times.of(PassStage::Pool));
}

}
