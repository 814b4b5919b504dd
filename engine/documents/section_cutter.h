// Cuts one section (blocks under the same headings) into pieces of at most a number of tokens. The tokens of
// the section are counted once; a piece is then checked by the tokenizer itself, since a piece cut out of a
// word can have more tokens alone than inside it. Time is linear in the text. For the chunker only; one
// thread.
#pragma once

#include "engine/documents/chunker.h"
#include "engine/documents/sentences.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace embedscope {

struct TextRange
{
    uint32_t begin = 0, end = 0;
};

struct Piece
{
    TextRange range; ///< without blanks at its ends
    int tokens = 0;
};

class SectionCutter
{
public:
    SectionCutter(std::string_view text, const ChunkOptions& options, const TokenEnds& tokenEnds);

    /// `blocks`: ranges in the text, ascending, at least one. Appends the pieces in order.
    void cut(std::span<const TextRange> blocks, std::vector<Piece>& pieces);

private:
    enum class Border
    {
        End,
        Block,
        Sentence,
        Line,
        Word,
        Inside
    };
    struct Cut
    {
        uint32_t end = 0;
        Border border = Border::End;
    };

    void countTokens();
    void findSentences();
    std::optional<Cut> cutFrom(uint32_t begin, uint32_t after, int& tokens);
    Cut chooseEnd(uint32_t begin, uint32_t after, std::size_t allowance);
    uint32_t limitFor(uint32_t begin, std::size_t first, std::size_t allowance) const;
    uint32_t nextBegin(uint32_t begin, const Cut& cut);
    std::size_t tokensBefore(uint32_t at) const;
    int countAlone(uint32_t begin, uint32_t end);
    uint32_t skipBlanks(uint32_t at) const;
    uint32_t trimEnd(uint32_t begin, uint32_t end) const;
    uint32_t characterBorderBefore(uint32_t at) const;
    uint32_t nextCharacter(uint32_t at) const;

    std::string_view m_text;
    std::size_t m_budget;
    std::size_t m_overlap;
    std::size_t m_maxBytes;
    const TokenEnds& m_tokenEnds;
    SentenceFinder m_sentenceFinder;

    // Of the section at hand; all offsets count in the text.
    std::span<const TextRange> m_blocks;
    uint32_t m_end = 0;
    std::vector<uint32_t> m_ends; ///< of tokens
    std::vector<uint32_t> m_sentences; ///< ends of sentences; empty: not looked for yet
    std::vector<uint32_t> m_scratch;
};

}
