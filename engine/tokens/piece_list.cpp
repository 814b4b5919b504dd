#include "engine/tokens/piece_list.h"

#include <algorithm>

namespace embedscope {

PieceList::PieceList(std::span<const std::string_view> pieces)
    : m_count(pieces.size())
{
    std::size_t size = 0;
    for (const std::string_view piece : pieces)
        size += piece.size();
    const std::shared_ptr<char[]> bytes(new char[size]);
    const std::shared_ptr<uint32_t[]> begins(new uint32_t[pieces.size() + 1]);
    char* end = bytes.get();
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        begins[i] = static_cast<uint32_t>(end - bytes.get());
        end = std::ranges::copy(pieces[i], end).out;
    }
    begins[pieces.size()] = static_cast<uint32_t>(size);
    m_bytes = bytes;
    m_begins = begins;
}

}
