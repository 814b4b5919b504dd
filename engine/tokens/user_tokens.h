// User-defined tokens (type 4): cut out of the raw text before anything else, the longest first and each
// everywhere. What is left between them is tokenised piece by piece.
#pragma once

#include "engine/tokens/piece_trie.h"
#include "engine/tokens/tokenizer.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace embedscope {

struct Vocabulary;

struct UserTokenMatch
{
    std::size_t begin, end; ///< bytes of the text
    TokenId id;
};

class UserTokens
{
public:
    UserTokens() = default;
    explicit UserTokens(const Vocabulary& vocabulary);
    bool empty() const { return m_trie.empty(); }
    /// Matches in text order, none overlapping.
    std::vector<UserTokenMatch> find(std::string_view text) const;

private:
    PieceTrie m_trie; ///< of bytes
};

}
