// What holds for every tokenizer on any bytes: spans in order and inside the text, ids that exist, and the
// text back from its ids; and that each agrees with its definition, written out naively.
#include "engine/tokens/pre_tokenizer.h"
#include "tests/engine/tokens/any_text.h"
#include "tests/engine/tokens/naive_tokens.h"

#include <gtest/gtest.h>

namespace embedscope {
namespace {

std::unique_ptr<Tokenizer> opened(const VocabularyFile& file)
{
    auto tokenizer = file.open();
    RC_ASSERT(static_cast<bool>(tokenizer));
    return std::move(*tokenizer);
}

std::vector<TokenId> idsOf(const Tokenizer& tokenizer, std::string_view text)
{
    std::vector<TokenId> ids;
    tokenizer.tokenize(text, ids);
    return ids;
}

std::string textOfAll(const Tokenizer& tokenizer, std::span<const TokenId> ids)
{
    std::string text;
    for (const TokenId id : ids)
        text += tokenizer.textOf(id);
    return text;
}

void expectSpansInOrder(const Tokenizer& tokenizer, const std::string& text)
{
    std::vector<TokenSpan> spans;
    tokenizer.tokenizeWithSpans(text, spans);
    const std::vector<TokenId> ids = idsOf(tokenizer, text);
    RC_ASSERT(ids.size() == spans.size());
    uint32_t begin = 0, end = 0;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        RC_ASSERT(spans[i].id == ids[i]);
        RC_ASSERT(spans[i].id >= 0);
        RC_ASSERT(static_cast<std::size_t>(spans[i].id) < tokenizer.vocabularySize());
        RC_ASSERT(spans[i].begin >= begin);
        RC_ASSERT(spans[i].end >= end);
        RC_ASSERT(spans[i].begin < spans[i].end);
        RC_ASSERT(spans[i].end <= text.size());
        begin = spans[i].begin;
        end = spans[i].end;
    }
}

RC_GTEST_PROP(TokenizerProperties, spansAreOrderedAndInsideAnyBytes, ())
{
    static const auto tokenizers = [] {
        std::vector<std::unique_ptr<Tokenizer>> all;
        for (const VocabularyFile& file :
             {sampleByteBpe(), sampleByteBpe("qwen2"), sampleByteBpe("llama-bpe"), sampleSentencePiece(),
              sampleSentencePiece().key("add_space_prefix", false), sampleSpacedBpe(), sampleUnigram(),
              sampleUnigram().key("add_space_prefix", true).key("remove_extra_whitespaces", true)})
            all.push_back(opened(file));
        return all;
    }();
    const std::string text = *anyBytes();
    for (const auto& tokenizer : tokenizers)
        expectSpansInOrder(*tokenizer, text);
}

RC_GTEST_PROP(TokenizerProperties, byteLevelBpeGivesTheTextBack, ())
{
    static const auto tokenizer = opened(sampleByteBpe("llama-bpe"));
    const std::string text = *anyBytes();
    RC_ASSERT(textOfAll(*tokenizer, idsOf(*tokenizer, text)) == repairUtf8(text));
}

// A U+2581 in the text comes back as a space: in these vocabularies the two are one.
RC_GTEST_PROP(TokenizerProperties, tokenizersWithByteTokensGiveTheTextBack, ())
{
    static const auto sentencePiece = opened(sampleSentencePiece().key("add_space_prefix", false));
    static const auto spacedBpe = opened(sampleSpacedBpe());
    const std::string text = *anyBytes();
    const std::string wanted = naive::replaced(repairUtf8(text), "\u2581", " ");
    RC_ASSERT(textOfAll(*sentencePiece, idsOf(*sentencePiece, text)) == wanted);
    RC_ASSERT(textOfAll(*spacedBpe, idsOf(*spacedBpe, text)) == wanted);
}

RC_GTEST_PROP(TokenizerProperties, byteLevelBpeAgreesWithItsDefinition, (bool newer))
{
    static VocabularyFile files[] = {sampleByteBpe(), sampleByteBpe("qwen2")};
    static const std::unique_ptr<Tokenizer> tokenizers[] = {opened(files[0]), opened(files[1])};
    VocabularyFile& file = files[newer];
    const PreTokenizer rules =
        newer ? PreTokenizer{PreTokenizer::Pattern::Newer, 1, false, false} : PreTokenizer();
    const std::string text = *cleanText();
    const auto ids = naive::tokens(file, text, [&](const std::string& part, std::vector<TokenId>& out) {
        for (std::size_t at = 0, end = 0; at < part.size(); at = end) {
            end = rules.end(part, at);
            naive::Strings bytes;
            for (std::size_t i = at; i < end; ++i) // the first 256 tokens are the bytes
                bytes.push_back(file.pieces()[static_cast<unsigned char>(part[i])]);
            const auto rank = [&](const std::string& left, const std::string& right) {
                return naive::mergeRank(file, left, right);
            };
            for (const std::string& piece : naive::merged(bytes, rank))
                out.push_back(file.id(piece));
        }
    });
    RC_ASSERT(idsOf(*tokenizers[newer], text) == ids);
}

RC_GTEST_PROP(TokenizerProperties, sentencePieceAgreesWithItsDefinition, (bool prefix))
{
    static VocabularyFile file = sampleSentencePiece();
    static const std::unique_ptr<Tokenizer> tokenizers[] = {
        opened(sampleSentencePiece().key("add_space_prefix", false)), opened(file)};
    const std::string text = *cleanText();
    RC_ASSERT(idsOf(*tokenizers[prefix], text) == naive::sentencePiece(file, text, prefix));
}

RC_GTEST_PROP(TokenizerProperties, spacedBpeAgreesWithItsDefinition, ())
{
    static VocabularyFile file = sampleSpacedBpe();
    static const auto tokenizer = opened(file);
    const std::string text = *cleanText();
    RC_ASSERT(idsOf(*tokenizer, text) == naive::spacedBpe(file, text));
}

// Many random pieces over two letters and a space, so that ties, long merges and pieces over spaces all
// occur.
RC_GTEST_PROP(TokenizerProperties, sentencePieceAgreesForAnyVocabulary, ())
{
    const auto letter = rc::gen::element<std::string>("a", "b", "\u2581", "a\u2581", "ab");
    VocabularyFile file("llama");
    file.token("<unk>", 2).token("<s>", 3).token("</s>", 3).byteTokens();
    for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(joined(letter)))
        file.token(piece, 1, static_cast<float>(*rc::gen::inRange(-4, 4)));
    const auto tokenizer = opened(file);
    const std::string text =
        *joined(rc::gen::element<std::string>("a", "b", " ", "  ", "\u2581", "ab", "aabb", "ab a", "\u00E9"));
    RC_ASSERT(idsOf(*tokenizer, text) == naive::sentencePiece(file, text, true));
}

