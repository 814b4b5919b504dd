#include "engine/tokens/spaced_text.h"

#include "engine/base/utf8.h"

#include <algorithm>

namespace embedscope {

std::string withoutSpaceMarks(std::string_view piece)
{
    std::string text;
    while (!piece.empty()) {
        const std::size_t mark = std::min(piece.find(kSpaceMark), piece.size());
        text += piece.substr(0, mark);
        if (mark < piece.size())
            text += ' ';
        piece.remove_prefix(std::min(mark + kSpaceMark.size(), piece.size()));
    }
    return text;
}

WordBorders::WordBorders(const PieceList& pieces)
{
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const std::string_view piece = pieces[i];
        for (std::size_t at = piece.find(kSpaceMark, 1); at != std::string_view::npos;
             at = piece.find(kSpaceMark, at + 1))
            m_crossed[static_cast<unsigned char>(piece[at - 1])] = true;
    }
}

std::size_t WordBorders::stretchEnd(std::string_view text, std::size_t at) const
{
    for (std::size_t space = text.find(' ', at + 1); space != std::string_view::npos;
         space = text.find(' ', space + 1)) {
        if (canCutBehind(text[space - 1] == ' ' ? kSpaceMark.back() : text[space - 1]))
            return space;
    }
    return text.size();
}

void SpacedText::assign(std::string_view text, bool prefix)
{
    m_given = text;
    m_at = m_givenAt = 0;
    m_prefix = prefix;
    m_spaced.clear();
    if (prefix)
        m_spaced += kSpaceMark;
    while (!text.empty()) {
        const std::size_t space = std::min(text.find(' '), text.size());
        m_spaced += text.substr(0, space);
        if (space < text.size())
            m_spaced += kSpaceMark;
        text.remove_prefix(std::min(space + 1, text.size()));
    }
}

SpacedText::Range SpacedText::take(std::size_t bytes)
{
    const std::size_t begin = m_givenAt, target = m_at + bytes;
    if (m_prefix && m_at == 0 && bytes > 0)
        m_at = kSpaceMark.size(); // stands for nothing that was given
    while (m_at < target) {
        const bool space = m_given[m_givenAt] == ' ';
        m_at += space ? kSpaceMark.size() : 1;
        ++m_givenAt;
    }
    if (m_givenAt > begin || m_given.empty())
        return {begin, m_givenAt};
    return {begin, begin + decodeUtf8(m_given, begin).length}; // the space in front alone
}

}
