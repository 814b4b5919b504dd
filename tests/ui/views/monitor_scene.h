// A run that never happened, the same every time: seven workers of eight cores, with a change of the budget,
// for tests and pictures of the monitor. Samples go in by Monitor::take, as the sampler's do.
#pragma once

#include "ui/models/monitor.h"

#include <cmath>
#include <cstdint>

namespace embedscope::test {

class MonitorScene
{
public:
    static constexpr int kCores = 8;
    static constexpr int kTokens = 181;
    static constexpr double kChangeAt = 120; ///< six workers until then, seven from then on

    /// Ten samples a second from 0 to `seconds`; the last second has spans.
    static void play(Monitor& monitor, double seconds, int workers)
    {
        MonitorScene scene(monitor, workers);
        const int samples = static_cast<int>(std::lround(seconds * 10));
        for (int i = 0; i <= samples; ++i)
            monitor.take(scene.tickAt(i / 10.0, seconds));
        if (seconds > kChangeAt)
            monitor.addFlag(QStringLiteral("6 \u2192 7 workers"), kChangeAt);
    }

private:
    MonitorScene(Monitor& monitor, int workers)
        : m_monitor(monitor)
        , m_workers(workers)
        , m_freeNs(static_cast<std::size_t>(workers), 0)
    {
    }

    double noise() // the same sequence on every machine
    {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(m_state >> 40) / static_cast<double>(1 << 24);
    }

    MonitorTick tickAt(double seconds, double end)
    {
        MonitorTick tick;
        tick.seconds = seconds;
        const int at = seconds < kChangeAt ? m_workers - 1 : m_workers;
        const bool warm = seconds >= 8;
        tick.tokensPerSecond = warm ? at * 1776 + 300 * noise() : 0;
        tick.textsPerSecond = tick.tokensPerSecond / kTokens;
        tick.working = warm;
        for (int core = 0; core < kCores; ++core) {
            const bool busy = warm && core < at;
            tick.system.coreBusy.push_back(static_cast<float>((busy ? 0.93 : 0.02) + 0.07 * noise()));
        }
        tick.system.processCores = static_cast<float>(warm ? at * 0.99 : 0.05);
        tick.system.residentBytes = 412'000'000;
        tick.system.runQueue = 9;
        for (int worker = 0; worker < m_workers; ++worker)
            tick.workers.append({tick.tokensPerSecond / at, worker < at && warm ? 0.98 : 0.0, 0});
        if (seconds > end - 4)
            addSpans(tick, end);
        return tick;
    }

    void addSpans(MonitorTick& tick, double end)
    {
        const auto untilNs = static_cast<int64_t>(tick.seconds * 1e9);
        for (int worker = 0; worker < m_workers; ++worker) {
            int64_t& free = m_freeNs[static_cast<std::size_t>(worker)];
            if (free == 0)
                free = static_cast<int64_t>((end - 4) * 1e9);
            while (free < untilNs)
                free = addPack(tick, worker, free);
        }
    }

    int64_t addPack(MonitorTick& tick, int worker, int64_t from)
    {
        if (noise() < 0.02) {
            const auto wait = static_cast<uint32_t>(150'000'000);
            tick.spans.append(span(worker, from, wait, Stage::Wait));
            return from + wait;
        }
        const double all = (60 + 60 * noise()) * 1e6;
        const double shares[] = {0.01, 0.27, 0.69, 0.03};
        const Stage stages[] = {Stage::Embed, Stage::Attention, Stage::FeedForward, Stage::Pool};
        int64_t at = from;
        for (int i = 0; i < 4; ++i) {
            const auto part = static_cast<uint32_t>(all * shares[i]);
            tick.spans.append(span(worker, at, part, stages[i]));
            at += part;
        }
        tick.spans.append(span(worker, from, static_cast<uint32_t>(at - from), Stage::Pack));
        return at;
    }

    Span span(int worker, int64_t from, uint32_t ns, Stage stage) const
    {
        Span span;
        span.startNs = m_monitor.startNs() + from;
        span.durationNs = ns;
        span.worker = static_cast<uint16_t>(worker);
        span.stage = stage;
        span.texts = stage == Stage::Wait ? 0 : 1;
        span.tokens = stage == Stage::Wait ? 0 : kTokens;
        return span;
    }

    Monitor& m_monitor;
    int m_workers;
    uint64_t m_state = 42;
    std::vector<int64_t> m_freeNs;
};

}
