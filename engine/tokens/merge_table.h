// The merges of a byte pair encoding (tokenizer.ggml.merges) as a flat hash table from two tokens to the rank
// of their merge and the token they become. Filled once, then immutable; any thread may read.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"
#include "engine/tokens/merge_run.h"
#include "engine/tokens/piece_index.h"

#include <cstdint>
#include <vector>

namespace embedscope {

class MergeTable
{
public:
    /// An Error names the first merge that is malformed or needs a token that the index does not have.
    static Result<MergeTable> fromGguf(const GgufFile& file, const PieceIndex& index);
    MergeTable() = default;

    PairMerge find(TokenId left, TokenId right) const
    {
        if (left < 0 || right < 0)
            return {};
        return m_slots[slot(left, right)].merge; // an empty slot says never
    }

private:
    struct Slot
    {
        TokenId left = -1, right = -1;
        PairMerge merge;
    };
    explicit MergeTable(std::size_t merges);
    void add(TokenId left, TokenId right, PairMerge merge);
    std::size_t slot(TokenId left, TokenId right) const
    {
        const uint64_t key = uint64_t{static_cast<uint32_t>(left)} << 32 | static_cast<uint32_t>(right);
        const std::size_t mask = m_slots.size() - 1;
        // Fibonacci hashing: the upper bits of the product are well mixed.
        std::size_t at = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15u) >> 32) & mask;
        while (m_slots[at].left >= 0 && (m_slots[at].left != left || m_slots[at].right != right))
            at = (at + 1) & mask;
        return at;
    }

    std::vector<Slot> m_slots = std::vector<Slot>(1); ///< open addressing, a power of two
};

}
