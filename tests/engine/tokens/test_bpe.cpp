// The three tokenizers that merge: byte-level, SentencePiece, and on marked spaces; from vocabularies small
// enough to read. Whole texts are compared with other sources in test_tokens_reference.cpp.
#include "tests/engine/tokens/vocabulary_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> piecesOf(const VocabularyFile& file, std::string_view text)
{
    const auto tokenizer = file.open();
    if (!tokenizer)
        return {tokenizer.error().sentence};
    std::vector<TokenId> ids;
    (*tokenizer)->tokenize(text, ids);
    std::vector<std::string> pieces;
    for (const TokenId id : ids)
        pieces.emplace_back((*tokenizer)->piece(id));
    return pieces;
}

std::vector<std::string> textsUnderTokens(const VocabularyFile& file, std::string_view text)
{
    std::vector<TokenSpan> spans;
    if (const auto tokenizer = file.open())
        (*tokenizer)->tokenizeWithSpans(text, spans);
    std::vector<std::string> texts;
    for (const TokenSpan& span : spans)
        texts.emplace_back(text.substr(span.begin, span.end - span.begin));
    return texts;
}

TEST(ByteBpe, mergesInTheOrderOfTheListTheLeftmostFirst)
{
    EXPECT_THAT(piecesOf(sampleByteBpe(), "abababab"), ElementsAre("abab", "abab"));
    EXPECT_THAT(piecesOf(sampleByteBpe(), "ababab"), ElementsAre("abab", "ab"));
    EXPECT_THAT(piecesOf(sampleByteBpe(), "aab"), ElementsAre("a", "ab")); // a b comes before a a
    EXPECT_THAT(piecesOf(sampleByteBpe(), "aaaaa"), ElementsAre("aaaa", "a"));
    EXPECT_THAT(piecesOf(sampleByteBpe(), " the"), ElementsAre("\u0120the"));
}

TEST(ByteBpe, aMergeStaysInsideAPieceOfThePattern)
{
    EXPECT_THAT(piecesOf(sampleByteBpe(), "123"), ElementsAre("123"));
    EXPECT_THAT(piecesOf(sampleByteBpe("qwen2"), "123"), ElementsAre("1", "2", "3"));
}

TEST(ByteBpe, takesAWholePieceThatIsATokenOnlyWhereTheModelDoes)
{
    EXPECT_THAT(piecesOf(sampleByteBpe(), "the"), ElementsAre("t", "he"));
    EXPECT_THAT(piecesOf(sampleByteBpe("llama-bpe"), "the"), ElementsAre("the"));
    EXPECT_THAT(piecesOf(sampleByteBpe("llama-bpe"), "\u00E9"), ElementsAre("\u00C3\u00A9"));
}

TEST(ByteBpe, tokensOfOneCharacterShareItsBytes)
{
    EXPECT_EQ(piecesOf(sampleByteBpe(), "a\U0001F642b").size(), 6u);
    EXPECT_THAT(textsUnderTokens(sampleByteBpe(), "a\u4E16b"),
                ElementsAre("a", "\u4E16", "\u4E16", "\u4E16", "b"));
}

TEST(ByteBpe, illFormedPartsAreOneReplacementCharacterEach)
{
    const VocabularyFile file = sampleByteBpe();
    EXPECT_EQ(piecesOf(file, "a\xF0\x9F b\xFF\xFE"), piecesOf(file, "a\uFFFD b\uFFFD\uFFFD"));
    EXPECT_THAT(textsUnderTokens(file, "a\xF0\x9F"), ElementsAre("a", "\xF0\x9F", "\xF0\x9F", "\xF0\x9F"));
    EXPECT_THAT(textsUnderTokens(file, "\xFF\u4E16!"),
                ElementsAre("\xFF", "\xFF", "\xFF", "\u4E16", "\u4E16", "\u4E16", "!"));
}

TEST(ByteBpe, bytesWithoutATokenAreUnknownOrLeftOut)
{
    VocabularyFile file("gpt2");
    file.token("a").token("<unk>", 2).merge("a a");
    EXPECT_THAT(piecesOf(file, "aba"), ElementsAre("a", "a"));
    file.key("unknown_token_id", uint32_t{1});
    EXPECT_THAT(piecesOf(file, "aba"), ElementsAre("a", "<unk>", "a"));
}

