#include "engine/tokens/piece_trie.h"

#include "engine/base/utf8.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace embedscope {

namespace {

/// The beginning of a piece as a number, since comparing numbers is much faster than looking up the pieces.
struct SortKey
{
    uint64_t head;
    uint32_t index;
};

std::vector<SortKey> sorted(const std::vector<PieceTrie::Piece>& pieces)
{
    std::vector<SortKey> keys;
    keys.reserve(pieces.size());
    for (const PieceTrie::Piece& piece : pieces) {
        uint64_t head = 0;
        for (std::size_t i = 0; i < sizeof head; ++i)
            head = head << 8 | (i < piece.text.size() ? static_cast<unsigned char>(piece.text[i]) : 0);
        keys.push_back({head, static_cast<uint32_t>(keys.size())});
    }
    std::ranges::sort(keys, [&](const SortKey& a, const SortKey& b) {
        if (a.head != b.head)
            return a.head < b.head;
        return std::tie(pieces[a.index].text, pieces[a.index].id)
            < std::tie(pieces[b.index].text, pieces[b.index].id);
    });
    return keys;
}

std::size_t commonBytes(std::string_view a, std::string_view b)
{
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

}

PieceTrie::PieceTrie()
    : m_edges(64)
    , m_ids(1, -1)
{
}

PieceTrie PieceTrie::ofCharacters(const std::vector<Piece>& pieces)
{
    struct Step
    {
        std::size_t end; ///< bytes of the piece up to here
        Node node;
    };
    PieceTrie trie;
    std::vector<Edge> edges; // each with the next node below it
    std::vector<Step> path = {{0, kRoot}}; // of the piece before
    std::string_view before;
    for (const SortKey& key : sorted(pieces)) {
        const std::string_view text = pieces[key.index].text;
        const std::size_t common = commonBytes(before, text);
        while (path.back().end > common)
            path.pop_back();
        for (std::size_t at = path.back().end; at < text.size(); at = path.back().end) {
            const DecodedCharacter character = decodeUtf8(text, at);
            edges.push_back({path.back().node, character.value, static_cast<Node>(edges.size() + 1)});
            path.push_back({at + character.length, edges.back().child});
        }
        trie.m_ids.resize(edges.size() + 1, -1);
        trie.setId(path.back().node, pieces[key.index].id);
        before = text;
    }
    trie.insert(edges);
    return trie;
}

// Edges that are not there yet. The table is larger than the caches, so its memory is asked for in advance.
void PieceTrie::insert(std::span<const Edge> edges)
{
    constexpr std::size_t kAhead = 16;
    reserve(m_ids.size());
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (i + kAhead < edges.size())
            __builtin_prefetch(&m_edges[home(edges[i + kAhead].node, edges[i + kAhead].symbol)]);
        m_edges[slot(edges[i].node, edges[i].symbol)] = edges[i];
    }
}

void PieceTrie::reserve(std::size_t nodes)
{
    std::vector<Edge> old(std::bit_ceil(nodes + nodes / 2));
    if (old.size() <= m_edges.size())
        return;
    old.swap(m_edges);
    std::erase_if(old, [](const Edge& edge) { return edge.child == kNone; });
    for (const Edge& edge : old)
        m_edges[slot(edge.node, edge.symbol)] = edge;
}

PieceTrie::Node PieceTrie::newNode(std::size_t slot, Node node, char32_t symbol)
{
    const auto child = static_cast<Node>(m_ids.size());
    m_edges[slot] = {node, symbol, child};
    m_ids.push_back(-1);
    return child;
}

PieceTrie::Node PieceTrie::extend(Node node, char32_t symbol)
{
    const std::size_t at = slot(node, symbol);
    if (m_edges[at].child != kNone)
        return m_edges[at].child;
    if ((m_ids.size() + 1) * 3 <= m_edges.size() * 2)
        return newNode(at, node, symbol);
    reserve(m_ids.size() * 2);
    return newNode(slot(node, symbol), node, symbol);
}

}
