// What this core reaches at best for a target, measured in registers only: the yardstick of `bench --peak`.
// Speed of a product is judged as a share of it, since a shared or throttled core slows both. Takes about 0.1
// s; any thread.
#pragma once

#include "engine/kernels/kernels.h"

namespace embedscope {

struct CorePeak
{
    double int8Gmacs = 0; ///< 1e9 multiply-adds per second
    double fp32Gmacs = 0;
};

CorePeak measureCorePeak(const KernelTable& kernels);

}
