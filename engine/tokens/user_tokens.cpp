#include "engine/tokens/user_tokens.h"

#include "engine/tokens/vocabulary.h"

#include <algorithm>
#include <tuple>

namespace embedscope {

UserTokens::UserTokens(const Vocabulary& vocabulary)
{
    for (std::size_t i = 0; i < vocabulary.pieces.size(); ++i) {
        const std::string_view piece = vocabulary.pieces[i];
        if (vocabulary.types[i] != TokenType::UserDefined || piece.empty())
            continue;
        PieceTrie::Node node = PieceTrie::kRoot;
        for (const char byte : piece)
            node = m_trie.extend(node, static_cast<unsigned char>(byte));
        m_trie.setId(node, static_cast<TokenId>(i));
        m_starts[static_cast<unsigned char>(piece[0])] = true;
        m_longest = std::max(m_longest, piece.size());
    }
}

// The longest token of at most `mostBytes` that stands here; id -1: none.
UserTokenMatch UserTokens::longestAt(std::string_view text, std::size_t begin, std::size_t mostBytes) const
{
    UserTokenMatch longest = {begin, begin, -1};
    PieceTrie::Node node = PieceTrie::kRoot;
    const std::size_t limit = begin + std::min(mostBytes, text.size() - begin);
    for (std::size_t end = begin; end < limit;) {
        node = m_trie.step(node, static_cast<unsigned char>(text[end++]));
        if (node == PieceTrie::kNone)
            break;
        if (m_trie.id(node) >= 0)
            longest = {begin, end, m_trie.id(node)};
    }
    return longest;
}

std::vector<UserTokenMatch> UserTokens::find(std::string_view text) const
{
    std::vector<UserTokenMatch> found, overlapping;
    std::size_t reach = 0;
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
        if (!m_starts[static_cast<unsigned char>(text[begin])])
            continue;
        const UserTokenMatch match = longestAt(text, begin, text.size());
        if (match.id < 0)
            continue;
        if (begin >= reach)
            choose(text, overlapping, found);
        overlapping.push_back(match);
        reach = std::max(reach, match.end);
    }
    choose(text, overlapping, found);
    return found;
}

// The order in which tokens are cut out: the longest, then the lower id, then from the left. Of each place
// only the longest token waits; where others have taken a part of it meanwhile, the next shorter one takes
// its turn.
void UserTokens::choose(std::string_view text, std::vector<UserTokenMatch>& overlapping,
                        std::vector<UserTokenMatch>& chosen) const
{
    if (overlapping.size() < 2) {
        chosen.insert(chosen.end(), overlapping.begin(), overlapping.end());
        return overlapping.clear();
    }
    const std::size_t first = overlapping.front().begin, chosenBefore = chosen.size();
    std::size_t last = 0;
    for (const UserTokenMatch& match : overlapping)
        last = std::max(last, match.end);
    std::vector<bool> taken(last - first);
    const auto later = [](const UserTokenMatch& a, const UserTokenMatch& b) {
        return std::tuple(b.end - b.begin, a.id, a.begin) > std::tuple(a.end - a.begin, b.id, b.begin);
    };
    std::ranges::make_heap(overlapping, later);
    while (!overlapping.empty()) {
        std::ranges::pop_heap(overlapping, later);
        UserTokenMatch match = overlapping.back();
        overlapping.pop_back();
        std::size_t freeEnd = match.begin;
        while (freeEnd < match.end && !taken[freeEnd - first])
            ++freeEnd;
        if (freeEnd == match.end) {
            for (std::size_t at = match.begin; at < match.end; ++at)
                taken[at - first] = true;
            chosen.push_back(match);
        } else if (match = longestAt(text, match.begin, freeEnd - match.begin); match.id >= 0) {
            overlapping.push_back(match);
            std::ranges::push_heap(overlapping, later);
        }
    }
    std::sort(chosen.begin() + static_cast<std::ptrdiff_t>(chosenBefore), chosen.end(),
              [](const UserTokenMatch& a, const UserTokenMatch& b) { return a.begin < b.begin; });
}

}
