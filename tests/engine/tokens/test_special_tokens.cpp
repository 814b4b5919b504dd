// Which tokens stand around a text: the keys of the file, the defaults of each tokenizer, and pooling.
#include "tests/engine/tokens/vocabulary_file.h"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

SpecialTokens specialOf(const VocabularyFile& file, const TokenizerOptions& options = {})
{
    const auto tokenizer = file.open(options);
    EXPECT_TRUE(tokenizer) << tokenizer.error().sentence;
    return tokenizer ? (*tokenizer)->special() : SpecialTokens();
}

VocabularyFile plain(const char* model, int tokens = 20)
{
    VocabularyFile file(model);
    for (int i = 0; i < tokens; ++i)
        file.token(std::string("t").append(std::to_string(i)));
    return file;
}

TEST(SpecialTokens, withoutKeysAreThoseOfTheTokenizer)
{
    const SpecialTokens llama = specialOf(plain("llama"));
    EXPECT_THAT((std::array{llama.first, llama.last, llama.unknown}), ElementsAre(1, -1, 0));
    const SpecialTokens gpt2 = specialOf(plain("gpt2"));
    EXPECT_THAT((std::array{gpt2.first, gpt2.last, gpt2.unknown}), ElementsAre(-1, -1, -1));
    const SpecialTokens llamaBpe = specialOf(plain("gpt2").key("pre", "llama-bpe"));
    EXPECT_THAT((std::array{llamaBpe.first, llamaBpe.last}), ElementsAre(11, -1));
    const SpecialTokens t5 = specialOf(plain("t5"));
    EXPECT_THAT((std::array{t5.first, t5.last, t5.unknown}), ElementsAre(-1, 1, 2));
    const SpecialTokens gemma4 = specialOf(plain("gemma4"));
    EXPECT_THAT((std::array{gemma4.first, gemma4.last, gemma4.unknown}), ElementsAre(2, -1, 3));
}

TEST(SpecialTokens, areAddedAsTheKeysSay)
{
    for (const char* model : {"llama", "gpt2", "t5", "gemma4"}) {
        VocabularyFile file = plain(model);
        file.key("bos_token_id", uint32_t{7})
            .key("eos_token_id", uint32_t{8})
            .key("unknown_token_id", uint32_t{9});
        VocabularyFile both = file;
        both.key("add_bos_token", true).key("add_eos_token", true).key("add_sep_token", true);
        const SpecialTokens added = specialOf(both);
        EXPECT_THAT((std::array{added.first, added.last, added.unknown}), ElementsAre(7, 8, 9)) << model;
        EXPECT_FALSE(added.lastByRule);
        VocabularyFile none = file;
        none.key("add_bos_token", false).key("add_eos_token", false);
        EXPECT_EQ(specialOf(none).count(), 0) << model;
    }
}

TEST(SpecialTokens, clsAndSepTakeThePlacesOfMissingKeys)
{
    VocabularyFile file = plain("gpt2");
    file.key("add_bos_token", true).key("add_eos_token", true);
    file.key("cls_token_id", uint32_t{3}).key("seperator_token_id", uint32_t{4});
    EXPECT_EQ(specialOf(file).first, 3);
    EXPECT_EQ(specialOf(file).last, 4);
}

TEST(SpecialTokens, theTokenThatIsPooledIsAddedWhereTheFileDoesNotSay)
{
    VocabularyFile file = plain("gpt2");
    file.key("eos_token_id", uint32_t{5});
    EXPECT_EQ(specialOf(file).last, -1);
    EXPECT_EQ(specialOf(file, {.lastTokenPooling = true}).last, 5);
    EXPECT_TRUE(specialOf(file, {.lastTokenPooling = true}).lastByRule);
    file.writer().set("general.architecture", "qwen3");
    file.writer().set("qwen3.pooling_type", uint32_t{3});
    EXPECT_EQ(specialOf(file).last, 5);
    EXPECT_TRUE(specialOf(file).lastByRule);
    EXPECT_EQ(specialOf(file, {.lastTokenPooling = false}).last, -1);
    file.key("add_eos_token", false);
    EXPECT_EQ(specialOf(file).last, -1); // the file says
}

TEST(SpecialTokens, thatAreWantedAndNotNamedAreAnError)
{
    const auto few = plain("llama", 1).open();
    ASSERT_FALSE(few);
    EXPECT_THAT(few.error().sentence, HasSubstr("add_bos_token"));
    const auto unnamed = plain("t5").key("add_bos_token", true).open();
    ASSERT_FALSE(unnamed);
    EXPECT_THAT(unnamed.error().sentence, HasSubstr("add_bos_token"));
    const auto wrongType = plain("llama").key("add_eos_token", uint32_t{1}).open();
    ASSERT_FALSE(wrongType);
    EXPECT_THAT(wrongType.error().sentence, HasSubstr("should be a bool"));
}

TEST(SpecialTokens, theClosingOneStaysWhenATextIsCut)
{
    const auto tokenizer = plain("t5").key("unknown_token_id", uint32_t{3}).open();
    ASSERT_TRUE(tokenizer);
    const std::vector<TokenId> ids = {4, 5, 6};
    std::size_t cut = 0;
    EXPECT_THAT((*tokenizer)->wrap(ids, 3, &cut), ElementsAre(4, 5, 1));
    EXPECT_EQ(cut, 1u);
}

}
}
