#include "engine/tokens/piece_index.h"

#include <algorithm>
#include <bit>
#include <utility>

#define XXH_INLINE_ALL // two function calls per look-up are worth saving
#include <xxhash.h>

namespace embedscope {

PieceIndex::PieceIndex(PieceList pieces)
    : m_pieces(std::move(pieces))
    , m_slots(std::bit_ceil(2 * m_pieces.size()))
{
}

static uint64_t hashOf(std::string_view text)
{
    return XXH3_64bits(text.data(), text.size());
}

static uint32_t tagOf(uint64_t hash)
{
    return static_cast<uint32_t>(hash >> 32);
}

std::size_t PieceIndex::slot(std::string_view text, uint64_t hash) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = hash & mask;
    while (m_slots[at].id >= 0
           && (m_slots[at].tag != tagOf(hash) || m_pieces[static_cast<std::size_t>(m_slots[at].id)] != text))
        at = (at + 1) & mask;
    return at;
}

void PieceIndex::add(int32_t id)
{
    const std::string_view text = m_pieces[static_cast<std::size_t>(id)];
    const uint64_t hash = hashOf(text);
    m_slots[slot(text, hash)] = {tagOf(hash), id};
    m_longest = std::max(m_longest, text.size());
}

int32_t PieceIndex::find(std::string_view text) const
{
    if (text.size() > m_longest)
        return -1;
    return m_slots[slot(text, hashOf(text))].id;
}

void PieceIndex::find(std::span<const std::string_view> texts, std::span<int32_t> ids) const
{
    std::vector<uint64_t> hashes(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        hashes[i] = hashOf(texts[i]);
        __builtin_prefetch(&m_slots[hashes[i] & (m_slots.size() - 1)]);
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (const int32_t id = m_slots[hashes[i] & (m_slots.size() - 1)].id; id >= 0)
            __builtin_prefetch(m_pieces[static_cast<std::size_t>(id)].data());
    }
    for (std::size_t i = 0; i < texts.size(); ++i)
        ids[i] = m_slots[slot(texts[i], hashes[i])].id;
}

}
