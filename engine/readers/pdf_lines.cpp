#include "engine/readers/pdf_lines.h"

#include "engine/base/utf8.h"
#include "engine/readers/clean_text.h"

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

class ParagraphBuilder
{
public:
    ParagraphBuilder(int page, std::vector<Block>& blocks)
        : m_page(page)
        , m_blocks(blocks)
    {
    }
    ~ParagraphBuilder() { close(); }

    void addLine(const std::string& line)
    {
        if (isSplitWord(m_text, line))
            m_text.pop_back();
        else if (!m_text.empty() && !startsWithMark(line))
            m_text += '\n';
        m_text += line;
    }
    void close()
    {
        if (!isBlankText(m_text))
            m_blocks.push_back({m_text, 0, {Position::Kind::Page, m_page, {}}});
        m_text.clear();
    }
    bool endsInAHyphen() const { return m_text.ends_with('-'); }

private:
    int m_page;
    std::vector<Block>& m_blocks;
    std::string m_text;
};

}

void appendPdfPage(const PdfPageText& text, int page, std::vector<Block>& blocks)
{
    ParagraphBuilder paragraph(page, blocks);
    const std::vector<std::string> guessed = linesOf(text.guessed);
    const bool rightToLeft = hasRightToLeft(text.guessed);
    const std::unordered_set<std::string> starts = firstLines(guessed);
    for (const std::string& line : rightToLeft ? guessed : linesOf(text.drawn)) {
        const bool starting = !rightToLeft && !paragraph.endsInAHyphen() && starts.contains(keyOf(line));
        if (line.empty() || starting)
            paragraph.close();
        if (!line.empty())
            paragraph.addLine(line);
    }
}

}
