#include "engine/readers/pdf_lines.h"

#include "engine/base/utf8.h"
#include "engine/readers/clean_text.h"

#include <algorithm>
#include <string>
#include <unicode/uchar.h>
#include <unordered_set>
#include <vector>

namespace embedscope {

namespace {

bool isAsciiLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isHighByte(char c)
{
    return static_cast<unsigned char>(c) >= 0x80;
}
bool isDigitOrDot(char c)
{
    return (c >= '0' && c <= '9') || c == '.';
}

// "metallur-" and "gists" are one word; "Mid-" and "Atlantic" stay two.
bool isSplitWord(std::string_view line, std::string_view next)
{
    if (line.size() < 2 || line.back() != '-' || next.empty())
        return false;
    const char before = line[line.size() - 2];
    const char after = next.front();
    return (isAsciiLetter(before) || isHighByte(before))
        && ((after >= 'a' && after <= 'z') || isHighByte(after));
}

bool isRightToLeft(char32_t c)
{
    return (c >= 0x590 && c < 0x900) || (c >= 0xFB1D && c < 0xFE00) || (c >= 0xFE70 && c < 0xFF00);
}

bool hasRightToLeft(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, at);
        if (isRightToLeft(c.value))
            return true;
        at += c.length;
    }
    return false;
}

// A vowel sign that was drawn with a step back begins no line.
bool startsWithMark(std::string_view line)
{
    const char32_t first = decodeUtf8(line, 0).value;
    return (U_GET_GC_MASK(static_cast<UChar32>(first)) & U_GC_M_MASK) != 0;
}

// Only the edge of the paper ends a line that is about as long as the longest of its paragraph; a short one,
// a short paragraph (an address, a verse) and what stands before the next item of a list end where the author
// wanted it.
bool runsOn(std::string_view line, std::string_view next, std::size_t longest)
{
    constexpr std::size_t kLongLine = 40;
    const bool isItem = next.starts_with("\u2022") || next.starts_with("- ") || next.starts_with("* ");
    return longest >= kLongLine && line.size() * 4 >= longest * 3 && !isItem;
}

std::vector<std::string> linesOf(std::string_view text)
{
    const std::string clean = cleanText(text);
    std::vector<std::string> lines;
    for (std::string_view rest = clean; !rest.empty();) {
        const std::size_t end = rest.find('\n');
        lines.push_back(collapseBlanks(rest.substr(0, end)));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return lines;
}

// How a line is found again in the other order: blanks can differ, and numbers before headings stand alone
// there.
std::string keyOf(std::string_view line)
{
    std::string key;
    for (const char c : line) {
        if (c != ' ' && !(key.empty() && isDigitOrDot(c)))
            key += c;
    }
    return key;
}

std::unordered_set<std::string> firstLines(const std::vector<std::string>& lines)
{
    std::unordered_set<std::string> keys;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (!lines[i].empty() && (i == 0 || lines[i - 1].empty()))
            keys.insert(keyOf(lines[i]));
    }
    keys.erase("");
    return keys;
}

// A last line that is nothing but the number of its page: every passage knows its page, and a sentence that
// goes on overleaf should not have a number in it.
void dropPageNumber(std::vector<std::string>& lines, int page)
{
    while (!lines.empty() && lines.back().empty())
        lines.pop_back();
    if (lines.size() > 1 && lines.back() == std::to_string(page))
        lines.pop_back();
}

class ParagraphBuilder
{
public:
    ParagraphBuilder(int page, std::vector<Block>& blocks)
        : m_page(page)
        , m_blocks(blocks)
    {
    }
    ~ParagraphBuilder() { close(); }

    void addLine(const std::string& line) { m_lines.push_back(line); }
    void close()
    {
        const std::string text = joinedLines();
        if (!isBlankText(text))
            m_blocks.push_back({text, 0, {Position::Kind::Page, m_page, {}}});
        m_lines.clear();
    }
    bool endsInAHyphen() const { return !m_lines.empty() && m_lines.back().ends_with('-'); }

private:
    std::string joinedLines() const
    {
        std::size_t longest = 0;
        for (const std::string& line : m_lines)
            longest = std::max(longest, line.size());
        std::string text;
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            const std::string& line = m_lines[i];
            if (isSplitWord(text, line))
                text.pop_back();
            else if (!text.empty() && !startsWithMark(line))
                text += runsOn(m_lines[i - 1], line, longest) ? ' ' : '\n';
            text += line;
        }
        return text;
    }

    int m_page;
    std::vector<Block>& m_blocks;
    std::vector<std::string> m_lines;
};

}

void appendPdfPage(const PdfPageText& text, int page, std::vector<Block>& blocks)
{
    ParagraphBuilder paragraph(page, blocks);
    const std::vector<std::string> guessed = linesOf(text.guessed);
    const bool rightToLeft = hasRightToLeft(text.guessed);
    const std::unordered_set<std::string> starts = firstLines(guessed);
    std::vector<std::string> lines = rightToLeft ? guessed : linesOf(text.drawn);
    dropPageNumber(lines, page);
    for (const std::string& line : lines) {
        const bool starting = !rightToLeft && !paragraph.endsInAHyphen() && starts.contains(keyOf(line));
        if (line.empty() || starting)
            paragraph.close();
        if (!line.empty())
            paragraph.addLine(line);
    }
}

}
