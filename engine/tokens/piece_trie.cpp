#include "engine/tokens/piece_trie.h"

#include <utility>

namespace embedscope {

PieceTrie::PieceTrie()
    : m_edges(64)
    , m_ids(1, -1)
{
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
    const uint64_t edge = key(node, symbol);
    std::size_t at = slot(edge);
    if (m_edges[at].key == edge)
        return m_edges[at].child;
    if (m_ids.size() * 2 > m_edges.size()) {
        grow();
        at = slot(edge);
    }
    const auto child = static_cast<Node>(m_ids.size());
    m_edges[at] = {edge, child};
    m_ids.push_back(-1);
    return child;
}

}
