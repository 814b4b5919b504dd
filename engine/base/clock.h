// Clocks in nanoseconds. The monotonic clock for spans and waits, CPU clocks for what work really cost.
#pragma once

#include <cstdint>

namespace embedscope {

int64_t monotonicNs();
int64_t threadCpuNs();
int64_t processCpuNs();
/// Seconds since 1970, for rows in the library.
int64_t wallSeconds();

}
