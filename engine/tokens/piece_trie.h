// A set of pieces for longest-match search: a trie whose edges lie in one hash table, so that building it for
// a vocabulary takes milliseconds and a step costs one probe. Symbols are code points, or bytes when the
// caller wants. Filled once, then immutable; any thread may read.
#pragma once

#include <cstdint>
#include <vector>

namespace embedscope {

class PieceTrie
{
public:
    using Node = uint32_t;
    static constexpr Node kRoot = 0;
    static constexpr Node kNone = UINT32_MAX;

    PieceTrie();
    /// The node below `node` along `symbol` (at most 21 bits), made when it is not there.
    Node extend(Node node, char32_t symbol);
    /// The same for readers: kNone when no piece goes on like this.
    Node step(Node node, char32_t symbol) const
    {
        return m_edges[slot(key(node, symbol))].child; // an empty slot has no child
    }

    void setId(Node node, int32_t id) { m_ids[node] = id; }
    int32_t id(Node node) const { return m_ids[node]; } ///< -1: no piece ends here
    bool empty() const { return m_ids.size() == 1; }

private:
    struct Edge
    {
        uint64_t key = UINT64_MAX;
        Node child = kNone;
    };
    static uint64_t key(Node node, char32_t symbol) { return uint64_t{node} << 21 | symbol; }
    std::size_t slot(uint64_t key) const
    {
        // Fibonacci hashing: the upper bits of the product are well mixed.
        const std::size_t mask = m_edges.size() - 1;
        std::size_t at = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15u) >> 32) & mask;
        while (m_edges[at].key != key && m_edges[at].key != UINT64_MAX)
            at = (at + 1) & mask;
        return at;
    }
    void grow();

    std::vector<Edge> m_edges; ///< open addressing, a power of two
    std::vector<int32_t> m_ids; ///< one per node
};

}
