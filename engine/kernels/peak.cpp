#include "engine/kernels/peak.h"

#include <algorithm>
#include <chrono>
#include <ctime>

namespace embedscope {

namespace {

// Thread CPU time: other programs that take the core do not count.
double threadSeconds()
{
    timespec time = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) * 1e-9;
}

/// Best of many samples of about 0.3 ms, for 50 ms: short ones slip between interruptions.
double bestGmacs(int64_t (*loop)(int rounds))
{
    constexpr double kSampleSeconds = 3e-4;
    int rounds = 64;
    for (double took = 0; took < kSampleSeconds && rounds < (1 << 26); rounds *= 2) {
        const double start = threadSeconds();
        loop(rounds);
        took = threadSeconds() - start;
    }
    double best = 0;
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
    while (std::chrono::steady_clock::now() < end) {
        const double start = threadSeconds();
        const int64_t macs = loop(rounds);
        const double took = threadSeconds() - start;
        if (took > 0)
            best = std::max(best, double(macs) / took * 1e-9);
    }
    return best;
}

}

CorePeak measureCorePeak(const KernelTable& kernels)
{
    return {bestGmacs(kernels.int8PeakLoop), bestGmacs(kernels.fp32PeakLoop)};
}

}
