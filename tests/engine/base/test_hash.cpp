#include "engine/base/hash.h"

#include <gtest/gtest.h>
#include <string>

namespace embedscope {
namespace {

TEST(Hash, isTheOneOfXxHash)
{
    // XXH3 128 bit with seed 0, from the test vectors of xxHash and its command line program.
    EXPECT_EQ(contentHash(std::string_view()), "99aa06d3014798d86001c324468d497f");
    EXPECT_EQ(contentHash("a"), "a96faf705af16834e6c632b61e964e1f");
}

TEST(Hash, doesNotDependOnHowTheTextIsHeld)
{
    const std::string text = "the same bytes";
    EXPECT_EQ(contentHash(text), contentHash(std::as_bytes(std::span(text))));
    EXPECT_NE(contentHash(text), contentHash(text + " "));
    EXPECT_EQ(contentHash(text).size(), 32u);
}

}
}
