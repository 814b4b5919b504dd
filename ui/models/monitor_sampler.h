// The monitor's thread: reads counters and rings of the workers and samples the machine ten times a second,
// and hands each sample to a function on that thread. The only reader of the span rings. Not for histories:
// those are the monitor's.
#pragma once

#include "ui/models/types.h"

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace embedscope {

class Embedder;

class MonitorSampler
{
public:
    using Handler = std::function<void(MonitorTick)>; ///< on the sampler's thread

    MonitorSampler(qint64 startNs, Handler handler);
    ~MonitorSampler(); ///< waits for the thread

    /// Any thread. When it returns the sampler does not touch the earlier embedder any more.
    void watch(std::shared_ptr<Embedder> embedder);

private:
    struct Reading
    {
        int64_t atNs = 0;
        uint64_t texts = 0;
        std::vector<uint64_t> tokens, busyNs; ///< of each worker
    };

    void run(std::stop_token stop);
    MonitorTick sample();
    Reading readCounters() const;
    void readWorkers(MonitorTick& tick);
    void readSpans(MonitorTick& tick);

    const qint64 m_startNs;
    const Handler m_handler;
    SystemSampler m_system;
    std::mutex m_mutex;
    std::shared_ptr<Embedder> m_embedder;
    int m_workers = 0;
    std::deque<Reading> m_readings; ///< of the last second, oldest first
    std::jthread m_thread;
};

}
