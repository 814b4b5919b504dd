#include "engine/telemetry/system_sampler.h"

#include "engine/base/clock.h"
#include "engine/base/cpu.h"
#include "engine/telemetry/proc_file.h"
#include "engine/telemetry/proc_text.h"

#include <algorithm>
#include <string>
#include <unistd.h>

namespace embedscope {

SystemSampler::SystemSampler()
{
    const std::string stat = readProcFile("/proc/stat");
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

    const std::string stat = readProcFile("/proc/stat");
    for (CoreTimes& core : m_cores) {
        const ProcessorTicks before = {core.busy, core.total};
        // A processor that is switched off has no line: its last reading stays.
        const ProcessorTicks after = processorTicks(stat, core.processor).value_or(before);
        sample.coreBusy.push_back(busyShare(before, after));
        core.busy = after.busy;
        core.total = after.total;
    }
    sample.runQueue = runnableThreads(stat).value_or(0);
    const uint64_t pages = residentPages(readProcFile("/proc/self/statm")).value_or(0);
    sample.residentBytes = pages * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
    return sample;
}

}
