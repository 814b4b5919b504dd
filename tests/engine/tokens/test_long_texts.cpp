// Texts without a place to cut, long enough that anything worse than n log n would not come to an end.
#include "tests/engine/tokens/charsmap_maker.h"
#include "tests/engine/tokens/vocabulary_file.h"

#include <gtest/gtest.h>

namespace embedscope {
namespace {

constexpr std::size_t kBytes = 400'000;

std::string repeated(std::string_view part)
{
    std::string text;
    while (text.size() < kBytes)
        text += part;
    return text;
}

class LongTexts : public testing::TestWithParam<const char*>
{
};

TEST_P(LongTexts, areTokenisedInTheEnd)
{
    const std::string text = repeated(GetParam());
    for (const VocabularyFile& file : {sampleByteBpe(), sampleByteBpe("qwen2"), sampleByteBpe("llama-bpe"),
                                       sampleSentencePiece(), sampleSpacedBpe(), sampleUnigram()}) {
        const auto tokenizer = file.open();
        ASSERT_TRUE(tokenizer) << tokenizer.error().sentence;
        const std::size_t tokens = (*tokenizer)->countTokens(text);
        EXPECT_GT(tokens, 0u);
        EXPECT_LE(tokens, 3 * text.size() + 1); // three bytes for every ill-formed one
    }
}

INSTANTIATE_TEST_SUITE_P(All, LongTexts,
                         testing::Values("x", "ab", "a", " ", "\n", "  a", "<u>", "u>x", "\u4E16", "\xFF",
                                         "1", "'"),
                         [](const auto& each) { return fmt::format("n{}", each.index); });

// Every place has a token of each length: the search must not look at all of them.
TEST(LongTexts, manyOverlappingUserTokens)
{
    VocabularyFile file = sampleSpacedBpe();
    std::string piece = "\n";
    for (int length = 2; length < 60; ++length)
        file.token(piece += '\n', 4);
    const auto tokenizer = file.open();
    ASSERT_TRUE(tokenizer);
    EXPECT_EQ((*tokenizer)->countTokens(repeated("\n")), (kBytes + 58) / 59);
}

TEST(LongTexts, aCharsmapInACircleEnds)
{
    CharsmapMaker maker;
    maker.add("aa", "b");
    // The node of the second "a" is given the children of the first.
    std::vector<std::size_t> nodes;
    for (std::size_t i = 0; i < 256; ++i) {
        if ((maker.units()[i] & 0x800000FF) == 'a')
            nodes.push_back(i);
    }
    ASSERT_EQ(nodes.size(), 2u);
    for (const std::size_t node : nodes) {
        for (const std::size_t target : nodes) {
            CharsmapMaker circle = maker;
            circle.units()[node] = static_cast<uint32_t>(node ^ target ^ 'a') << 10 | 'a';
            VocabularyFile file = sampleUnigram();
            file.charsmap(circle.bytes());
            const auto tokenizer = file.open();
            ASSERT_TRUE(tokenizer) << tokenizer.error().sentence;
            EXPECT_GT((*tokenizer)->countTokens(repeated("a")), 0u);
        }
    }
}

}
}
