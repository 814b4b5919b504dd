#include "engine/base/checked.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace embedscope {
namespace {

TEST(Checked, saysNothingInsteadOfWrapping)
{
    EXPECT_EQ(checkedAdd(UINT64_MAX - 1, 1), UINT64_MAX);
    EXPECT_EQ(checkedAdd(UINT64_MAX, 1), std::nullopt);
    EXPECT_EQ(checkedMultiply(uint64_t{1} << 32, uint64_t{1} << 31), uint64_t{1} << 63);
    EXPECT_EQ(checkedMultiply(uint64_t{1} << 32, uint64_t{1} << 32), std::nullopt);
    EXPECT_EQ(checkedMultiply(UINT64_MAX, 0), 0u);
}

TEST(Checked, rangesAtTheEdgeAreInside)
{
    EXPECT_TRUE(rangeInside(0, 0, 0));
    EXPECT_TRUE(rangeInside(10, 0, 10));
    EXPECT_TRUE(rangeInside(4, 6, 10));
    EXPECT_FALSE(rangeInside(4, 7, 10));
    EXPECT_FALSE(rangeInside(11, 0, 10));
    EXPECT_FALSE(rangeInside(UINT64_MAX, 2, 10));
    EXPECT_FALSE(rangeInside(2, UINT64_MAX, 10));
}

__extension__ using Wide = unsigned __int128;

RC_GTEST_PROP(Checked, agreesWithWideArithmetic, (uint64_t a, uint64_t b))
{
    const auto wideSum = static_cast<Wide>(a) + b;
    const auto wideProduct = static_cast<Wide>(a) * b;
    RC_ASSERT(checkedAdd(a, b).has_value() == (wideSum <= UINT64_MAX));
    RC_ASSERT(checkedAdd(a, b).value_or(a + b) == static_cast<uint64_t>(wideSum));
    RC_ASSERT(checkedMultiply(a, b).has_value() == (wideProduct <= UINT64_MAX));
    RC_ASSERT(checkedMultiply(a, b).value_or(a * b) == static_cast<uint64_t>(wideProduct));
}

}
}
