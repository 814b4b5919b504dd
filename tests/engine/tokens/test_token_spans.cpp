#include "tests/engine/tokens/made_up_vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace embedscope {
namespace {

using testing::ElementsAre;

std::unique_ptr<Tokenizer> smallTokenizer()
{
    MadeUpVocabulary vocabulary({"[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "b", "##b", "##c", "e", "!",
                                 "\u1112", "##\u1161", "##\u11AB", "\u4E16"});
    vocabulary.add("ab!", 4);
    auto opened = vocabulary.open();
    return opened ? std::move(*opened) : nullptr;
}

std::vector<std::string> textsUnderTokens(std::string_view text)
{
    std::vector<TokenSpan> spans;
    smallTokenizer()->tokenizeWithSpans(text, spans);
    std::vector<std::string> texts;
    for (const TokenSpan& span : spans)
        texts.emplace_back(text.substr(span.begin, span.end - span.begin));
    return texts;
}

TEST(TokenSpans, pointAtTheOriginalText)
{
    EXPECT_THAT(textsUnderTokens(" ABC  b!"), ElementsAre("A", "B", "C", "b", "!"));
    EXPECT_THAT(textsUnderTokens("unknown\u3000a"), ElementsAre("unknown", "a"));
    EXPECT_THAT(textsUnderTokens("ab!a"), ElementsAre("ab!", "a"));
}

TEST(TokenSpans, aMarkStaysWithItsLetter)
{
    EXPECT_THAT(textsUnderTokens("\u00C9e\u0301b"), ElementsAre("\u00C9e\u0301b"));
    EXPECT_THAT(textsUnderTokens("a\u0301b\u0301!\u0301b"),
                ElementsAre("a\u0301", "b\u0301", "!\u0301", "b"));
    EXPECT_THAT(textsUnderTokens("\u4E16\uFE00b"), ElementsAre("\u4E16\uFE00", "b"));
}

TEST(TokenSpans, lettersOfOneSyllableShareItsBytes)
{
    EXPECT_THAT(textsUnderTokens("\uD55C"), ElementsAre("\uD55C", "\uD55C", "\uD55C"));
}

// Texts that are mostly text, with what makes tokenizers fall.
rc::Gen<std::string> anyText()
{
    const auto part =
        rc::gen::oneOf(rc::gen::element<std::string>("a", "ab!", "b ", "\u0301", "\u0323", "\u302E", "\u1112",
                                                     "\uD55C", "\u4E16", "\u03A3", "\u0130", "'", "\u037E",
                                                     "\u226E", "\U0001D15E", "\u1B44", "\u200D", "\xFF",
                                                     "\xF0\x9F", "\xED\xA0", "\xE2\x96\x81", "\t"),
                       rc::gen::arbitrary<std::string>());
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(part),
                        [](const std::vector<std::string>& parts) {
                            std::string text;
                            for (const std::string& each : parts)
                                text += each;
                            return text;
                        });
}

RC_GTEST_PROP(TokenSpans, areOrderedAndInsideAnyText, ())
{
    static const auto tokenizer = smallTokenizer();
    const std::string text = *anyText();
    std::vector<TokenId> ids;
    std::vector<TokenSpan> spans;
    tokenizer->tokenize(text, ids);
    tokenizer->tokenizeWithSpans(text, spans);
    RC_ASSERT(ids.size() == spans.size());
    uint32_t begin = 0, end = 0;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        RC_ASSERT(spans[i].id == ids[i]);
        RC_ASSERT(spans[i].begin >= begin);
        RC_ASSERT(spans[i].end >= end);
        RC_ASSERT(spans[i].begin < spans[i].end);
        RC_ASSERT(spans[i].end <= text.size());
        begin = spans[i].begin;
        end = spans[i].end;
    }
}

RC_GTEST_PROP(TokenSpans, twoTextsWithASpaceBetweenHaveTheTokensOfBoth, ())
{
    static const auto tokenizer = smallTokenizer();
    const std::string first = *anyText(), second = *anyText();
    std::vector<TokenId> apart, together;
    tokenizer->tokenize(first, apart);
    tokenizer->tokenize(second, apart);
    std::string both = first;
    both += '\n';
    both += second;
    tokenizer->tokenize(both, together);
    RC_ASSERT(apart == together);
}

}
}
