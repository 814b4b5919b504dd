#include "engine/tokens/word_reader.h"

#include "engine/base/utf8.h"
#include "engine/tokens/unicode.h"

#include <algorithm>
#include <span>

namespace embedscope {

bool WordReader::Character::dropped() const
{
    return (flags & unicode::kOther) || value == 0xFFFD;
}

WordReader::Character WordReader::peek(std::size_t at) const
{
    const auto byte = static_cast<unsigned char>(m_text[at]);
    if (byte < 0x80)
        return {byte, at + 1, unicode::flags(byte)};
    const DecodedCharacter decoded = decodeUtf8(m_text, at);
    return {decoded.value, at + decoded.length, unicode::flags(decoded.value)};
}

bool WordReader::next(Word& word)
{
    word.characters.clear();
    word.length = 0;
    m_runStart = 0;
    while (m_at < m_text.size()) {
        const Character character = peek(m_at);
        const bool ideograph = unicode::isIdeograph(character.value);
        if (character.dropped()) {
            m_at = character.end;
            continue;
        }
        if ((character.flags & unicode::kSpace) || ideograph) {
            m_casedBefore = false;
            if (word.length > 0)
                break;
            if (ideograph) {
                append(word, normalise(character), character.end);
                absorbMarks(word);
                break;
            }
            m_at = character.end;
            continue;
        }
        const std::u32string_view parts = normalise(character);
        const bool punctuation = unicode::flags(parts.front()) & unicode::kPunctuation;
        if (punctuation && word.length > 0)
            break;
        append(word, parts, character.end);
        if (!(character.flags & unicode::kCaseIgnorable))
            m_casedBefore = character.flags & unicode::kCased;
        if (punctuation) {
            absorbMarks(word);
            break;
        }
    }
    orderMarks(word);
    return word.length > 0;
}

// A capital sigma that ends a word of letters becomes the final form, as str.lower() of the original does
// (Unicode standard, table 3-17, Final_Sigma).
bool WordReader::isFinalSigma(std::size_t behind) const
{
    if (!m_casedBefore)
        return false;
    for (std::size_t at = behind; at < m_text.size();) {
        const Character character = peek(at);
        at = character.end;
        if (character.dropped())
            continue;
        if ((character.flags & unicode::kSpace) || unicode::isIdeograph(character.value))
            return true;
        if (!(character.flags & unicode::kCaseIgnorable))
            return !(character.flags & unicode::kCased);
    }
    return true;
}

std::u32string_view WordReader::normalise(const Character& character)
{
    char32_t value = character.value;
    if (m_rules.lowercase && (character.flags & unicode::kLowers)) {
        if (value == 0x130 && !m_rules.stripAccents)
            return U"i\u0307";
        if (value == 0x3A3 && isFinalSigma(character.end))
            value = 0x3C2;
        else
            value = unicode::lower(value);
    }
    if (m_rules.stripAccents && value >= 0x80)
        return unicode::decompose(value, m_buffer);
    m_buffer[0] = value;
    return {m_buffer, 1};
}

void WordReader::append(Word& word, std::u32string_view parts, std::size_t end)
{
    const std::size_t begin = m_at;
    m_at = end;
    for (const char32_t part : parts) {
        const uint8_t combiningClass = m_rules.stripAccents ? unicode::combiningClass(part) : 0;
        if (combiningClass == 0) {
            orderMarks(word);
            m_runStart = word.characters.size();
        }
        if (m_rules.stripAccents && (unicode::flags(part) & unicode::kMark)) {
            if (word.length > 0) {
                word.end = end; // the mark stays with its letter when a text is cut at tokens
                if (word.characters.size() == word.length)
                    word.characters.back().end = end;
            }
            continue;
        }
        if (word.length == 0)
            word.begin = begin;
        word.end = end;
        if (word.length++ < Word::kMaxCharacters)
            word.characters.push_back({part, begin, end, combiningClass});
        if (combiningClass == 0)
            m_runStart = word.characters.size();
    }
}

void WordReader::absorbMarks(Word& word)
{
    while (m_rules.stripAccents && m_at < m_text.size()) {
        const Character character = peek(m_at);
        if (!(character.flags & unicode::kMark))
            return;
        m_at = character.end;
        word.end = m_at;
        word.characters.back().end = m_at;
    }
}

// Canonical order of the few spacing marks that have a combining class: those that are dropped anyway do not
// change the order of the others. What was moved covers the same bytes together.
void WordReader::orderMarks(Word& word) const
{
    const auto run = std::span(word.characters).subspan(m_runStart);
    if (run.size() < 2)
        return;
    const std::size_t begin = run.front().begin, end = run.back().end;
    std::ranges::stable_sort(run, {}, &WordCharacter::combiningClass);
    for (WordCharacter& character : run) {
        character.begin = begin;
        character.end = end;
    }
}

}
