#include "engine/readers/text_decoding.h"

#include "engine/base/utf8.h"
#include "engine/readers/clean_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

using namespace embedscope;
using namespace std::string_literals;

TEST(DecodeText, readsEveryUnicodeFormByItsMark)
{
    EXPECT_EQ(decodeText("\xEF\xBB\xBF\xC3\xA9").text, "\u00E9");
    EXPECT_EQ(decodeText("\xFF\xFE\xE9\0=\xD8\x0A\xDE"s).text, "\u00E9\U0001F60A");
    EXPECT_EQ(decodeText("\xFE\xFF\0\xE9"s).text, "\u00E9");
    EXPECT_EQ(decodeText("\xFF\xFE\0\0\xE9\0\0\0"s).text, "\u00E9");
    EXPECT_EQ(decodeText("\0\0\xFE\xFF\0\1\xF6\x0A"s).text, "\U0001F60A");
}

TEST(DecodeText, readsUtf16WithoutAMarkByItsZeroBytes)
{
    EXPECT_EQ(decodeText("L\0e\0t\0t\0e\0r\0"s).text, "Letter");
    EXPECT_EQ(decodeText("\0L\0e\0t\0t\0e\0r"s).text, "Letter");
}

TEST(DecodeText, replacesHalfASurrogatePair)
{
    const DecodedText decoded = decodeText("\xFF\xFE\x3D\xD8x\0"s);
    EXPECT_EQ(decoded.text, "\uFFFDx");
    EXPECT_EQ(decoded.replaced, 1u);
    EXPECT_EQ(decodeText("\xFF\xFE\x3D\xD8"s).text, "\uFFFD");
}

TEST(DecodeText, keepsUtf8WithAFewBadBytes)
{
    const DecodedText decoded = decodeText("caf\xC3\xA9 na\xC3\xAFve \xFF end");
    EXPECT_EQ(decoded.encoding, "UTF-8");
    EXPECT_EQ(decoded.text, "caf\u00E9 na\u00EFve \uFFFD end");
    EXPECT_EQ(decoded.replaced, 1u);
}

TEST(DecodeText, believesADeclaredEncodingOnlyWhenItIsNotUtf8)
{
    EXPECT_EQ(decodeText("caf\xE9", "iso-8859-1").text, "caf\u00E9");
    EXPECT_EQ(decodeText("caf\xC3\xA9", "iso-8859-1").text, "caf\u00E9");
    EXPECT_EQ(decodeText("\x93quoted\x94", "iso-8859-1").text, "\u201Cquoted\u201D") << "as browsers do";
    EXPECT_TRUE(isValidUtf8(decodeText("caf\xE9", "no-such-encoding").text));
}

TEST(DecodeText, decodesTextsLongerThanItsBuffer)
{
    std::string bytes;
    for (int i = 0; i < 100'000; ++i)
        bytes += "\x82\xA0";
    const DecodedText decoded = decodeText(bytes, "shift_jis");
    EXPECT_EQ(decoded.text.size(), 300'000u);
    EXPECT_EQ(decoded.replaced, 0u);
}

RC_GTEST_PROP(DecodeTextProperty, anyBytesGiveValidUtf8, (const std::string& bytes))
{
    RC_ASSERT(isValidUtf8(decodeText(bytes).text));
    const auto declared =
        *rc::gen::element<std::string>("", "utf-8", "utf-16", "gb18030", "iso-2022-jp", "utf-7", "x");
    RC_ASSERT(isValidUtf8(decodeText(bytes, declared).text));
}

TEST(CleanText, dropsWhatIsNoText)
{
    EXPECT_EQ(cleanText("a\0b\a\x7F\xC2\x80\xEF\xBB\xBF\xC2\xAD"s
                        "c"),
              "abc");
    EXPECT_EQ(cleanText("\x1B[1;31mred\x1B[0m \x1B(B"), "red (B");
    EXPECT_EQ(cleanText("\x1B[" + std::string(100, '1') + "m").size(), 102u)
        << "no endless sequence is swallowed";
}

TEST(CleanText, makesEveryLineEndOneLineFeed)
{
    EXPECT_EQ(cleanText("a\r\nb\rc\nd\n\re"), "a\nb\nc\nd\n\ne");
}

TEST(CollapseBlanks, leavesOneBlankBetweenWords)
{
    EXPECT_EQ(collapseBlanks(" a \n\t\u00A0 b "), "a b");
    EXPECT_EQ(collapseBlanks(" \n"), "");
}

TEST(TrimBlock, keepsTheIndentationOfTheFirstLine)
{
    EXPECT_EQ(trimBlock("\n  \n  a\n b \n\n"), "  a\n b");
    EXPECT_EQ(trimBlock("a"), "a");
    EXPECT_EQ(trimBlock(" \n "), "");
}
