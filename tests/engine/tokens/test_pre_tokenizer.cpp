#include "engine/tokens/pre_tokenizer.h"
#include "tests/engine/tokens/vocabulary_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> piecesOf(const PreTokenizer& rules, std::string_view text)
{
    std::vector<std::string> pieces;
    for (std::size_t at = 0, end = 0; at < text.size(); at = end) {
        end = rules.end(text, at);
        pieces.emplace_back(text.substr(at, end - at));
    }
    return pieces;
}

std::vector<std::string> gpt2(std::string_view text)
{
    return piecesOf({}, text);
}

std::vector<std::string> newer(std::string_view text, std::size_t mostDigits = 1)
{
    return piecesOf({PreTokenizer::Pattern::Newer, mostDigits, false, false}, text);
}

// What the regular expressions in pre_tokenizer.h give, checked with an engine for them.
TEST(PreTokenizer, splitsWordsNumbersAndSigns)
{
    EXPECT_THAT(gpt2("Hello world, 123 times!"), ElementsAre("Hello", " world", ",", " 123", " times", "!"));
    EXPECT_THAT(newer("Hello world, 12 times!"),
                ElementsAre("Hello", " world", ",", " ", "1", "2", " times", "!"));
    EXPECT_THAT(newer("a1234567", 3), ElementsAre("a", "123", "456", "7"));
    EXPECT_THAT(gpt2("a\u00BD\u0663b"), ElementsAre("a", "\u00BD\u0663", "b"));
    EXPECT_THAT(gpt2("\u4E16\u754C\u3002"), ElementsAre("\u4E16\u754C", "\u3002"));
}

TEST(PreTokenizer, splitsContractionsOffOnlyInTheWrittenCase)
{
    EXPECT_THAT(gpt2("I'll don't WE'RE"), ElementsAre("I", "'ll", " don", "'t", " WE", "'", "RE"));
    EXPECT_THAT(newer("I'LL don't we'Re"), ElementsAre("I", "'LL", " don", "'t", " we", "'Re"));
    EXPECT_THAT(newer("it'\u017F x"), ElementsAre("it", "'\u017F", " x")); // the long s
    EXPECT_THAT(gpt2("'v 'l"), ElementsAre("'", "v", " '", "l"));
    EXPECT_THAT(newer("'v 'l"), ElementsAre("'v", " '", "l"));
}

TEST(PreTokenizer, leavesTheLastSpaceToTheWord)
{
    EXPECT_THAT(gpt2("a   b"), ElementsAre("a", "  ", " b"));
    EXPECT_THAT(gpt2("a\t\tb"), ElementsAre("a", "\t", "\t", "b"));
    EXPECT_THAT(newer("a\t\tb"), ElementsAre("a", "\t", "\tb"));
    EXPECT_THAT(gpt2("a  "), ElementsAre("a", "  "));
    EXPECT_THAT(gpt2("\u3000\u3000x"), ElementsAre("\u3000", "\u3000", "x"));
    EXPECT_THAT(newer("\u3000x"), ElementsAre("\u3000x"));
}

TEST(PreTokenizer, newlinesEndAPieceOnlyInTheNewerPattern)
{
    EXPECT_THAT(gpt2("a\n\n b"), ElementsAre("a", "\n\n", " b"));
    EXPECT_THAT(gpt2("a;\n\nb"), ElementsAre("a", ";", "\n", "\n", "b"));
    EXPECT_THAT(newer("a;\n\nb"), ElementsAre("a", ";\n\n", "b"));
    EXPECT_THAT(newer("a \n \n  b"), ElementsAre("a", " \n \n", " ", " b"));
    EXPECT_THAT(newer("\r\n1"), ElementsAre("\r\n", "1"));
}

TEST(PreTokenizer, aMarkIsASignThatANewerPieceMayBeginWith)
{
    EXPECT_THAT(gpt2("e\u0301e"), ElementsAre("e", "\u0301", "e"));
    EXPECT_THAT(newer("e\u0301e"), ElementsAre("e", "\u0301e"));
}

TEST(PreTokenizer, isNamedByTheFile)
{
    const auto rulesOf = [](const char* name) {
        VocabularyFile file("gpt2");
        file.token("a");
        if (name)
            file.key("pre", name);
        const auto bytes = file.bytes();
        const auto gguf = GgufFile::fromBytes(*bytes, "made-up.gguf");
        return PreTokenizer::fromGguf(*gguf);
    };
    for (const char* name : {"gpt-2", "roberta-bpe", "modern-bert", "jina-v1-en", "jina-v2-code",
                             "jina-v2-es", "jina-v2-de", "default"}) {
        const auto rules = rulesOf(name);
        ASSERT_TRUE(rules) << name;
        EXPECT_EQ(rules->pattern, PreTokenizer::Pattern::Gpt2);
        EXPECT_FALSE(rules->addsFirst || rules->wholePiecesFirst);
    }
    ASSERT_TRUE(rulesOf(nullptr));
    EXPECT_EQ(rulesOf(nullptr)->pattern, PreTokenizer::Pattern::Gpt2);
    EXPECT_EQ(rulesOf("qwen2")->mostDigits, 1u);
    EXPECT_FALSE(rulesOf("qwen2")->wholePiecesFirst);
    for (const char* name : {"llama-bpe", "jina-v5-nano"}) {
        EXPECT_EQ(rulesOf(name)->mostDigits, 3u);
        EXPECT_TRUE(rulesOf(name)->wholePiecesFirst && rulesOf(name)->addsFirst);
    }
    const auto unknown = rulesOf("tekken");
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().sentence, AllOf(HasSubstr("made-up.gguf"), HasSubstr("\"tekken\"")));
}

}
}
