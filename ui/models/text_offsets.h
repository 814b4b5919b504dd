// Offsets of the engine count bytes of UTF-8, those of the window QChars of UTF-16. Also finds searched words
// in a text. Pure functions; linear time.
#pragma once

#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>
#include <cstdint>
#include <string_view>
#include <vector>

namespace embedscope {

/// From bytes to QChars of one text; the text must stay while the map is used.
class Utf16Offsets
{
public:
    explicit Utf16Offsets(std::string_view text);
    /// Offsets past the end are the end; an offset inside a character is its begin or its end.
    int at(uint64_t byte) const;

private:
    std::string_view m_text;
    std::vector<uint32_t> m_marks; ///< QChars before every kStep-th byte
};

/// Words of a query with three letters or more, without case and accents; words that are left out by a minus
/// are not among them.
QStringList searchedWords(const QString& query);

/// Begin and length in `text` of words that are one of `words`, or one of them with an ending of at most two
/// letters.
QList<QPair<int, int>> findWords(const QString& text, const QStringList& words);

}
