// Byte pair encoding of one run of text: of all neighbouring pairs that may be merged, the one with the
// lowest rank goes first, the leftmost of equals, until none is left. n log n in the number of symbols. Holds
// scratch memory only: make one and use it for many runs. One thread.
#pragma once

#include "engine/tokens/tokenizer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace embedscope {

struct PairMerge
{
    static constexpr uint32_t kNever = UINT32_MAX;
    uint32_t rank = kNever;
    TokenId id = -1; ///< of the merged symbol
};

class MergeRun
{
public:
    struct Symbol
    {
        uint32_t begin; ///< in the text of the run
        TokenId id; ///< -1: no token
        uint32_t previous, next; ///< kNone: none
        PairMerge merge; ///< with the next one
    };
    static constexpr uint32_t kNone = UINT32_MAX;

    /// For at most so many symbols.
    void start(std::size_t most)
    {
        m_symbols.clear();
        m_symbols.reserve(most);
    }
    void add(std::size_t begin, TokenId id)
    {
        const auto at = static_cast<uint32_t>(m_symbols.size());
        m_symbols.push_back({static_cast<uint32_t>(begin), id, at - 1, at + 1, {}});
    }

    /// find(left symbol, right symbol, end of the right one) gives a PairMerge; `end` is the end of the run.
    template <class Find> void merge(std::size_t end, Find find);
    /// emit(begin, end, id) for what is left, in order.
    template <class Emit> void forEach(Emit emit) const;

private:
    static constexpr std::size_t kFew = 24; ///< up to here looking at all pairs beats a heap

    uint32_t endOf(const Symbol& symbol) const
    {
        return symbol.next == kNone ? m_end : m_symbols[symbol.next].begin;
    }
    template <class Find> void rate(uint32_t at, Find& find);
    template <class Find> void join(uint32_t at, Find& find);
    template <class Find> void mergeFew(Find& find);
    template <class Find> void mergeMany(Find& find);
    void push(uint32_t at);

    std::vector<Symbol> m_symbols;
    std::vector<uint64_t> m_heap; ///< rank, then place: the smallest on top
    uint32_t m_end = 0;
};

template <class Find> void MergeRun::rate(uint32_t at, Find& find)
{
    Symbol& left = m_symbols[at];
    if (left.next == kNone) {
        left.merge = {};
        return;
    }
    const Symbol& right = m_symbols[left.next];
    left.merge = find(left, right, endOf(right));
}

// The symbol at `at` takes in its neighbour; the pairs on both sides of it are new.
template <class Find> void MergeRun::join(uint32_t at, Find& find)
{
    Symbol& symbol = m_symbols[at];
    Symbol& gone = m_symbols[symbol.next];
    symbol.id = symbol.merge.id;
    symbol.next = gone.next;
    if (gone.next != kNone)
        m_symbols[gone.next].previous = at;
    gone.merge = {};
    rate(at, find);
    if (symbol.previous != kNone)
        rate(symbol.previous, find);
}

template <class Find> void MergeRun::mergeFew(Find& find)
{
    for (;;) {
        uint32_t best = kNone, rank = PairMerge::kNever;
        for (uint32_t at = 0; at != kNone; at = m_symbols[at].next) {
            if (m_symbols[at].merge.rank < rank) {
                rank = m_symbols[at].merge.rank;
                best = at;
            }
        }
        if (best == kNone)
            return;
        join(best, find);
    }
}

inline void MergeRun::push(uint32_t at)
{
    const uint32_t rank = m_symbols[at].merge.rank;
    if (rank == PairMerge::kNever)
        return;
    m_heap.push_back(uint64_t{rank} << 32 | at);
    std::ranges::push_heap(m_heap, std::greater());
}

template <class Find> void MergeRun::mergeMany(Find& find)
{
    m_heap.clear();
    for (uint32_t at = 0; at != kNone; at = m_symbols[at].next) {
        if (m_symbols[at].merge.rank != PairMerge::kNever)
            m_heap.push_back(uint64_t{m_symbols[at].merge.rank} << 32 | at);
    }
    std::ranges::make_heap(m_heap, std::greater());
    while (!m_heap.empty()) {
        std::ranges::pop_heap(m_heap, std::greater());
        const uint64_t top = m_heap.back();
        m_heap.pop_back();
        const auto at = static_cast<uint32_t>(top);
        if (m_symbols[at].merge.rank != top >> 32)
            continue; // of a pair that is no more
        join(at, find);
        push(at);
        if (m_symbols[at].previous != kNone)
            push(m_symbols[at].previous);
    }
}

template <class Find> void MergeRun::merge(std::size_t end, Find find)
{
    m_end = static_cast<uint32_t>(end);
    if (m_symbols.empty())
        return;
    m_symbols.back().next = kNone;
    for (uint32_t at = 0; at != kNone; at = m_symbols[at].next)
        rate(at, find);
    if (m_symbols.size() <= kFew)
        mergeFew(find);
    else
        mergeMany(find);
}

template <class Emit> void MergeRun::forEach(Emit emit) const
{
    if (m_symbols.empty())
        return;
    for (uint32_t at = 0; at != kNone; at = m_symbols[at].next)
        emit(m_symbols[at].begin, endOf(m_symbols[at]), m_symbols[at].id);
}

}
