#include "engine/base/utf8.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace embedscope {
namespace {

const std::string kReplacement = "\xEF\xBF\xBD";

std::string replacements(int count)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += kReplacement;
    return text;
}

TEST(Utf8, decodesEveryCharacterItEncodes)
{
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        std::string text;
        appendUtf8(text, c);
        const DecodedCharacter decoded = decodeUtf8(text, 0);
        ASSERT_TRUE(decoded.wellFormed);
        ASSERT_EQ(decoded.value, c);
        ASSERT_EQ(decoded.length, text.size());
    }
}

TEST(Utf8, replacesMaximalSubparts)
{
    // Table 3-8 of the Unicode standard, one row each.
    EXPECT_EQ(repairUtf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), replacements(8) + "A");
    EXPECT_EQ(repairUtf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), replacements(8) + "A");
    EXPECT_EQ(repairUtf8("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"),
              replacements(5) + "A" + replacements(2) + "B");
    EXPECT_EQ(repairUtf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), replacements(4) + "A");
}

TEST(Utf8, replacesACharacterCutAtTheEndOnce)
{
    EXPECT_EQ(repairUtf8("cut \xE2\x82"), "cut " + kReplacement);
    EXPECT_EQ(repairUtf8("cut \xF0\x9F\x98"), "cut " + kReplacement);
    EXPECT_EQ(repairUtf8("\xC3"), kReplacement);
}

TEST(Utf8, countsWhatItReplaced)
{
    std::size_t replaced = 0;
    EXPECT_EQ(repairUtf8("a\xFF"
                         "b\xFE",
                         &replaced),
              "a" + kReplacement + "b" + kReplacement);
    EXPECT_EQ(replaced, 2u);
    EXPECT_EQ(repairUtf8("fine", &replaced), "fine");
    EXPECT_EQ(replaced, 2u);
}

TEST(Utf8, knowsValidText)
{
    EXPECT_TRUE(isValidUtf8(""));
    EXPECT_TRUE(isValidUtf8("caf\u00E9 \U0001F642"));
    EXPECT_TRUE(isValidUtf8(kReplacement));
    EXPECT_FALSE(isValidUtf8("\xC0\x80")); // overlong
    EXPECT_FALSE(isValidUtf8("\xED\xA0\x80")); // a surrogate
    EXPECT_FALSE(isValidUtf8("\xF4\x90\x80\x80")); // above U+10FFFF
    EXPECT_FALSE(isValidUtf8("\x80"));
}

RC_GTEST_PROP(Utf8, repairsAnyBytesIntoValidTextAndLeavesValidTextAlone, (const std::string& bytes))
{
    const std::string repaired = repairUtf8(bytes);
    RC_ASSERT(isValidUtf8(repaired));
    RC_ASSERT(repairUtf8(repaired) == repaired);
    RC_ASSERT(isValidUtf8(bytes) == (repaired == bytes));
}

}
}