RC_GTEST_PROP(TokenizerProperties, userTokensAreCutOutInTheOrderOfTheirLength, ())
{
    const auto letter = rc::gen::element<std::string>("a", "b", "\n");
    VocabularyFile file = sampleSpacedBpe();
    for (const std::string& piece : *rc::gen::container<std::vector<std::string>>(joined(letter))) {
        if (!piece.empty() && naive::textToken(file, piece) < 0)
            file.token(piece, 4);
    }
    const auto tokenizer = opened(file);
    const std::string text = *joined(letter);
    RC_ASSERT(idsOf(*tokenizer, text) == naive::spacedBpe(file, text));
}

// Unigram: the pieces join up to the text, and no other way to cut it has a higher sum.
RC_GTEST_PROP(TokenizerProperties, unigramFindsTheBestSum, ())
{
    static VocabularyFile file = sampleUnigram();
    static const auto tokenizer = opened(file);
    const std::string text = *joined(rc::gen::element<std::string>(
        "a", "b", "ab", "aba", "x", "xx", "xxx", "the", " the", " ", "  ", "\u4E16", "\u754C"));
    constexpr float kUnknown = -10.5f - 10;
    const std::string spaced = naive::replaced(text, " ", "\u2581");
    std::vector<double> best(spaced.size() + 1, -1e300);
    best[spaced.size()] = 0;
    for (std::size_t at = spaced.size(); at-- > 0;) { // from the end, so not as the program does it
        for (std::size_t i = 4; i < file.pieces().size(); ++i) {
            const std::string& piece = file.pieces()[i];
            if (spaced.compare(at, piece.size(), piece) == 0)
                best[at] = std::max(
                    best[at], best[at + piece.size()] + double{file.types()[i] == 4 ? 0 : file.scores()[i]});
        }
        const std::size_t length = decodeUtf8(spaced, at).length;
        if (naive::textToken(file, spaced.substr(at, length)) < 0)
            best[at] = std::max(best[at], best[at + length] + double{kUnknown});
    }
    std::vector<TokenSpan> spans;
    tokenizer->tokenizeWithSpans(text, spans);
    double sum = 0;
    uint32_t end = 0;
    for (const TokenSpan& span : spans) {
        RC_ASSERT(span.begin == end); // every byte has one token
        end = span.end;
        const std::string covered = text.substr(span.begin, span.end - span.begin);
        if (span.id == 3) {
            sum += double{kUnknown} * static_cast<double>(naive::characters(covered).size());
        } else {
            RC_ASSERT(tokenizer->textOf(span.id) == covered);
            sum += double{file.scores()[static_cast<std::size_t>(span.id)]};
        }
    }
    RC_ASSERT(end == text.size());
    RC_ASSERT(sum == best[0]);
}

}
}
