#include "ui/models/monitor.h"

#include "engine/base/clock.h"
#include "ui/models/monitor_sampler.h"

#include <algorithm>

namespace embedscope {

namespace {

constexpr std::size_t kMostSpans = 200'000;
constexpr int kMostFlags = 500;

}

Monitor::Monitor(QObject* parent)
    : QObject(parent)
    , m_startNs(monotonicNs())
{
    qRegisterMetaType<MonitorTick>();
}

Monitor::~Monitor() = default;

void Monitor::start()
{
    if (m_sampler)
        return;
    // A call that is still queued when this object dies is dropped by Qt; the thread ends before the object
    // does.
    m_sampler = std::make_unique<MonitorSampler>(m_startNs, [this](MonitorTick tick) {
        QMetaObject::invokeMethod(
            this, [this, tick = std::move(tick)] { take(tick); }, Qt::QueuedConnection);
    });
    m_sampler->watch(m_watched);
}

void Monitor::watch(std::shared_ptr<Embedder> embedder)
{
    m_watched = std::move(embedder);
    if (m_sampler)
        m_sampler->watch(m_watched);
}

double Monitor::seconds() const
{
    return static_cast<double>(monotonicNs() - m_startNs) / 1e9;
}

void Monitor::addFlag(const QString& sentence, double atSeconds)
{
    m_flags.append({atSeconds, sentence});
    if (m_flags.size() > kMostFlags)
        m_flags.removeFirst();
}

void Monitor::take(const MonitorTick& tick)
{
    m_last = tick;
    m_tokens.add(tick.seconds, tick.tokensPerSecond);
    m_texts.add(tick.seconds, tick.textsPerSecond);
    const std::size_t cores = tick.system.coreBusy.size();
    if (m_cores.size() < cores)
        m_cores.resize(cores);
    for (std::size_t i = 0; i < cores; ++i)
        m_cores[i].add(tick.seconds, 100.0 * static_cast<double>(tick.system.coreBusy[i]));
    const double allowed = static_cast<double>(std::max<std::size_t>(1, cores));
    m_process.add(tick.seconds,
                  std::clamp(100.0 * static_cast<double>(tick.system.processCores) / allowed, 0.0, 100.0));
    takeSpans(tick.spans);
    emit ticked(m_last);
}

void Monitor::takeSpans(const QList<Span>& spans)
{
    for (const Span& span : spans) {
        if (m_lanes.size() <= span.worker)
            m_lanes.resize(std::size_t{span.worker} + 1);
        m_lanes[span.worker].push_back(span);
    }
    // Forgetting a fifth at once costs one move of the rest; one by one it would cost one per tick.
    const std::size_t most = kMostSpans / std::max<std::size_t>(1, m_lanes.size());
    for (std::vector<Span>& lane : m_lanes) {
        if (lane.size() > most)
            lane.erase(lane.begin(), lane.begin() + static_cast<std::ptrdiff_t>(lane.size() - most * 4 / 5));
    }
}

}
