#include "tests/engine/tokens/charsmap_maker.h"
#include "tests/engine/tokens/vocabulary_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class UnigramTest : public testing::Test
{
protected:
    void open()
    {
        auto opened = m_file.open();
        ASSERT_TRUE(opened) << opened.error().sentence;
        m_tokenizer = std::move(*opened);
    }
    std::vector<std::string> pieces(std::string_view text) const
    {
        std::vector<TokenId> ids;
        m_tokenizer->tokenize(text, ids);
        std::vector<std::string> pieces;
        for (const TokenId id : ids)
            pieces.emplace_back(m_tokenizer->piece(id));
        return pieces;
    }
    std::vector<std::string> texts(std::string_view text) const
    {
        std::vector<TokenSpan> spans;
        m_tokenizer->tokenizeWithSpans(text, spans);
        std::vector<std::string> texts;
        for (const TokenSpan& span : spans)
            texts.emplace_back(text.substr(span.begin, span.end - span.begin));
        return texts;
    }
    VocabularyFile m_file = sampleUnigram();
    std::unique_ptr<Tokenizer> m_tokenizer;
};

TEST_F(UnigramTest, takesTheWayWithTheHighestSum)
{
    open();
    EXPECT_THAT(pieces("ab"), ElementsAre("ab"));
    EXPECT_THAT(pieces("aba"), ElementsAre("aba")); // -10.5 against -12 and -14.75
    EXPECT_THAT(pieces("bab"), ElementsAre("b", "ab"));
    EXPECT_THAT(pieces("xxxx"), ElementsAre("x", "xxx")); // both sums are equal: the first found
    EXPECT_THAT(pieces("aa"), ElementsAre("aa")); // as good as two of one letter, and found before
}

TEST_F(UnigramTest, neighboursThatAreUnknownAreOneToken)
{
    open();
    EXPECT_THAT(pieces("aqqqa"), ElementsAre("a", "<unk>", "a"));
    EXPECT_THAT(texts("aqqqa"), ElementsAre("a", "qqq", "a"));
    EXPECT_THAT(pieces("q q"), ElementsAre("<unk>", "\u2581", "<unk>"));
    EXPECT_THAT(pieces("\u4E16"), ElementsAre("<unk>"));
    EXPECT_THAT(pieces("\u4E16\u754C"), ElementsAre("\u4E16\u754C"));
}

TEST_F(UnigramTest, spacesStayWithoutTheKeys)
{
    open();
    EXPECT_THAT(pieces("the"), ElementsAre("t", "he"));
    EXPECT_THAT(pieces(" the  the "), ElementsAre("\u2581the", "\u2581", "\u2581the", "\u2581"));
    EXPECT_THAT(texts(" the  t"), ElementsAre(" the", " ", " t"));
}

TEST_F(UnigramTest, onePrefixStandsInFrontOfTheFirstWord)
{
    m_file.key("add_space_prefix", true);
    open();
    EXPECT_THAT(pieces("the the"), ElementsAre("\u2581the", "\u2581the"));
    EXPECT_THAT(texts("the the"), ElementsAre("the", " the"));
    EXPECT_THAT(pieces("  the"), ElementsAre("\u2581", "\u2581", "\u2581the"));
}

TEST_F(UnigramTest, extraSpacesVanishWhereTheFileSaysSo)
{
    m_file.key("add_space_prefix", true).key("remove_extra_whitespaces", true);
    open();
    EXPECT_THAT(pieces("  the   the  "), ElementsAre("\u2581the", "\u2581the"));
    EXPECT_THAT(texts("  the   the  "), ElementsAre(" the", " the"));
    EXPECT_THAT(pieces("    "), IsEmpty());
    EXPECT_THAT(pieces(""), IsEmpty());
    EXPECT_THAT(pieces("t<u>the"), ElementsAre("\u2581t", "<u>", "\u2581the"));
}

TEST_F(UnigramTest, theCharsmapReplacesTheLongestPrefix)
{
    const auto charsmap = CharsmapMaker()
                              .add("\u2460", "1")
                              .add("\u3000", " ")
                              .add("T", "t")
                              .add("\u00AD", "")
                              .add("\u3371", "t h")
                              .bytes();
    m_file.charsmap(charsmap).key("remove_extra_whitespaces", true);
    open();
    EXPECT_THAT(pieces("\u2460\u2460"), ElementsAre("\u2581", "1", "1"));
    EXPECT_THAT(pieces("The\u3000The"), ElementsAre("\u2581the", "\u2581the"));
    EXPECT_THAT(texts("The\u3000The"), ElementsAre("The", "\u3000The"));
    EXPECT_THAT(pieces("t\u00ADhe"), ElementsAre("\u2581the"));
    EXPECT_THAT(texts("a\u00ADb\u00AD"), ElementsAre("a", "a\u00ADb\u00AD"));
    EXPECT_THAT(pieces("\u3371e"), ElementsAre("\u2581t", "\u2581", "he"));
    EXPECT_THAT(texts("\u3371e"), ElementsAre("\u3371", "\u3371", "\u3371e"));
}

TEST_F(UnigramTest, controlTokensInATextAreText)
{
    open();
    EXPECT_THAT(pieces("</s>"), ElementsAre("<unk>"));
    EXPECT_THAT(m_tokenizer->encode("</s>"), ElementsAre(3, 2)); // the end is added
    EXPECT_EQ(m_tokenizer->algorithm(), "Unigram");
}

}
}
