#include "engine/documents/section_cutter.h"

#include <algorithm>

namespace embedscope {

namespace {

// A word of any length can be one unknown token; no passage may be that large to store and to show.
constexpr std::size_t kMaxBytesPerToken = 64;

bool isBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// The last of the ascending borders that is in (after, limit], or 0.
uint32_t lastBorder(const std::vector<uint32_t>& borders, uint32_t after, uint32_t limit)
{
    const auto above = std::upper_bound(borders.begin(), borders.end(), limit);
    return above != borders.begin() && *(above - 1) > after ? *(above - 1) : 0;
}

}

SectionCutter::SectionCutter(std::string_view text, const ChunkOptions& options, const TokenEnds& tokenEnds)
    : m_text(text)
    , m_budget(static_cast<std::size_t>(std::max(1, options.chunkTokens)))
    , m_overlap(std::min(static_cast<std::size_t>(std::max(0, options.overlapTokens)), m_budget / 2))
    , m_maxBytes(m_budget * kMaxBytesPerToken)
    , m_tokenEnds(tokenEnds)
{
}

void SectionCutter::cut(std::span<const TextRange> blocks, std::vector<Piece>& pieces)
{
    m_blocks = blocks;
    m_end = trimEnd(blocks.front().begin, blocks.back().end);
    countTokens();
    m_sentences.clear();

    uint32_t begin = skipBlanks(blocks.front().begin);
    uint32_t covered = begin; // everything before is in a piece
    while (begin < m_end) {
        Piece piece;
        std::optional<Cut> cut = cutFrom(begin, covered, piece.tokens);
        if (!cut) { // the overlap leaves no room for anything new
            begin = covered;
            cut = cutFrom(begin, covered, piece.tokens);
        }
        piece.range = {begin, trimEnd(begin, cut->end)};
        pieces.push_back(piece);
        covered = skipBlanks(cut->end);
        if (covered >= m_end)
            return;
        begin = nextBegin(begin, *cut);
    }
}

void SectionCutter::countTokens()
{
    m_ends.clear();
    for (const TextRange& block : m_blocks) {
        m_scratch.clear();
        m_tokenEnds(m_text.substr(block.begin, block.end - block.begin), m_scratch);
        for (const uint32_t end : m_scratch)
            m_ends.push_back(block.begin + end);
    }
}

void SectionCutter::findSentences()
{
    if (!m_sentences.empty())
        return;
    for (const TextRange& block : m_blocks)
        m_sentenceFinder.find(m_text.substr(block.begin, block.end - block.begin), block.begin, m_sentences);
    for (uint32_t& end : m_sentences) // a border is where the next sentence begins
        end = skipBlanks(end);
}

// The piece from `begin` that reaches beyond `after`. nullopt: only possible from `after` on.
std::optional<SectionCutter::Cut> SectionCutter::cutFrom(uint32_t begin, uint32_t after, int& tokens)
{
    for (std::size_t allowance = m_budget; allowance > 0;) {
        const Cut cut = chooseEnd(begin, after, allowance);
        if (cut.end <= after)
            break;
        tokens = countAlone(begin, cut.end);
        const auto count = static_cast<std::size_t>(tokens);
        if (count <= m_budget)
            return cut;
        allowance -= std::min(allowance, std::max<std::size_t>(1, count - m_budget));
    }
    if (begin < after)
        return std::nullopt;
    // A character with more tokens than a passage may have stands alone: nothing is left out.
    const uint32_t end = nextCharacter(begin);
    tokens = countAlone(begin, end);
    return Cut{end, end >= m_end ? Border::End : Border::Inside};
}

SectionCutter::Cut SectionCutter::chooseEnd(uint32_t begin, uint32_t after, std::size_t allowance)
{
    const std::size_t first = tokensBefore(begin);
    const std::size_t left = m_ends.size() - first;
    // A short rest would make a poor passage: share the text between the last two.
    if (left > allowance && left <= allowance + allowance / 4)
        allowance = std::max<std::size_t>(1, left * 5 / 8);
    const uint32_t limit = limitFor(begin, first, allowance);
    if (limit >= m_end)
        return {m_end, Border::End};

    const auto filled = [&](uint32_t at, std::size_t share) {
        return at > after && tokensBefore(at) - first >= allowance / share;
    };
    const auto block = std::upper_bound(m_blocks.begin(), m_blocks.end(), limit,
                                        [](uint32_t at, const TextRange& range) { return at < range.begin; });
    if (block != m_blocks.begin() && filled((block - 1)->begin, 2))
        return {(block - 1)->begin, Border::Block};
    findSentences();
    if (const uint32_t sentence = lastBorder(m_sentences, after, limit); sentence && filled(sentence, 4))
        return {sentence, Border::Sentence};

    uint32_t word = 0;
    for (uint32_t at = limit; at > after && at > begin; --at) {
        if (!isBlank(m_text[at - 1]))
            continue;
        word = std::max(word, at);
        if (!filled(at, 4))
            break;
        if (m_text[at - 1] == '\n')
            return {at, Border::Line};
    }
    if (word > after)
        return {word, Border::Word};
    return {limit, Border::Inside};
}

// How far `allowance` tokens from token `first` on reach, with the blanks behind them.
uint32_t SectionCutter::limitFor(uint32_t begin, std::size_t first, std::size_t allowance) const
{
    uint32_t limit = m_end;
    if (first + allowance < m_ends.size())
        limit = std::min(limit, characterBorderBefore(m_ends[first + allowance - 1]));
    if (limit - begin > m_maxBytes)
        limit = characterBorderBefore(static_cast<uint32_t>(begin + m_maxBytes));
    return skipBlanks(limit);
}

uint32_t SectionCutter::nextBegin(uint32_t begin, const Cut& cut)
{
    const uint32_t end = skipBlanks(cut.end);
    const std::size_t before = tokensBefore(trimEnd(begin, cut.end));
    if (m_overlap == 0 || cut.border == Border::Inside || before <= m_overlap)
        return end;
    const uint32_t earliest = std::max(m_ends[before - m_overlap - 1], begin + 1);
    findSentences();
    const auto sentence = std::lower_bound(m_sentences.begin(), m_sentences.end(), earliest);
    if (sentence != m_sentences.end() && *sentence < end)
        return *sentence;
    if (cut.border == Border::Block)
        return end;
    for (uint32_t at = earliest; at < end; ++at) {
        if (isBlank(m_text[at - 1]) && !isBlank(m_text[at]))
            return at;
    }
    return end;
}

std::size_t SectionCutter::tokensBefore(uint32_t at) const
{
    return static_cast<std::size_t>(std::upper_bound(m_ends.begin(), m_ends.end(), at) - m_ends.begin());
}

int SectionCutter::countAlone(uint32_t begin, uint32_t end)
{
    m_scratch.clear();
    m_tokenEnds(m_text.substr(begin, trimEnd(begin, end) - begin), m_scratch);
    return static_cast<int>(m_scratch.size());
}

uint32_t SectionCutter::skipBlanks(uint32_t at) const
{
    while (at < m_end && isBlank(m_text[at]))
        ++at;
    return at;
}

uint32_t SectionCutter::trimEnd(uint32_t begin, uint32_t end) const
{
    while (end > begin && isBlank(m_text[end - 1]))
        --end;
    return end;
}

uint32_t SectionCutter::characterBorderBefore(uint32_t at) const
{
    while (at > 0 && at < m_text.size() && isContinuation(m_text[at]))
        --at;
    return at;
}

uint32_t SectionCutter::nextCharacter(uint32_t at) const
{
    ++at;
    while (at < m_end && isContinuation(m_text[at]))
        ++at;
    return at;
}

}
