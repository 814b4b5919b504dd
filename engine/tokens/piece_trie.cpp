#include "engine/tokens/piece_trie.h"

#include <utility>

namespace embedscope {

static uint64_t edgeKey(PieceTrie::Node node, char32_t symbol)
{
    return uint64_t{node} << 21 | symbol;
}

PieceTrie::PieceTrie()
    : m_edges(64)
    , m_ids(1, -1)
{
}

std::size_t PieceTrie::slot(uint64_t key) const
{
    // Fibonacci hashing: the upper bits of the product are well mixed.
    const std::size_t mask = m_edges.size() - 1;
    std::size_t at = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15u) >> 32) & mask;
    while (m_edges[at].key != key && m_edges[at].key != UINT64_MAX)
        at = (at + 1) & mask;
    return at;
}

void PieceTrie::grow()
{
    std::vector<Edge> old(m_edges.size() * 2);
    old.swap(m_edges);
    for (const Edge& edge : old) {
        if (edge.key != UINT64_MAX)
            m_edges[slot(edge.key)] = edge;
    }
}

PieceTrie::Node PieceTrie::extend(Node node, char32_t symbol)
{
    const uint64_t key = edgeKey(node, symbol);
    std::size_t at = slot(key);
    if (m_edges[at].key == key)
        return m_edges[at].child;
    if (m_ids.size() * 2 > m_edges.size()) {
        grow();
        at = slot(key);
    }
    const auto child = static_cast<Node>(m_ids.size());
    m_edges[at] = {key, child};
    m_ids.push_back(-1);
    return child;
}

PieceTrie::Node PieceTrie::step(Node node, char32_t symbol) const
{
    const Edge& edge = m_edges[slot(edgeKey(node, symbol))];
    return edge.child; // an empty slot has no child
}

}
