#include "engine/tokens/unigram_reader.h"

#include "engine/base/utf8.h"

namespace embedscope {

bool UnigramReader::next(std::vector<Character>& stretch)
{
    m_cut = 0;
    while (m_at < m_text.size() && m_cut == 0)
        step();
    const auto end = m_waiting.begin() + static_cast<std::ptrdiff_t>(m_cut ? m_cut : m_waiting.size());
    stretch.assign(m_waiting.begin(), end);
    m_waiting.erase(m_waiting.begin(), end);
    return !stretch.empty();
}

// One entry of the charsmap, else one character as it is.
void UnigramReader::step()
{
    const auto begin = static_cast<uint32_t>(m_at);
    if (const auto match = m_charsmap.find(m_text, m_at)) {
        m_at += match->length;
        const auto end = static_cast<uint32_t>(m_at);
        for (std::size_t i = 0, length = 0; i < match->replacement.size(); i += length) {
            const DecodedCharacter character = decodeUtf8(match->replacement, i);
            length = character.length;
            add({character.value, begin, end});
        }
        if (match->replacement.empty() && !m_waiting.empty())
            m_waiting.back().end = end; // what is dropped stays with its neighbour when a text is cut
        return;
    }
    const DecodedCharacter character = decodeUtf8(m_text, m_at);
    m_at += character.length;
    add({character.value, begin, static_cast<uint32_t>(m_at)});
}

void UnigramReader::add(const Character& character)
{
    if (character.value == ' ') {
        m_inWord = false;
        m_spaceBegin = character.begin;
        m_spaceEnd = character.end;
        if (!m_rules.removeExtraSpaces)
            addMark(character.begin, character.end);
        return;
    }
    if (!m_inWord) {
        m_inWord = true;
        if (m_rules.removeExtraSpaces || (m_rules.spacePrefix && !m_hasPrefix)) {
            const bool hasSpace = m_rules.removeExtraSpaces && m_spaceEnd > m_spaceBegin;
            addMark(hasSpace ? m_spaceBegin : character.begin, hasSpace ? m_spaceEnd : character.end);
            m_hasPrefix = true;
        }
    }
    m_waiting.push_back(character);
}

void UnigramReader::addMark(uint32_t begin, uint32_t end)
{
    constexpr char32_t kMark = 0x2581;
    if (m_cut == 0 && !m_waiting.empty()) {
        const char32_t before = m_waiting.back().value;
        const auto lastByte = static_cast<char>(before < 0x80 ? before : 0x80 | (before & 0x3F));
        if (m_borders.canCutBehind(lastByte))
            m_cut = m_waiting.size();
    }
    m_waiting.push_back({kMark, begin, end});
}

}
