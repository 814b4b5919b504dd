// User-defined tokens (type 4): cut out of the raw text before anything else, the longest first and each
// everywhere. What is left between them is tokenised piece by piece. Time and memory grow with the text, not
// with the number of tokens that overlap in it.
#pragma once

#include "engine/base/result.h"
#include "engine/tokens/piece_trie.h"
#include "engine/tokens/tokenizer.h"

#include <array>
#include <cstddef>
#include <span>
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
    /// Longer ones would make the search slow, and no model has them.
    static constexpr std::size_t kMostBytes = 1024;

    UserTokens() = default;
    explicit UserTokens(const Vocabulary& vocabulary);
    bool empty() const { return m_trie.empty(); }
    /// Bytes of the longest.
    std::size_t longest() const { return m_longest; }
    /// Matches in text order, none overlapping.
    std::vector<UserTokenMatch> find(std::string_view text) const;

private:
    UserTokenMatch longestAt(std::string_view text, std::size_t begin, std::size_t mostBytes) const;
    void choose(std::string_view text, std::vector<UserTokenMatch>& overlapping,
                std::vector<UserTokenMatch>& chosen) const;

    PieceTrie m_trie; ///< of bytes
    std::array<bool, 256> m_starts = {}; ///< first bytes, to pass quickly over most of a text
    std::size_t m_longest = 0;
};

}
