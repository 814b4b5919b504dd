#include "engine/base/clock.h"

#include <ctime>

namespace embedscope {

static int64_t read(clockid_t clock)
{
    timespec time = {};
    clock_gettime(clock, &time);
    return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

int64_t monotonicNs() { return read(CLOCK_MONOTONIC); }
int64_t threadCpuNs() { return read(CLOCK_THREAD_CPUTIME_ID); }
int64_t processCpuNs() { return read(CLOCK_PROCESS_CPUTIME_ID); }
int64_t wallSeconds() { return read(CLOCK_REALTIME) / 1'000'000'000; }

}
