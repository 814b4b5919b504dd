// Finds a piece of a vocabulary by its text: a flat hash table of ids over the pieces, no string of its own.
// Filled once, then immutable; any thread may read.
#pragma once

#include "engine/tokens/piece_list.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace embedscope {

class PieceIndex
{
public:
    PieceIndex() = default;
    /// An empty index for `pieces`, with room for all of them.
    explicit PieceIndex(PieceList pieces);
    /// Of equal pieces the one added last is found.
    void add(int32_t id);

    /// -1: not there.
    int32_t find(std::string_view text) const;
    /// Many at once: the memory of all is asked for before the first is looked at. ids has room for all.
    void find(std::span<const std::string_view> texts, std::span<int32_t> ids) const;
    /// Bytes of the longest piece.
    std::size_t longest() const { return m_longest; }

private:
    struct Slot
    {
        uint32_t tag = 0; ///< of the hash, so that most other pieces are told apart without looking at them
        int32_t id = -1;
    };
    std::size_t slot(std::string_view text, uint64_t hash) const;

    PieceList m_pieces;
    std::vector<Slot> m_slots = std::vector<Slot>(1); ///< open addressing, a power of two
    std::size_t m_longest = 0;
};

}
