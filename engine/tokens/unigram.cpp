#include "engine/tokens/unigram.h"

#include "engine/base/utf8.h"
#include "engine/tokens/special_tokens.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <utility>

namespace embedscope {

namespace {

Result<UnigramRules> readRules(const GgufFile& file)
{
    const auto prefix = file.boolValue("tokenizer.ggml.add_space_prefix");
    if (!prefix)
        return prefix.error();
    const auto remove = file.boolValue("tokenizer.ggml.remove_extra_whitespaces");
    if (!remove)
        return remove.error();
    return UnigramRules{prefix->value_or(false), remove->value_or(false)};
}

Result<Charsmap> readCharsmap(const GgufFile& file)
{
    constexpr std::string_view kKey = "tokenizer.ggml.precompiled_charsmap";
    const GgufValue* const value = file.find(kKey);
    if (!value)
        return Charsmap();
    const bool isSigned =
        value->type == GgufValueType::Array && value->array.elementType == GgufValueType::I8;
    const auto array = file.arrayValue(kKey, isSigned ? GgufValueType::I8 : GgufValueType::U8);
    if (!array)
        return array.error();
    if ((*array)->count == 0)
        return Charsmap();
    auto charsmap = Charsmap::fromBytes((*array)->bytes);
    if (!charsmap)
        return Error{fmt::format("{} cannot be used: its table of normalisations ({}) is damaged: {}.",
                                 file.name(), kKey, charsmap.error().sentence)};
    return charsmap;
}

}

Result<std::unique_ptr<Tokenizer>> Unigram::create(const GgufFile& file, Vocabulary vocabulary,
                                                   const TokenizerOptions& options)
{
    const auto special = readSpecialTokens(file, vocabulary, {-1, 1, 2, false, true}, options);
    if (!special)
        return special.error();
    if (special->unknown < 0)
        return Error{
            fmt::format("{} cannot be used: its vocabulary has no token for unknown text.", file.name())};
    const auto rules = readRules(file);
    if (!rules)
        return rules.error();
    auto scores = readScores(file, vocabulary.pieces.size());
    if (!scores)
        return scores.error();
    auto charsmap = readCharsmap(file);
    if (!charsmap)
        return charsmap.error();
    std::unique_ptr<Unigram> tokenizer(new Unigram(vocabulary, *special, std::move(*scores)));
    tokenizer->m_rules = *rules;
    tokenizer->m_charsmap = std::move(*charsmap);
    return std::unique_ptr<Tokenizer>(std::move(tokenizer));
}

Unigram::Unigram(const Vocabulary& vocabulary, const SpecialTokens& special, std::vector<float> scores)
    : TextTokenizer(vocabulary, special)
    , m_scores(std::move(scores))
    , m_borders(vocabulary.pieces)
{
    constexpr float kUnknownPenalty = 10;
    std::vector<PieceTrie::Piece> pieces;
    pieces.reserve(vocabulary.pieces.size());
    float lowest = std::numeric_limits<float>::max();
    for (std::size_t i = 0; i < vocabulary.pieces.size(); ++i) {
        const TokenType type = vocabulary.types[i];
        if (type == TokenType::Normal)
            lowest = std::min(lowest, m_scores[i]);
        if (type == TokenType::UserDefined)
            m_scores[i] = 0;
        if (type == TokenType::Normal || type == TokenType::UserDefined || type == TokenType::Unused)
            pieces.push_back({vocabulary.pieces[i], static_cast<TokenId>(i)});
    }
    std::erase_if(pieces, [](const auto& piece) { return piece.text.empty() || !isValidUtf8(piece.text); });
    m_trie = PieceTrie::ofCharacters(pieces);
    m_unknownScore =
        lowest == std::numeric_limits<float>::max() ? -kUnknownPenalty : lowest - kUnknownPenalty;
}

void Unigram::tokenizePart(std::string_view part, std::vector<TokenSpan>& out) const
{
    UnigramReader reader(part, m_charsmap, m_rules, m_borders);
    std::vector<UnigramReader::Character> stretch;
    std::vector<Best> best;
    while (reader.next(stretch)) {
        findBest(stretch, best);
        const std::size_t first = out.size();
        for (std::size_t end = stretch.size(); end > 0; end = best[end].from)
            out.push_back({best[end].id, stretch[best[end].from].begin, stretch[end - 1].end});
        std::reverse(out.begin() + static_cast<std::ptrdiff_t>(first), out.end());
        // Neighbours that are unknown become one, also across stretches.
        std::size_t kept = first;
        for (std::size_t i = first; i < out.size(); ++i) {
            if (kept > 0 && out[i].id == m_special.unknown && out[kept - 1].id == m_special.unknown)
                out[kept - 1].end = out[i].end;
            else
                out[kept++] = out[i];
        }
        out.resize(kept);
    }
}

void Unigram::findBest(const std::vector<UnigramReader::Character>& stretch, std::vector<Best>& best) const
{
    best.assign(stretch.size() + 1, {std::numeric_limits<double>::lowest(), 0, m_special.unknown});
    best[0].score = 0;
    for (std::size_t begin = 0; begin < stretch.size(); ++begin) {
        const double score = best[begin].score;
        const auto offer = [&](std::size_t end, double more, TokenId id) {
            if (score + more > best[end].score) // the first found wins on equal sums
                best[end] = {score + more, static_cast<uint32_t>(begin), id};
        };
        bool coversOne = false;
        PieceTrie::Node node = PieceTrie::kRoot;
        for (std::size_t end = begin; end < stretch.size();) {
            node = m_trie.step(node, stretch[end++].value);
            if (node == PieceTrie::kNone)
                break;
            const TokenId id = m_trie.id(node);
            if (id < 0)
                continue;
            coversOne = coversOne || end == begin + 1;
            offer(end, m_scores[static_cast<std::size_t>(id)], id);
        }
        if (!coversOne)
            offer(begin + 1, m_unknownScore, m_special.unknown);
    }
}

std::string Unigram::textOf(TokenId id) const
{
    return withoutSpaceMarks(piece(id));
}

}
