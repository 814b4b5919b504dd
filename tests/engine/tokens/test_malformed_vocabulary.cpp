// Vocabularies that are damaged or lie: always an Error with a sentence, or a tokenizer that works.
#include "tests/engine/gguf/raw_gguf.h"
#include "tests/engine/tokens/vocabulary_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace embedscope {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string sentenceOf(const VocabularyFile& file)
{
    const auto tokenizer = file.open();
    return tokenizer ? "no error" : tokenizer.error().sentence;
}

TEST(MalformedVocabulary, theSamplesAreNot)
{
    for (const VocabularyFile& file :
         {sampleByteBpe(), sampleSentencePiece(), sampleSpacedBpe(), sampleUnigram()})
        EXPECT_EQ(sentenceOf(file), "no error");
}

TEST(MalformedVocabulary, noTokens)
{
    for (const char* model : {"bert", "gpt2", "llama", "gemma4", "t5"})
        EXPECT_THAT(sentenceOf(VocabularyFile(model)), HasSubstr("made-up.gguf has no vocabulary")) << model;
}

TEST(MalformedVocabulary, mergesOfMissingTokens)
{
    for (VocabularyFile file : {sampleByteBpe(), sampleSpacedBpe()}) {
        const std::size_t last = file.merges().size();
        file.merges().push_back("qq a");
        EXPECT_THAT(sentenceOf(file), AllOf(HasSubstr(fmt::format("merge {}", last)), HasSubstr("\"qq\"")));
        file.merges().back() = "a qq";
        EXPECT_THAT(sentenceOf(file), HasSubstr("\"qq\""));
        file.merges().back() = "ab t";
        EXPECT_THAT(sentenceOf(file), HasSubstr("\"abt\""));
    }
}

TEST(MalformedVocabulary, mergesThatAreNotTwoPieces)
{
    for (const char* merge : {"", "a", "ab", " ", "a ", " a"}) {
        VocabularyFile file = sampleByteBpe();
        file.merges().emplace_back(merge);
        EXPECT_THAT(sentenceOf(file), HasSubstr("is not two pieces")) << merge;
    }
}

TEST(MalformedVocabulary, noMerges)
{
    const auto raw = RawGguf(0, 2)
                         .key("tokenizer.ggml.model", GgufValueType::String)
                         .string("gpt2")
                         .array("tokenizer.ggml.tokens", GgufValueType::String, 1)
                         .string("a");
    const auto file = raw.parse();
    ASSERT_TRUE(file);
    const auto tokenizer = Tokenizer::fromGguf(*file);
    ASSERT_FALSE(tokenizer);
    EXPECT_THAT(tokenizer.error().sentence, HasSubstr("tokenizer.ggml.merges"));
}

TEST(MalformedVocabulary, anotherNumberOfScoresOrTypes)
{
    for (VocabularyFile file : {sampleSentencePiece(), sampleUnigram()}) {
        file.scores().pop_back();
        EXPECT_THAT(
            sentenceOf(file),
            HasSubstr(fmt::format("{} tokens and {} scores", file.pieces().size(), file.scores().size())));
        file.scores().resize(file.pieces().size());
        file.types().push_back(1);
        EXPECT_THAT(sentenceOf(file), HasSubstr("token types"));
    }
}

TEST(MalformedVocabulary, noScores)
{
    for (const char* model : {"llama", "t5"}) {
        const auto raw = RawGguf(0, 2)
                             .key("tokenizer.ggml.model", GgufValueType::String)
                             .string(model)
                             .array("tokenizer.ggml.tokens", GgufValueType::String, 3)
                             .string("<unk>")
                             .string("a")
                             .string("b");
        const auto file = raw.parse();
        ASSERT_TRUE(file);
        const auto tokenizer = Tokenizer::fromGguf(*file);
        ASSERT_FALSE(tokenizer);
        EXPECT_THAT(tokenizer.error().sentence, HasSubstr("tokenizer.ggml.scores"));
    }
}

TEST(MalformedVocabulary, scoresThatAreNoNumbers)
{
    for (const float score :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        for (VocabularyFile file : {sampleSentencePiece(), sampleUnigram()}) {
            file.scores()[9] = score;
            EXPECT_THAT(sentenceOf(file), HasSubstr("score of token 9"));
        }
    }
}

TEST(MalformedVocabulary, idsOutOfRange)
{
    for (const VocabularyFile& file :
         {sampleByteBpe(), sampleSentencePiece(), sampleSpacedBpe(), sampleUnigram()}) {
        for (const char* key : {"unknown_token_id", "bos_token_id", "eos_token_id"}) {
            VocabularyFile bad = file;
            bad.key(key, uint64_t{1} << 40);
            EXPECT_THAT(sentenceOf(bad), AllOf(HasSubstr(key), HasSubstr("there are only")));
            bad.key(key, int32_t{-1});
            EXPECT_THAT(sentenceOf(bad), HasSubstr("negative"));
        }
    }
}

TEST(MalformedVocabulary, unigramNeedsAnUnknownToken)
{
    VocabularyFile file("t5");
    file.token("a").token("b");
    EXPECT_THAT(sentenceOf(file), HasSubstr("no token for unknown text"));
}

TEST(MalformedVocabulary, aDamagedCharsmapIsNamed)
{
    for (const std::vector<uint8_t>& bytes :
         {std::vector<uint8_t>{1}, std::vector<uint8_t>{4, 0, 0, 0, 0, 0, 0, 0},
          std::vector<uint8_t>{255, 255, 255, 255, 0}}) {
        VocabularyFile file = sampleUnigram();
        file.charsmap(bytes);
        EXPECT_THAT(sentenceOf(file), AllOf(HasSubstr("made-up.gguf"), HasSubstr("precompiled_charsmap")));
    }
    VocabularyFile wrongType = sampleUnigram();
    wrongType.key("precompiled_charsmap", "text");
    EXPECT_THAT(sentenceOf(wrongType), HasSubstr("should be an array"));
}

TEST(MalformedVocabulary, userTokensOfEndlessLength)
{
    VocabularyFile file = sampleSentencePiece();
    file.token(std::string(2000, 'a'), 4);
    EXPECT_THAT(sentenceOf(file), HasSubstr("2000 bytes"));
}

TEST(MalformedVocabulary, oddPiecesDoNoHarm)
{
    for (VocabularyFile file : {sampleByteBpe(), sampleSentencePiece(), sampleSpacedBpe(), sampleUnigram()}) {
        for (const char* piece : {"", "\xFF", "\xE2\x96", "a", "a", "<0xZZ>", "<0x-1>", "\u2581\xFF"})
            file.token(piece, 1).token(piece, 4).token(piece, 77).token(piece, -1);
        const auto tokenizer = file.open();
        ASSERT_TRUE(tokenizer) << tokenizer.error().sentence;
        EXPECT_GT((*tokenizer)->countTokens("a \xFF \xE2\x96 <0xZZ>"), 0u);
    }
}

}
}
