#include "ui/models/monitor_sampler.h"

#include "engine/base/clock.h"
#include "engine/embed/embedder.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>

namespace embedscope {

namespace {

constexpr std::chrono::milliseconds kInterval{100};
constexpr std::size_t kReadingsPerSecond = 10;

/// Counters begin anew when the workers do.
double growth(uint64_t before, uint64_t now)
{
    return static_cast<double>(now >= before ? now - before : now);
}

}

MonitorSampler::MonitorSampler(qint64 startNs, Handler handler)
    : m_startNs(startNs)
    , m_handler(std::move(handler))
    , m_thread([this](std::stop_token stop) { run(stop); })
{
}

MonitorSampler::~MonitorSampler()
{
    m_thread.request_stop();
    m_thread.join();
}

void MonitorSampler::watch(std::shared_ptr<Embedder> embedder)
{
    {
        const std::lock_guard lock(m_mutex);
        m_embedder.swap(embedder);
        m_workers = m_embedder ? std::min(m_embedder->threadCount(), Embedder::kMaxThreads) : 0;
        m_readings.clear();
    }
    // The earlier embedder may die here, outside the lock.
}

void MonitorSampler::run(std::stop_token stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    auto next = std::chrono::steady_clock::now() + kInterval;
    while (!wake.wait_until(lock, stop, next, [&] { return stop.stop_requested(); })) {
        m_handler(sample());
        next = std::max(next + kInterval, std::chrono::steady_clock::now());
    }
}

MonitorTick MonitorSampler::sample()
{
    MonitorTick tick;
    tick.system = m_system.sample();
    tick.seconds = static_cast<double>(monotonicNs() - m_startNs) / 1e9;
    const std::lock_guard lock(m_mutex);
    if (m_embedder) {
        readWorkers(tick);
        readSpans(tick);
    }
    return tick;
}

MonitorSampler::Reading MonitorSampler::readCounters() const
{
    Reading reading;
    reading.atNs = monotonicNs();
    for (int worker = 0; worker < m_workers; ++worker) {
        const WorkerCounters& counters = m_embedder->counters(worker);
        reading.tokens.push_back(counters.tokens.load(std::memory_order_relaxed));
        reading.busyNs.push_back(counters.busyNs.load(std::memory_order_relaxed));
        reading.texts += counters.texts.load(std::memory_order_relaxed);
    }
    return reading;
}

void MonitorSampler::readWorkers(MonitorTick& tick)
{
    const Reading now = readCounters();
    if (!m_readings.empty()) {
        const Reading &oldest = m_readings.front(), &last = m_readings.back();
        const double window = std::max(1e-3, static_cast<double>(now.atNs - oldest.atNs) / 1e9);
        const auto interval = static_cast<double>(std::max<int64_t>(1, now.atNs - last.atNs));
        for (std::size_t i = 0; i < now.tokens.size(); ++i) {
            WorkerTick worker;
            worker.tokens = now.tokens[i];
            worker.tokensPerSecond = growth(oldest.tokens[i], now.tokens[i]) / window;
            worker.busy = std::clamp(growth(last.busyNs[i], now.busyNs[i]) / interval, 0.0, 1.0);
            tick.tokensPerSecond += worker.tokensPerSecond;
            tick.workers.append(worker);
        }
        tick.textsPerSecond = growth(oldest.texts, now.texts) / window;
    } else {
        for (const uint64_t tokens : now.tokens)
            tick.workers.append({0, 0, tokens});
    }
    tick.working = tick.tokensPerSecond > 0 || m_embedder->queuedTokens() > 0;
    m_readings.push_back(now);
    if (m_readings.size() > kReadingsPerSecond)
        m_readings.pop_front();
}

void MonitorSampler::readSpans(MonitorTick& tick)
{
    for (int worker = 0; worker < m_workers; ++worker) {
        SpanRing& ring = m_embedder->spans(worker);
        Span span;
        // A worker writes while we read: at most one full ring per turn.
        for (std::size_t n = 0; n < SpanRing::kCapacity && ring.pop(span); ++n)
            tick.spans.append(span);
        tick.droppedSpans += ring.dropped();
    }
}

}
