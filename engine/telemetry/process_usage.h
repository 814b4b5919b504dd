// What this process used and suffered so far, as running totals: take two and subtract. Linux: getrusage and /proc. What a
// system does not tell stays 0. Costs some microseconds per thread of the process.
#pragma once

#include <cstdint>
#include <string_view>

namespace embedscope {

struct ProcessUsage {
    double cpuSeconds = 0;
    uint64_t voluntarySwitches = 0;   ///< a thread had to wait for something
    uint64_t involuntarySwitches = 0; ///< another thread wanted the core
    double runQueueSeconds = 0;       ///< threads that are still there were ready and had no core (the scheduler's own accounting)
    uint64_t throttledPeriods = 0;    ///< periods in which the control group had used up its quota
    double stolenSeconds = 0;         ///< processors of the whole machine that the host gave to others
};

ProcessUsage processUsage();
/// What came between two readings; never negative, though threads that ended take their accounting along.
ProcessUsage usageBetween(const ProcessUsage& before, const ProcessUsage& after);
ProcessUsage usageSum(const ProcessUsage& a, const ProcessUsage& b);

/// The second number of a thread's schedstat, in seconds; 0 when it is not there.
double runQueueSecondsOf(std::string_view schedstat);
/// "nr_throttled N" of a control group's cpu.stat.
uint64_t throttledPeriodsOf(std::string_view cpuStat);
/// Ticks of the eighth number of the line "cpu ..." of /proc/stat.
uint64_t stolenTicksOf(std::string_view stat);

}
