// Samples of the machine and of this process, for ten calls per second from one thread. Linux: /proc.
#pragma once

#include <cstdint>
#include <vector>

namespace embedscope {

struct SystemSample {
    int64_t atNs = 0;              ///< monotonic clock
    std::vector<float> coreBusy;   ///< share 0..1 of each allowed processor since the last sample, whoever used it
    float processCores = 0;        ///< cores that this process used on average since the last sample
    uint64_t residentBytes = 0;
    int runQueue = 0;              ///< runnable threads on the machine
};

class SystemSampler {
public:
    SystemSampler();
    SystemSample sample();

private:
    struct CoreTimes {
        int processor = 0;
        uint64_t busy = 0, total = 0;
    };
    std::vector<CoreTimes> m_cores;
    int64_t m_lastNs = 0;
    int64_t m_lastProcessNs = 0;
};

}
