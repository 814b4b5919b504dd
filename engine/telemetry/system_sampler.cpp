#include "engine/telemetry/system_sampler.h"

#include "engine/base/clock.h"
#include "engine/base/cpu.h"
#include "engine/telemetry/proc_text.h"

#include <algorithm>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace embedscope {

namespace {

/// The whole text of a file of /proc; empty when it cannot be read. Their sizes are not known before.
std::string readProc(const char* path)
{
    std::string text;
    const int file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return text;
    constexpr std::size_t kStep = 16384, kMost = 4 << 20;
    for (std::size_t size = 0; size < kMost;) {
        text.resize(size + kStep);
        const ssize_t got = ::read(file, text.data() + size, kStep);
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
        text.resize(size);
        if (got <= 0)
            break;
    }
    ::close(file);
    return text;
}

}

SystemSampler::SystemSampler()
{
    const std::string stat = readProc("/proc/stat");
    for (const int processor : allowedProcessors()) {
        const ProcessorTicks ticks = processorTicks(stat, processor).value_or(ProcessorTicks());
        m_cores.push_back({processor, ticks.busy, ticks.total});
    }
    m_lastNs = monotonicNs();
    m_lastProcessNs = processCpuNs();
}

SystemSample SystemSampler::sample()
{
    SystemSample sample;
    sample.atNs = monotonicNs();
    const int64_t processNs = processCpuNs();
    if (sample.atNs > m_lastNs) {
        const double cores = double(processNs - m_lastProcessNs) / double(sample.atNs - m_lastNs);
        // The two clocks are not read at the same instant: over a very short time the quotient can leave its
        // range.
        sample.processCores = static_cast<float>(std::clamp(cores, 0.0, double(m_cores.size())));
    }
    m_lastNs = sample.atNs;
    m_lastProcessNs = processNs;

    const std::string stat = readProc("/proc/stat");
    for (CoreTimes& core : m_cores) {
        const ProcessorTicks before = {core.busy, core.total};
        // A processor that is switched off has no line: its last reading stays.
        const ProcessorTicks after = processorTicks(stat, core.processor).value_or(before);
        sample.coreBusy.push_back(busyShare(before, after));
        core.busy = after.busy;
        core.total = after.total;
    }
    sample.runQueue = runnableThreads(stat).value_or(0);
    const uint64_t pages = residentPages(readProc("/proc/self/statm")).value_or(0);
    sample.residentBytes = pages * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
    return sample;
}

}
