// The texts of a queue in the order in which they came. Its memory grows by doubling and then stays, so that
// a text that comes and goes costs none. Private to this room; one thread at a time.
#pragma once

#include "engine/embed/embedder.h"

#include <cstddef>
#include <vector>

namespace embedscope {

struct WaitingText
{
    EmbedText text;
    int passedOver = 0; ///< packs that went without it while it was the oldest
};

class TextRing
{
public:
    std::size_t size() const { return m_count; }
    bool empty() const { return m_count == 0; }
    /// 0 is the oldest.
    WaitingText& operator[](std::size_t index) { return m_slots[slot(index)]; }
    const WaitingText& operator[](std::size_t index) const { return m_slots[slot(index)]; }

    /// False: no memory; the text is left as it was.
    bool append(EmbedText& text) noexcept;
    /// What stands behind moves up, or what stands before moves back: whichever is less.
    void erase(std::size_t index);

private:
    std::size_t slot(std::size_t index) const { return (m_first + index) & (m_slots.size() - 1); }
    bool grow() noexcept;

    std::vector<WaitingText> m_slots; ///< their number is a power of two, or 0
    std::size_t m_first = 0, m_count = 0;
};

}
