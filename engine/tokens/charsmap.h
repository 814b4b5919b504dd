// SentencePiece's compiled table of normalisations (precompiled_charsmap): the longest prefix of a text that
// it knows and what stands for it, found in a double-array trie. Every index is checked when the table is
// made, so that a damaged file is an Error and not a wrong token. Immutable; any thread may read. Source of
// the format: tokenizers/README.md beside the project; google/sentencepiece and s-yata/darts-clone define it.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

class Charsmap
{
public:
    /// Prefixes and replacements are not longer, lest a damaged table makes every step as long as the text.
    static constexpr std::size_t kMostBytes = 256;

    Charsmap() = default; ///< knows nothing
    /// Copies the bytes. The Error says what is wrong with the table, to stand inside a sentence.
    static Result<Charsmap> fromBytes(std::span<const std::byte> bytes);

    struct Match
    {
        std::size_t length; ///< bytes of the text
        std::string_view replacement; ///< lives as long as the table
    };
    /// The longest prefix of text[at ...] in the table.
    std::optional<Match> find(std::string_view text, std::size_t at) const;

private:
    static std::size_t offset(uint32_t unit) { return std::size_t{unit >> 10} << ((unit & 512) >> 6); }
    static uint32_t label(uint32_t unit) { return unit & 0x800000FF; }
    static bool hasLeaf(uint32_t unit) { return unit & 256; }
    std::optional<std::string> fault() const;

    std::vector<uint32_t> m_units;
    std::vector<char> m_replacements; ///< NUL behind each
};

}
