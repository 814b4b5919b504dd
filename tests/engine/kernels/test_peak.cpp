#include "engine/kernels/peak.h"
#include "tests/engine/kernels/kernel_testing.h"

namespace embedscope {
namespace {

using Peak = testing::KernelTest;
EMBEDSCOPE_ON_EVERY_TARGET(Peak);

TEST_P(Peak, countsWhatItDoesAndIsPlausible)
{
    EXPECT_EQ(kernels().int8PeakLoop(2000), 2 * kernels().int8PeakLoop(1000));
    EXPECT_EQ(kernels().fp32PeakLoop(2000), 2 * kernels().fp32PeakLoop(1000));
    const CorePeak peak = measureCorePeak(kernels());
    EXPECT_GT(peak.int8Gmacs, 0.05);
    EXPECT_GT(peak.fp32Gmacs, 0.05);
    EXPECT_LT(peak.int8Gmacs, 5000);
    EXPECT_LT(peak.fp32Gmacs, 1000);
}

}
}
