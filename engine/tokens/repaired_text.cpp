#include "engine/tokens/repaired_text.h"

#include "engine/base/utf8.h"

#include <algorithm>

namespace embedscope {

RepairedText::RepairedText(std::string_view text)
    : m_text(text)
{
    if (isValidUtf8(text))
        return;
    m_copy.reserve(text.size() + text.size() / 2);
    for (std::size_t at = 0; at < text.size();) {
        const DecodedCharacter character = decodeUtf8(text, at);
        appendUtf8(m_copy, character.value);
        at += character.length;
        if (!character.wellFormed)
            m_shifts.push_back({m_copy.size(), at});
    }
    m_text = m_copy;
}

std::size_t RepairedText::original(std::size_t at) const
{
    const auto next = std::ranges::upper_bound(m_shifts, at, {}, &Shift::at);
    if (next == m_shifts.begin())
        return at;
    const Shift& shift = *std::prev(next);
    return shift.original + (at - shift.at);
}

}
