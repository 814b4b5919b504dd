#include "engine/lab/replay.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>
#include <tuple>

namespace embedscope {

namespace {

/// Workers by the time at which they are idle; the lowest number first where several are.
class Idle
{
public:
    explicit Idle(int workers)
    {
        for (int worker = 0; worker < workers; ++worker)
            m_queue.emplace(0.0, worker);
    }

    /// The worker that is idle first takes texts that last so long together; gives it and its start.
    std::pair<int, double> take(double milliseconds)
    {
        const auto [start, worker] = m_queue.top();
        m_queue.pop();
        m_queue.emplace(start + milliseconds, worker);
        return {worker, start};
    }

private:
    using Entry = std::pair<double, int>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> m_queue;
};

std::vector<int> orderOf(const std::vector<double>& milliseconds, Schedule schedule)
{
    std::vector<int> order(milliseconds.size());
    std::iota(order.begin(), order.end(), 0);
    if (schedule == Schedule::LongestFirst)
        std::ranges::stable_sort(order, std::greater<>(),
                                 [&](int text) { return milliseconds[static_cast<std::size_t>(text)]; });
    return order;
}

void replayOneByOne(Replay& result, const std::vector<double>& milliseconds)
{
    Idle idle(result.workers);
    for (const int text : orderOf(milliseconds, result.schedule)) {
        const double takes = milliseconds[static_cast<std::size_t>(text)];
        const auto [worker, start] = idle.take(takes);
        result.texts.push_back({worker, text, start, start + takes});
    }
}

void replaySplit(Replay& result, const std::vector<double>& milliseconds)
{
    const auto texts = static_cast<int64_t>(milliseconds.size());
    for (int worker = 0; worker < result.workers; ++worker) {
        double now = 0;
        for (int64_t text = texts * worker / result.workers; text < texts * (worker + 1) / result.workers; ++text) {
            const double takes = milliseconds[static_cast<std::size_t>(text)];
            result.texts.push_back({worker, static_cast<int>(text), now, now + takes});
            now += takes;
        }
    }
}

void replayPadded(Replay& result, const std::vector<double>& milliseconds, int batch)
{
    Idle idle(result.workers);
    const auto step = static_cast<std::size_t>(std::max(1, batch));
    for (std::size_t first = 0; first < milliseconds.size(); first += step) {
        const std::size_t count = std::min(step, milliseconds.size() - first);
        const auto begin = milliseconds.begin() + static_cast<std::ptrdiff_t>(first);
        const double longest = *std::max_element(begin, begin + static_cast<std::ptrdiff_t>(count));
        auto [worker, start] = idle.take(longest * double(count));
        for (std::size_t i = 0; i < count; ++i, start += longest)
            result.texts.push_back({worker, static_cast<int>(first + i), start, start + longest});
    }
}

}

Replay replay(const std::vector<double>& milliseconds, Schedule schedule, int workers, int batch)
{
    Replay result{.schedule = schedule, .workers = std::max(1, workers)};
    result.texts.reserve(milliseconds.size());
    if (schedule == Schedule::StaticSplit)
        replaySplit(result, milliseconds);
    else if (schedule == Schedule::PaddedBatches)
        replayPadded(result, milliseconds, batch);
    else
        replayOneByOne(result, milliseconds);
    std::ranges::sort(result.texts, {}, [](const ReplayedText& t) { return std::tuple(t.worker, t.start, t.end); });
    for (const ReplayedText& text : result.texts)
        result.makespan = std::max(result.makespan, text.end);
    // What a worker does for padding is idleness too: only the recorded times count as work.
    const double work = std::accumulate(milliseconds.begin(), milliseconds.end(), 0.0);
    if (result.makespan > 0)
        result.idleShare = 1 - work / (result.makespan * result.workers);
    return result;
}

}
