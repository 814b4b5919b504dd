#include "engine/embed/text_ring.h"

#include <algorithm>
#include <new>
#include <utility>

namespace embedscope {

bool TextRing::append(EmbedText& text) noexcept
{
    if (m_count == m_slots.size() && !grow())
        return false;
    WaitingText& free = m_slots[slot(m_count++)];
    free.text = std::move(text);
    free.passedOver = 0;
    return true;
}

void TextRing::erase(std::size_t index)
{
    if (index < m_count / 2) {
        for (std::size_t i = index; i > 0; --i)
            (*this)[i] = std::move((*this)[i - 1]);
        (*this)[0].text = {};
        m_first = slot(1);
    } else {
        for (std::size_t i = index; i + 1 < m_count; ++i)
            (*this)[i] = std::move((*this)[i + 1]);
        (*this)[m_count - 1].text = {};
    }
    --m_count;
}

bool TextRing::grow() noexcept
{
    constexpr std::size_t kLeast = 256;
    try {
        std::vector<WaitingText> larger(std::max(kLeast, 2 * m_slots.size()));
        for (std::size_t i = 0; i < m_count; ++i)
            larger[i] = std::move((*this)[i]);
        m_slots = std::move(larger);
        m_first = 0;
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

}