TEST(ByteBpe, saysWhichTextATokenStandsFor)
{
    const auto tokenizer = sampleByteBpe().open();
    ASSERT_TRUE(tokenizer);
    EXPECT_EQ((*tokenizer)->textOf(sampleByteBpe().id("\u0120the")), " the");
    EXPECT_EQ((*tokenizer)->textOf(sampleByteBpe().id("\u00C3\u00A9")), "\u00E9");
    EXPECT_EQ((*tokenizer)->textOf(sampleByteBpe().id("<|end|>")), "<|end|>");
    EXPECT_EQ((*tokenizer)->textOf(-1), "");
    EXPECT_EQ((*tokenizer)->algorithm(), "byte-level BPE");
}

TEST(SentencePieceBpe, mergesTheHighestScoreFirst)
{
    EXPECT_THAT(piecesOf(sampleSentencePiece(), "the in"), ElementsAre("\u2581the", "\u2581", "in"));
    EXPECT_THAT(piecesOf(sampleSentencePiece(), "ababab"), ElementsAre("\u2581", "abab", "ab"));
    EXPECT_THAT(piecesOf(sampleSentencePiece(), "\u4E16\u754C"), ElementsAre("\u2581", "\u4E16\u754C"));
}

TEST(SentencePieceBpe, theSpaceInFrontIsTheFilesChoice)
{
    VocabularyFile file = sampleSentencePiece();
    file.key("add_space_prefix", false);
    EXPECT_THAT(piecesOf(file, "the"), ElementsAre("t", "he"));
    EXPECT_THAT(piecesOf(file, " the"), ElementsAre("\u2581the"));
    EXPECT_THAT(piecesOf(sampleSentencePiece(), ""), IsEmpty());
    EXPECT_THAT(piecesOf(sampleSentencePiece(), " "), ElementsAre("\u2581\u2581"));
}

TEST(SentencePieceBpe, aPartBehindAUserTokenHasASpaceInFrontToo)
{
    EXPECT_THAT(piecesOf(sampleSentencePiece(), "<u>the<u>"), ElementsAre("<u>", "\u2581the", "<u>"));
}

TEST(SentencePieceBpe, charactersWithoutATokenBecomeBytes)
{
    EXPECT_THAT(piecesOf(sampleSentencePiece(), "\u754C"),
                ElementsAre("\u2581", "<0xE7>", "<0x95>", "<0x8C>"));
    EXPECT_THAT(textsUnderTokens(sampleSentencePiece(), "a\u754C"),
                ElementsAre("a", "a", "\u754C", "\u754C", "\u754C"));
    VocabularyFile without("llama");
    without.token("<unk>", 2).token("<s>", 3).token("</s>", 3).token("\u2581").token("a");
    EXPECT_THAT(piecesOf(without, "a\u754C\u4E16a"), ElementsAre("\u2581", "a", "<unk>", "a"));
    EXPECT_THAT(textsUnderTokens(without, "a\u754C\u4E16a"), ElementsAre("a", "a", "\u754C\u4E16", "a"));
}

TEST(SentencePieceBpe, controlAndByteTokensInATextAreText)
{
    EXPECT_THAT(piecesOf(sampleSentencePiece(), "<s>"), ElementsAre("\u2581", "<", "s", ">"));
    EXPECT_THAT(piecesOf(sampleSentencePiece(), "<0x0A>").size(), 7u);
}

TEST(SpacedBpe, mergesByTheListAndTakesNewlinesTogether)
{
    EXPECT_THAT(piecesOf(sampleSpacedBpe(), "the the"), ElementsAre("t", "he", "\u2581the"));
    EXPECT_THAT(piecesOf(sampleSpacedBpe(), "a\n\n\nb"), ElementsAre("a", "\n\n\n", "b"));
    EXPECT_THAT(piecesOf(sampleSpacedBpe(), "\n\n\n\n\n"), ElementsAre("\n\n", "\n\n\n"));
    EXPECT_THAT(piecesOf(sampleSpacedBpe(), "ab b  a"),
                ElementsAre("ab", "\u2581", "b", "\u2581\u2581", "a"));
    EXPECT_THAT(piecesOf(sampleSpacedBpe(), "\u754C"), ElementsAre("<0xE7>", "<0x95>", "<0x8C>"));
}

TEST(UserTokens, areCutOutTheLongestFirst)
{
    EXPECT_THAT(piecesOf(sampleByteBpe(), "<u>x"), ElementsAre("<u>", "x")); // as long as u>x, and before it
    EXPECT_THAT(piecesOf(sampleByteBpe(), "<<u>>"), ElementsAre("<", "<u>", ">"));
    EXPECT_THAT(piecesOf(sampleByteBpe(), "a     a"), ElementsAre("a", "   ", "  ", "a"));
    EXPECT_THAT(piecesOf(sampleByteBpe(), "<|end|>").size(), 7u); // a control token is text
}

}
}
