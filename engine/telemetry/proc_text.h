// Numbers out of the texts of /proc. Pure functions on text, so that odd and cut files can be tried. Not for
// opening files: that is the sampler's. A field that is missing or no number is "not there", never a guess.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace embedscope {

struct ProcessorTicks
{
    uint64_t busy = 0, total = 0;
};

/// The line "cpuN ..." of /proc/stat. Waiting for a disk is not busy; time of guests is in user time already.
std::optional<ProcessorTicks> processorTicks(std::string_view stat, int processor);
/// "procs_running N" of /proc/stat.
std::optional<int> runnableThreads(std::string_view stat);
/// Second number of /proc/self/statm.
std::optional<uint64_t> residentPages(std::string_view statm);

/// Share 0..1 of the ticks between two readings; 0 when no tick passed or the counters went backwards.
float busyShare(const ProcessorTicks& before, const ProcessorTicks& after);

}
