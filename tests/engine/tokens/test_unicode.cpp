#include "engine/tokens/unicode.h"

#include <gtest/gtest.h>
#include <string>

namespace embedscope::unicode {
namespace {

std::u32string decomposed(char32_t character)
{
    char32_t buffer[3];
    return std::u32string(decompose(character, buffer));
}

TEST(Unicode, isFrozen)
{
    EXPECT_EQ(version(), "14.0.0");
}

TEST(Unicode, knowsTheClassesOfCharacters)
{
    EXPECT_TRUE(flags(0) & kOther);
    EXPECT_TRUE(flags(0x200B) & kOther); // zero width space
    EXPECT_TRUE(flags(0xE000) & kOther); // private use
    EXPECT_TRUE(flags(0x0378) & kOther); // unassigned
    EXPECT_TRUE(flags(0x110000) & kOther); // beyond Unicode
    EXPECT_FALSE(flags('\t') & kOther);
    EXPECT_TRUE(flags('\t') & kSpace);
    EXPECT_TRUE(flags(0x3000) & kSpace);
    EXPECT_TRUE(flags(0x2028) & kSpace);
    EXPECT_TRUE(flags(0x0301) & kMark);
    EXPECT_FALSE(flags(0x0903) & kMark); // a spacing mark stays
    EXPECT_TRUE(flags('$') & kPunctuation);
    EXPECT_TRUE(flags(0x3002) & kPunctuation);
    EXPECT_FALSE(flags(0x20AC) & kPunctuation); // the euro sign is a symbol
}

TEST(Unicode, knowsLettersNumbersAndWhiteSpace)
{
    for (const char32_t letter : {U'a', U'\u00AA', U'\u01C5', U'\u02B0', U'\u4E16', U'\u05D0', U'\U0001D400'})
        EXPECT_TRUE(flags(letter) & kLetter) << std::hex << uint32_t{letter};
    for (const char32_t number : {U'0', U'\u00BD', U'\u0663', U'\u2167', U'\u2460', U'\U0001D7D9'})
        EXPECT_TRUE(flags(number) & kNumber) << std::hex << uint32_t{number};
    for (const char32_t neither : {U'_', U'\u0301', U'\u0903', U'\uFFFD', U'\uE000', char32_t{0x110000}})
        EXPECT_FALSE(flags(neither) & (kLetter | kNumber)) << std::hex << uint32_t{neither};
    for (const char32_t space : {U'\t', U'\n', U'\v', U'\f', U'\r', U' ', U'\u0085', U'\u00A0', U'\u1680',
                                 U'\u2000', U'\u200A', U'\u2028', U'\u2029', U'\u202F', U'\u205F', U'\u3000'})
        EXPECT_TRUE(isWhiteSpace(space)) << std::hex << uint32_t{space};
    for (const char32_t other : {U'\0', U'\u001C', U'\u180E', U'\u200B', U'\u2060', U'\uFEFF', U'a'})
        EXPECT_FALSE(isWhiteSpace(other)) << std::hex << uint32_t{other};
}

TEST(Unicode, knowsIdeographs)
{
    EXPECT_TRUE(isIdeograph(0x4E00));
    EXPECT_TRUE(isIdeograph(0x2F800));
    EXPECT_FALSE(isIdeograph(0x3042)); // hiragana
    EXPECT_FALSE(isIdeograph(0xAC00)); // hangul
    EXPECT_FALSE(isIdeograph('a'));
}

TEST(Unicode, lowersOneCharacterAtATime)
{
    EXPECT_EQ(lower('A'), U'a');
    EXPECT_EQ(lower('a'), U'a');
    EXPECT_EQ(lower(0x100), U'\u0101'); // every second one of a range
    EXPECT_EQ(lower(0x101), U'\u0101');
    EXPECT_EQ(lower(0x1E9E), U'\u00DF');
    EXPECT_EQ(lower(0x212A), U'k');
    EXPECT_EQ(lower(0x10400), U'\U00010428');
    EXPECT_EQ(lower(0x130), U'i');
    EXPECT_EQ(lower(0x4E00), U'\u4E00');
}

TEST(Unicode, decomposesWholly)
{
    EXPECT_EQ(decomposed(0x1EA4), U"A\u0302\u0301");
    EXPECT_EQ(decomposed(0x212B), U"A\u030A");
    EXPECT_EQ(decomposed(0xF900), U"\u8C48");
    EXPECT_EQ(decomposed(0x1D15E), U"\U0001D157\U0001D165");
    EXPECT_EQ(decomposed('a'), U"a");
    EXPECT_EQ(decomposed(0xAC00), U"\u1100\u1161");
    EXPECT_EQ(decomposed(0xD7A3), U"\u1112\u1175\u11C2");
}

TEST(Unicode, everyDecompositionIsFinalAndInCanonicalOrder)
{
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        const std::u32string parts = decomposed(c);
        ASSERT_FALSE(parts.empty());
        const bool changes = parts != std::u32string(1, c);
        ASSERT_EQ(changes, (flags(c) & kDecomposes) || (c >= 0xAC00 && c <= 0xD7A3))
            << std::hex << uint32_t{c};
        for (std::size_t i = 0; changes && i < parts.size(); ++i) {
            ASSERT_EQ(decomposed(parts[i]), std::u32string(1, parts[i]));
            if (i > 0 && combiningClass(parts[i]) != 0) {
                ASSERT_LE(combiningClass(parts[i - 1]), combiningClass(parts[i]));
            }
            // The tokenizer parts a text in front of a decomposition, never inside one.
            if (i > 0) {
                ASSERT_FALSE(flags(parts[i]) & (kPunctuation | kSpace | kOther)) << std::hex << uint32_t{c};
            }
        }
    }
}

TEST(Unicode, everyLowerCaseIsItsOwnLowerCase)
{
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        ASSERT_EQ(lower(c) != c, (flags(c) & kLowers) != 0) << std::hex << uint32_t{c};
        ASSERT_EQ(lower(lower(c)), lower(c)) << std::hex << uint32_t{c};
    }
}

}
}
