// Finds a piece of a vocabulary by its text: a flat hash table of ids over the pieces, no string of its own.
// Filled once, then immutable; any thread may read.
#pragma once

#include "engine/tokens/piece_list.h"

#include <cstddef>
#include <cstdint>
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
    /// Bytes of the longest piece.
    std::size_t longest() const { return m_longest; }

private:
    struct Slot
    {
        uint32_t tag = 0; ///< of the hash, so that most other pieces are told apart without looking at them
        int32_t id = -1;
    };
    std::size_t slot(std::string_view text, uint32_t& tag) const;

    PieceList m_pieces;
    std::vector<Slot> m_slots; ///< open addressing, a power of two
    std::size_t m_longest = 0;
};

}
