// Byte fallback: what has no token of its own becomes the tokens <0x00> to <0xFF> of its bytes, or unknown
// where the vocabulary lacks them. Immutable; any thread may use it.
#pragma once

#include "engine/tokens/vocabulary.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

class ByteTokens
{
public:
    explicit ByteTokens(const Vocabulary& vocabulary);
    /// Appends the tokens of one character, which all have its span; neighbours that are unknown become one.
    void append(std::string_view character, TokenId unknown, uint32_t begin, uint32_t end,
                std::vector<TokenSpan>& out) const;
    /// The byte of such a piece, -1 for all others.
    static int byteOf(std::string_view piece);

private:
    std::array<TokenId, 256> m_ids; ///< -1: none
};

}
