#include "tests/engine/tokens/made_up_vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WordPieceTest : public testing::Test
{
protected:
    WordPieceTest()
    {
        auto opened = m_vocabulary.open();
        if (opened)
            m_tokenizer = std::move(*opened);
    }
    void SetUp() override { ASSERT_TRUE(m_tokenizer); }
    std::vector<std::string> pieces(std::string_view text) const { return piecesOf(*m_tokenizer, text); }

    MadeUpVocabulary m_vocabulary{{"[PAD]",  "[UNK]",    "[CLS]",    "[SEP]",    "un",     "una",      "##ff",
                                   "##able", "##a",      "##b",      "a",        "b",      "sep",      "unk",
                                   "[",      "]",        "!",        "##ing",    "\u4E16", "\u754C",   "i",
                                   "##s",    "##\u03C3", "##\u03C2", "\u03C3",   "\u2581", "##\u2581", "e",
                                   "o",      "\u1112",   "##\u1161", "##\u11AB", ";",      "'"}};
    std::unique_ptr<Tokenizer> m_tokenizer;
};

TEST_F(WordPieceTest, takesTheLongestPieceFromTheLeft)
{
    EXPECT_THAT(pieces("unffable"), ElementsAre("un", "##ff", "##able"));
    EXPECT_THAT(pieces("unable"), ElementsAre("[UNK]")); // "una" is taken and never given back
    EXPECT_THAT(pieces("unab"), ElementsAre("una", "##b"));
    EXPECT_THAT(pieces("a unaffable!"), ElementsAre("a", "una", "##ff", "##able", "!"));
}

TEST_F(WordPieceTest, aWordWithAPartUnknownIsUnknownAsAWhole)
{
    EXPECT_THAT(pieces("unableq"), ElementsAre("[UNK]"));
    EXPECT_THAT(pieces("a qqq b"), ElementsAre("a", "[UNK]", "b"));
    EXPECT_THAT(pieces("qa! qb!"), ElementsAre("[UNK]", "!", "[UNK]", "!"));
}

TEST_F(WordPieceTest, aContinuationDoesNotStartAWordNorTheOtherWayRound)
{
    EXPECT_THAT(pieces("ing"), ElementsAre("[UNK]"));
    EXPECT_THAT(pieces("bsep"), ElementsAre("[UNK]"));
    EXPECT_THAT(pieces("##ing"), ElementsAre("[UNK]", "[UNK]", "[UNK]"));
}

TEST_F(WordPieceTest, theMarkOfWordStartsInATextSelectsNothing)
{
    EXPECT_THAT(pieces("\u2581"), ElementsAre("\u2581"));
    EXPECT_THAT(pieces("a\u2581"), ElementsAre("a", "##\u2581"));
    EXPECT_THAT(pieces("b\u2581un"), ElementsAre("[UNK]"));
}

TEST_F(WordPieceTest, specialTokensInATextAreText)
{
    EXPECT_THAT(pieces("[SEP]"), ElementsAre("[", "sep", "]"));
    EXPECT_THAT(pieces("[UNK]"), ElementsAre("[", "unk", "]"));
    EXPECT_THAT(m_tokenizer->encode("[SEP]"), ElementsAre(2, 14, 12, 15, 3));
}

TEST_F(WordPieceTest, wordsOfMoreThan100CharactersAreUnknown)
{
    EXPECT_EQ(pieces("a" + std::string(99, 'b')).size(), 100u);
    EXPECT_THAT(pieces("a" + std::string(100, 'b')), ElementsAre("[UNK]"));
    // Marks do not count: they are dropped before.
    std::string marked = "a";
    for (int i = 0; i < 99; ++i)
        marked += "b\u0301";
    EXPECT_EQ(pieces(marked).size(), 100u);
}

TEST_F(WordPieceTest, lowersAndDropsAccents)
{
    EXPECT_THAT(pieces("UNFFABLE"), ElementsAre("un", "##ff", "##able"));
    EXPECT_THAT(pieces("\u00C1\u00E2 a\u0301"), ElementsAre("a", "##a", "a"));
    EXPECT_THAT(pieces("\u0130"), ElementsAre("i"));
}

TEST_F(WordPieceTest, capitalSigmaIsFinalAtTheEndOfAWord)
{
    EXPECT_THAT(pieces("\u03A3\u03A3\u03A3"), ElementsAre("\u03C3", "##\u03C3", "##\u03C2"));
    EXPECT_THAT(pieces("\u03A3"), ElementsAre("\u03C3"));
    // An apostrophe is looked through, as the rule of the standard says.
    EXPECT_THAT(pieces("a\u03A3'a"), ElementsAre("a", "##\u03C3", "'", "a"));
    EXPECT_THAT(pieces("a\u03A3'"), ElementsAre("a", "##\u03C2", "'"));
    EXPECT_THAT(pieces("a\u03A3 a"), ElementsAre("a", "##\u03C2", "a"));
}

TEST_F(WordPieceTest, hangulSyllablesBecomeTheirLetters)
{
    EXPECT_THAT(pieces("\uD55C"), ElementsAre("\u1112", "##\u1161", "##\u11AB"));
}

TEST_F(WordPieceTest, ideographsAreWordsOfTheirOwn)
{
    EXPECT_THAT(pieces("a\u4E16\u754Cb"), ElementsAre("a", "\u4E16", "\u754C", "b"));
}

TEST_F(WordPieceTest, punctuationIsAWordAlsoWhenItComesFromADecomposition)
{
    EXPECT_THAT(pieces("!!a!"), ElementsAre("!", "!", "a", "!"));
    EXPECT_THAT(pieces("a\u037Eb"), ElementsAre("a", ";", "b")); // the Greek question mark
}

