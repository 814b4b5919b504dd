#include "engine/base/result.h"

#include <gtest/gtest.h>
#include <memory>

namespace embedscope {
namespace {

Result<int> half(int number)
{
    if (number % 2 != 0)
        return Error{"odd"};
    return number / 2;
}

TEST(Result, holdsAValueOrAnError)
{
    const auto good = half(8);
    ASSERT_TRUE(good);
    EXPECT_EQ(*good, 4);
    const auto bad = half(7);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().sentence, "odd");
}

TEST(Result, holdsValuesThatCanOnlyBeMoved)
{
    Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
    ASSERT_TRUE(result);
    const std::unique_ptr<int> taken = *std::move(result);
    EXPECT_EQ(*taken, 5);
}

TEST(Result, reachesIntoTheValue)
{
    Result<std::string> result = std::string("four");
    EXPECT_EQ(result->size(), 4u);
    result->push_back('!');
    EXPECT_EQ(*result, "four!");
}

TEST(Result, ofNothingIsGoodUnlessItHasAnError)
{
    EXPECT_TRUE(Result<void>());
    const Result<void> bad = Error{"no room"};
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().sentence, "no room");
}

}
}
