#include "ui/models/text_offsets.h"

#include <algorithm>

namespace embedscope {

namespace {

constexpr std::size_t kStep = 256;
constexpr int kShortestWord = 3;
constexpr int kLongestEnding = 2; ///< "turn" marks "turns" and "turned"
constexpr int kShortestWithEnding = 4; ///< "car" does not mark "care"

/// QChars that begin at this byte: none inside a character, two for those beyond U+FFFF.
uint32_t unitsAt(char byte)
{
    const auto value = static_cast<unsigned char>(byte);
    return (value & 0xC0) == 0x80 ? 0 : value >= 0xF0 ? 2 : 1;
}

QString folded(const QString& word)
{
    const QString parts = word.normalized(QString::NormalizationForm_KD).toCaseFolded();
    QString plain;
    std::copy_if(parts.cbegin(), parts.cend(), std::back_inserter(plain),
                 [](QChar c) { return !c.isMark(); });
    return plain;
}

bool isWordPart(const QString& text, int at)
{
    const QChar c = text[at];
    return c.isLetterOrNumber() || c.isMark() || c.isSurrogate();
}

/// Calls word(begin, length) for every run of letters and digits.
template <class Function> void eachWord(const QString& text, const Function& word)
{
    const auto size = static_cast<int>(text.size());
    for (int at = 0; at < size;) {
        if (!isWordPart(text, at)) {
            ++at;
            continue;
        }
        const int begin = at;
        while (at < size && isWordPart(text, at))
            ++at;
        word(begin, at - begin);
    }
}

bool matches(const QString& word, const QString& searched)
{
    if (!word.startsWith(searched))
        return false;
    const auto ending = word.size() - searched.size();
    return ending == 0 || (searched.size() >= kShortestWithEnding && ending <= kLongestEnding);
}

}

Utf16Offsets::Utf16Offsets(std::string_view text)
    : m_text(text)
{
    uint32_t units = 0;
    for (std::size_t byte = 0; byte < text.size(); ++byte) {
        if (byte % kStep == 0)
            m_marks.push_back(units);
        units += unitsAt(text[byte]);
    }
    m_marks.push_back(units);
}

int Utf16Offsets::at(uint64_t byte) const
{
    if (byte >= m_text.size())
        return static_cast<int>(m_marks.back());
    const std::size_t step = byte / kStep;
    uint32_t units = m_marks[step];
    for (std::size_t i = step * kStep; i < byte; ++i)
        units += unitsAt(m_text[i]);
    return static_cast<int>(units);
}

QStringList searchedWords(const QString& query)
{
    QStringList words;
    eachWord(query, [&](int begin, int length) {
        const bool leftOut =
            begin > 0 && query[begin - 1] == QLatin1Char('-') && (begin == 1 || query[begin - 2].isSpace());
        const QString word = folded(query.mid(begin, length));
        if (!leftOut && word.size() >= kShortestWord && !words.contains(word))
            words.append(word);
    });
    return words;
}

QList<QPair<int, int>> findWords(const QString& text, const QStringList& words)
{
    QList<QPair<int, int>> found;
    if (words.isEmpty())
        return found;
    eachWord(text, [&](int begin, int length) {
        const QString word = folded(text.mid(begin, length));
        if (std::any_of(words.cbegin(), words.cend(),
                        [&](const QString& searched) { return matches(word, searched); }))
            found.append({begin, length});
    });
    return found;
}

}