TEST_F(WordPieceTest, dropsControlCharactersAndPartsAtEverySpace)
{
    EXPECT_THAT(pieces(std::string_view("u\0n\x07", 4)), ElementsAre("un"));
    EXPECT_THAT(pieces("u\u00ADn\u200B"), ElementsAre("un"));
    EXPECT_THAT(pieces("u\u0085n"), ElementsAre("un"));
    EXPECT_THAT(pieces("a\tb\r\na\u00A0b\u3000a\u2028b\u2029a"),
                ElementsAre("a", "b", "a", "b", "a", "b", "a"));
    EXPECT_THAT(pieces(" \t\n\u200B\u0301"), IsEmpty());
}

TEST_F(WordPieceTest, dropsWhatIsNotUtf8)
{
    EXPECT_THAT(pieces("u\xFFn \xE2\x82"), ElementsAre("un"));
    EXPECT_THAT(pieces("a\xED\xA0\x80"), ElementsAre("a"));
    EXPECT_THAT(pieces("\xF0\x9F\x98 b"), ElementsAre("b"));
}

TEST_F(WordPieceTest, theEmptyTextIsItsSpecialTokens)
{
    EXPECT_THAT(m_tokenizer->encode(""), ElementsAre(2, 3));
    EXPECT_EQ(m_tokenizer->countTokens(""), 0u);
    EXPECT_EQ(m_tokenizer->countTokens("a unab"), 3u);
}

TEST_F(WordPieceTest, wrapCutsTheEndAndKeepsTheClosingToken)
{
    const std::vector<TokenId> ids = {10, 11, 10, 11};
    std::size_t cut = 99;
    EXPECT_THAT(m_tokenizer->wrap(ids, 6, &cut), ElementsAre(2, 10, 11, 10, 11, 3));
    EXPECT_EQ(cut, 0u);
    EXPECT_THAT(m_tokenizer->wrap(ids, 4, &cut), ElementsAre(2, 10, 11, 3));
    EXPECT_EQ(cut, 2u);
    EXPECT_THAT(m_tokenizer->wrap(ids, 0, &cut), ElementsAre(2, 3));
    EXPECT_EQ(cut, 4u);
}

TEST_F(WordPieceTest, piecesOutOfRangeAreEmpty)
{
    EXPECT_EQ(m_tokenizer->piece(3), "[SEP]");
    EXPECT_EQ(m_tokenizer->piece(-1), "");
    EXPECT_EQ(m_tokenizer->piece(static_cast<TokenId>(m_tokenizer->vocabularySize())), "");
    EXPECT_EQ(m_tokenizer->algorithm(), "WordPiece");
}

TEST_F(WordPieceTest, tenMegabytesWithoutASpaceAreOneUnknownWord)
{
    EXPECT_THAT(pieces(std::string(10u << 20, 'a')), ElementsAre("[UNK]"));
    std::vector<TokenId> ids;
    m_tokenizer->tokenize(std::string(10u << 20, '!'), ids);
    EXPECT_EQ(ids.size(), 10u << 20);
}

TEST(WordPieceRules, keepsCaseAndAccentsWhenTheFileSaysSo)
{
    MadeUpVocabulary vocabulary(
        {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "A", "a", "\u00C4", "##\u0301", "\u0130"});
    vocabulary.keys().set("tokenizer.ggml.normalizer.lowercase", false);
    const auto cased = vocabulary.open();
    ASSERT_TRUE(cased) << cased.error().sentence;
    EXPECT_THAT(piecesOf(**cased, "A a \u00C4 a\u0301 \u0130"),
                ElementsAre("A", "a", "\u00C4", "a", "##\u0301", "\u0130"));
    vocabulary.keys().set("tokenizer.ggml.normalizer.strip_accents", true);
    const auto stripped = vocabulary.open();
    ASSERT_TRUE(stripped);
    EXPECT_THAT(piecesOf(**stripped, "A \u00C4 a\u0301"), ElementsAre("A", "A", "a"));
}

TEST(WordPieceRules, userDefinedTokensAreCutOutFirstTheLongestFirst)
{
    MadeUpVocabulary vocabulary({"[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "b", "x", "##b"});
    vocabulary.add("AB", 4); // 8
    vocabulary.add("BxxB", 4); // 9
    vocabulary.add(" a", 4); // 10
    const auto tokenizer = vocabulary.open();
    ASSERT_TRUE(tokenizer);
    const auto ids = [&](std::string_view text) {
        std::vector<TokenId> out;
        (*tokenizer)->tokenize(text, out);
        return out;
    };
    EXPECT_THAT(ids("ABab"), ElementsAre(8, 4, 7));
    EXPECT_THAT(ids("ABxxB"), ElementsAre(4, 9)); // the longer one although the shorter begins before it
    EXPECT_THAT(ids("ABABAB"), ElementsAre(8, 8, 8));
    EXPECT_THAT(ids("b a"), ElementsAre(5, 10));
    EXPECT_THAT(ids("ab"), ElementsAre(4, 7)); // not after lowering
    std::vector<TokenSpan> spans;
    (*tokenizer)->tokenizeWithSpans("b ABb", spans);
    ASSERT_EQ(spans.size(), 3u);
    EXPECT_EQ(spans[1].begin, 2u);
    EXPECT_EQ(spans[1].end, 4u);
    EXPECT_EQ(spans[2].begin, 4u);
}

}
}
