// What Tokenizer::fromGguf makes of files that are right, old, incomplete or wrong.
#include "tests/engine/gguf/raw_gguf.h"
#include "tests/engine/tokens/made_up_vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string sentence(const Result<std::unique_ptr<Tokenizer>>& result)
{
    return result ? std::string("no error") : result.error().sentence;
}

const std::vector<std::string> kPieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "a"};

TEST(TokenizerFile, refusesAFileWithoutVocabulary)
{
    const auto raw = RawGguf(0, 1).key("tokenizer.ggml.model", GgufValueType::String).string("bert");
    const auto file = raw.parse();
    ASSERT_TRUE(file);
    EXPECT_THAT(sentence(Tokenizer::fromGguf(*file)), AllOf(HasSubstr("made-up.gguf has no vocabulary")));
    EXPECT_THAT(sentence(MadeUpVocabulary({}).open()), HasSubstr("has no vocabulary"));
}

TEST(TokenizerFile, refusesAFileThatNamesNoTokenizer)
{
    EXPECT_THAT(sentence(MadeUpVocabulary(kPieces).open(nullptr)), HasSubstr("tokenizer.ggml.model"));
}

TEST(TokenizerFile, refusesOtherTokenizersByName)
{
    for (const char* model : {"rwkv", "plamo2", "", "BERT"}) {
        EXPECT_THAT(sentence(MadeUpVocabulary(kPieces).open(model)),
                    AllOf(HasSubstr(model), HasSubstr("made-up.gguf"), HasSubstr("not supported")));
    }
}

TEST(TokenizerFile, refusesTokensOfAWrongType)
{
    const auto raw = RawGguf(0, 2)
                         .key("tokenizer.ggml.model", GgufValueType::String)
                         .string("bert")
                         .array("tokenizer.ggml.tokens", GgufValueType::U32, 1)
                         .u32(1);
    const auto file = raw.parse();
    ASSERT_TRUE(file);
    EXPECT_THAT(sentence(Tokenizer::fromGguf(*file)), HasSubstr("should be an array of string"));
}

TEST(TokenizerFile, refusesAsManyTypesAsThereAreNoTokens)
{
    GgufWriter writer;
    writer.set("tokenizer.ggml.model", "bert");
    writer.setArray("tokenizer.ggml.tokens", kPieces);
    const std::vector<int32_t> types = {1, 1};
    writer.setArray("tokenizer.ggml.token_type", std::span<const int32_t>(types));
    const auto bytes = writer.toBytes();
    ASSERT_TRUE(bytes);
    const auto file = GgufFile::fromBytes(*bytes, "made-up.gguf");
    ASSERT_TRUE(file);
    EXPECT_THAT(sentence(Tokenizer::fromGguf(*file)), HasSubstr("5 tokens and 2 token types"));
}

TEST(TokenizerFile, refusesSpecialTokensThatDoNotExist)
{
    for (const char* key : {"bos", "seperator", "unknown"}) {
        MadeUpVocabulary vocabulary(kPieces);
        vocabulary.keys().set(std::string("tokenizer.ggml.").append(key).append("_token_id"), uint32_t{5});
        EXPECT_THAT(sentence(vocabulary.open()), AllOf(HasSubstr(key), HasSubstr("only 5 tokens")));
    }
    EXPECT_THAT(sentence(MadeUpVocabulary({"a", "b"}).open()), HasSubstr("no [CLS] token"));
}

TEST(TokenizerFile, findsSpecialTokensByKeyThenByName)
{
    MadeUpVocabulary vocabulary(kPieces);
    const auto byName = vocabulary.open();
    ASSERT_TRUE(byName) << byName.error().sentence;
    EXPECT_EQ((*byName)->special().first, 2);
    EXPECT_EQ((*byName)->special().last, 3);
    EXPECT_EQ((*byName)->special().unknown, 1);
    EXPECT_EQ((*byName)->special().count(), 2);
    vocabulary.keys().set("tokenizer.ggml.cls_token_id", uint32_t{0});
    vocabulary.keys().set("tokenizer.ggml.eos_token_id", uint32_t{1});
    const auto byOldKeys = vocabulary.open();
    ASSERT_TRUE(byOldKeys);
    EXPECT_EQ((*byOldKeys)->special().first, 0);
    EXPECT_EQ((*byOldKeys)->special().last, 1);
    vocabulary.keys().set("tokenizer.ggml.bos_token_id", uint32_t{4});
    vocabulary.keys().set("tokenizer.ggml.seperator_token_id", uint16_t{4});
    const auto byKeys = vocabulary.open();
    ASSERT_TRUE(byKeys);
    EXPECT_EQ((*byKeys)->special().first, 4);
    EXPECT_EQ((*byKeys)->special().last, 4);
}

TEST(TokenizerFile, specialTokensStandAroundATextWhateverTheKeysSay)
{
    MadeUpVocabulary vocabulary(kPieces);
    vocabulary.keys().set("tokenizer.ggml.add_bos_token", false);
    vocabulary.keys().set("tokenizer.ggml.add_eos_token", false);
    const auto tokenizer = vocabulary.open();
    ASSERT_TRUE(tokenizer);
    EXPECT_THAT((*tokenizer)->encode("a"), testing::ElementsAre(2, 4, 3));
}

TEST(TokenizerFile, piecesThatAreNotUtf8AreNeverMatched)
{
    MadeUpVocabulary vocabulary(kPieces);
    vocabulary.add("\xFF\xFE", 1);
    vocabulary.add("", 1);
    const auto tokenizer = vocabulary.open();
    ASSERT_TRUE(tokenizer);
    EXPECT_EQ((*tokenizer)->countTokens("\xFF\xFE \xEF\xBF\xBD"), 0u);
}

}
}
