#include "engine/tokens/sentence_piece_bpe.h"

#include "engine/base/utf8.h"
#include "engine/tokens/special_tokens.h"

#include <bit>
#include <utility>

namespace embedscope {

namespace {

// An integer that is smaller the higher the score is, and never PairMerge::kNever.
uint32_t rankOf(float score)
{
    const auto bits = std::bit_cast<uint32_t>(score + 0.0f); // + 0: the two zeros are one score
    const uint32_t ascending = bits & 0x80000000u ? ~bits : bits | 0x80000000u;
    return ~ascending; // kNever would be a NaN
}

}

Result<std::unique_ptr<Tokenizer>> SentencePieceBpe::create(const GgufFile& file, Vocabulary vocabulary,
                                                            const TokenizerOptions& options)
{
    const auto special = readSpecialTokens(file, vocabulary, {1, 2, 0, true, false}, options);
    if (!special)
        return special.error();
    const auto prefix = file.boolValue("tokenizer.ggml.add_space_prefix");
    if (!prefix)
        return prefix.error();
    const auto scores = readScores(file, vocabulary.pieces.size());
    if (!scores)
        return scores.error();
    std::unique_ptr<SentencePieceBpe> tokenizer(new SentencePieceBpe(vocabulary, *special));
    tokenizer->m_prefix = prefix->value_or(true);
    for (const float score : *scores)
        tokenizer->m_ranks.push_back(rankOf(score));
    return std::unique_ptr<Tokenizer>(std::move(tokenizer));
}

SentencePieceBpe::SentencePieceBpe(const Vocabulary& vocabulary, const SpecialTokens& special)
    : TextTokenizer(vocabulary, special)
    , m_index(vocabulary.pieces)
    , m_bytes(vocabulary)
    , m_borders(vocabulary.pieces)
{
    m_ranks.reserve(vocabulary.pieces.size());
    for (std::size_t i = 0; i < vocabulary.pieces.size(); ++i) {
        const TokenType type = vocabulary.types[i];
        if (type != TokenType::Control && type != TokenType::Unknown && type != TokenType::Byte)
            m_index.add(static_cast<TokenId>(i));
    }
}

void SentencePieceBpe::tokenizePart(std::string_view part, std::vector<TokenSpan>& out) const
{
    MergeRun run;
    SpacedText stretch;
    for (std::size_t at = 0; at < part.size();) {
        const std::size_t end = m_borders.stretchEnd(part, at);
        stretch.assign(part.substr(at, end - at), m_prefix && at == 0);
        tokenizeStretch(stretch, at, run, out);
        at = end;
    }
}

void SentencePieceBpe::tokenizeStretch(SpacedText& stretch, std::size_t offset, MergeRun& run,
                                       std::vector<TokenSpan>& out) const
{
    const std::string_view text = stretch.text();
    run.start(text.size());
    for (std::size_t at = 0; at < text.size(); at += decodeUtf8(text, at).length)
        run.add(at, -1);
    run.merge(text.size(), [&](const MergeRun::Symbol& left, const MergeRun::Symbol&, uint32_t end) {
        const TokenId id = m_index.find(text.substr(left.begin, end - left.begin));
        return id < 0 ? PairMerge() : PairMerge{m_ranks[static_cast<std::size_t>(id)], id};
    });
    run.forEach([&](uint32_t begin, uint32_t end, TokenId id) {
        const std::string_view piece = text.substr(begin, end - begin);
        const SpacedText::Range range = stretch.take(piece.size());
        const auto from = static_cast<uint32_t>(offset + range.begin);
        const auto to = static_cast<uint32_t>(offset + range.end);
        if (id < 0)
            id = m_index.find(piece); // a character that nothing was merged with
        if (id >= 0)
            out.push_back({id, from, to});
        else
            m_bytes.append(piece, m_special.unknown, from, to, out);
    });
}

std::string SentencePieceBpe::textOf(TokenId id) const
{
    if (const int byte = ByteTokens::byteOf(piece(id)); byte >= 0)
        return std::string(1, static_cast<char>(byte));
    return withoutSpaceMarks(piece(id));
}

}
