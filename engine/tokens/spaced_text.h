// Text with its spaces as U+2581, as SentencePiece and its kin store it: made stretch by stretch, so that
// memory does not grow with the text, with the way back to the bytes that were given. Stretches end in front
// of spaces where no token of the vocabulary reaches from a word into the next space: there no merge can
// cross.
#pragma once

#include "engine/tokens/piece_list.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace embedscope {

constexpr std::string_view kSpaceMark = "\xE2\x96\x81"; ///< U+2581

/// The piece with spaces for U+2581.
std::string withoutSpaceMarks(std::string_view piece);

/// Where a text can be cut without changing its tokens.
class WordBorders
{
public:
    WordBorders() = default;
    explicit WordBorders(const PieceList& pieces);
    /// The end of the stretch that begins at `at`; at < text.size().
    std::size_t stretchEnd(std::string_view text, std::size_t at) const;
    /// Does no token reach from behind a character that ends in this byte into a U+2581?
    bool canCutBehind(char lastByte) const { return !m_crossed[static_cast<unsigned char>(lastByte)]; }

private:
    std::array<bool, 256> m_crossed = {}; ///< last bytes of characters in front of a U+2581 inside a token
};

/// One stretch.
class SpacedText
{
public:
    /// `text` without U+2581 for spaces; `prefix`: with one more space in front.
    void assign(std::string_view text, bool prefix);
    std::string_view text() const { return m_spaced; }

    struct Range
    {
        std::size_t begin, end;
    };
    /// The bytes of the text that was assigned under the next `bytes` bytes of text(), which are whole
    /// characters; the space in front shares those of the first character.
    Range take(std::size_t bytes);

private:
    std::string_view m_given;
    std::string m_spaced;
    std::size_t m_at = 0, m_givenAt = 0;
    bool m_prefix = false;
};

}
