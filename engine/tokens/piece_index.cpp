#include "engine/tokens/piece_index.h"

#include <algorithm>
#include <bit>
#include <utility>

#define XXH_INLINE_ALL // two function calls per look-up are worth saving
#include <xxhash.h>

namespace embedscope {

PieceIndex::PieceIndex(PieceList pieces)
    : m_pieces(std::move(pieces))
    , m_slots(std::bit_ceil(2 * m_pieces.size() + 1))
{
}

std::size_t PieceIndex::slot(std::string_view text, uint32_t& tag) const
{
    const uint64_t hash = XXH3_64bits(text.data(), text.size());
    tag = static_cast<uint32_t>(hash >> 32);
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = hash & mask;
    while (m_slots[at].id >= 0
           && (m_slots[at].tag != tag || m_pieces[static_cast<std::size_t>(m_slots[at].id)] != text))
        at = (at + 1) & mask;
    return at;
}

void PieceIndex::add(int32_t id)
{
    const std::string_view text = m_pieces[static_cast<std::size_t>(id)];
    uint32_t tag = 0;
    const std::size_t at = slot(text, tag);
    m_slots[at] = {tag, id};
    m_longest = std::max(m_longest, text.size());
}

int32_t PieceIndex::find(std::string_view text) const
{
    if (text.size() > m_longest)
        return -1;
    uint32_t tag = 0;
    return m_slots[slot(text, tag)].id;
}

}
