#include "engine/tokens/byte_tokens.h"

#include <algorithm>

namespace embedscope {

int ByteTokens::byteOf(std::string_view piece)
{
    if (piece.size() != 6 || !piece.starts_with("<0x") || !piece.ends_with('>'))
        return -1;
    const auto digit = [&](std::size_t i) { return std::string_view("0123456789ABCDEF").find(piece[i]); };
    if (digit(3) > 15 || digit(4) > 15)
        return -1;
    return static_cast<int>(digit(3) * 16 + digit(4));
}

ByteTokens::ByteTokens(const Vocabulary& vocabulary)
{
    m_ids.fill(-1);
    for (std::size_t i = 0; i < vocabulary.pieces.size(); ++i) {
        if (const int byte = byteOf(vocabulary.pieces[i]); byte >= 0)
            m_ids[static_cast<std::size_t>(byte)] = static_cast<TokenId>(i);
    }
}

void ByteTokens::append(std::string_view character, TokenId unknown, uint32_t begin, uint32_t end,
                        std::vector<TokenSpan>& out) const
{
    const auto id = [this](char byte) { return m_ids[static_cast<unsigned char>(byte)]; };
    if (std::ranges::all_of(character, [&](char byte) { return id(byte) >= 0; })) {
        for (const char byte : character)
            out.push_back({id(byte), begin, end});
        return;
    }
    if (unknown < 0)
        return;
    if (!out.empty() && out.back().id == unknown && out.back().end >= begin)
        out.back().end = end;
    else
        out.push_back({unknown, begin, end});
}

}
