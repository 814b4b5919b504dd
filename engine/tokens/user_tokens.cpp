#include "engine/tokens/user_tokens.h"

#include "engine/tokens/vocabulary.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace embedscope {

UserTokens::UserTokens(const Vocabulary& vocabulary)
{
    for (std::size_t i = 0; i < vocabulary.pieces.size(); ++i) {
        if (vocabulary.types[i] != TokenType::UserDefined || vocabulary.pieces[i].empty())
            continue;
        PieceTrie::Node node = PieceTrie::kRoot;
        for (const char byte : vocabulary.pieces[i])
            node = m_trie.extend(node, static_cast<unsigned char>(byte));
        m_trie.setId(node, static_cast<TokenId>(i));
    }
}

std::vector<UserTokenMatch> UserTokens::find(std::string_view text) const
{
    std::vector<UserTokenMatch> found;
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
        PieceTrie::Node node = PieceTrie::kRoot;
        for (std::size_t end = begin; end < text.size();) {
            node = m_trie.step(node, static_cast<unsigned char>(text[end++]));
            if (node == PieceTrie::kNone)
                break;
            if (m_trie.id(node) >= 0)
                found.push_back({begin, end, m_trie.id(node)});
        }
    }
    // The order in which the tokens are cut out: longest token, then lower id, then from the left.
    std::ranges::sort(found, {}, [](const UserTokenMatch& match) {
        return std::tuple(match.begin - match.end, match.id, match.begin); // wraps: longer comes first
    });
    std::map<std::size_t, UserTokenMatch> taken; // by begin
    for (const UserTokenMatch& match : found) {
        const auto next = taken.lower_bound(match.begin);
        const bool freeAfter = next == taken.end() || next->second.begin >= match.end;
        const bool freeBefore = next == taken.begin() || std::prev(next)->second.end <= match.begin;
        if (freeAfter && freeBefore)
            taken.emplace_hint(next, match.begin, match);
    }
    found.clear();
    for (const auto& [begin, match] : taken)
        found.push_back(match);
    return found;
}

}
