#include "engine/readers/pdf_lines.h"

#include "engine/readers/clean_text.h"

#include <string>

namespace embedscope {

namespace {

bool isLetter(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z' ? true : byte >= 0x80;
}

bool isLowerLetter(char c)
{
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// "metallur-" and "gists" are one word; "Mid-" and "Atlantic" stay two.
bool isSplitWord(std::string_view line, std::string_view next)
{
    return line.size() >= 2 && line.back() == '-' && isLetter(line[line.size() - 2]) && !next.empty()
        && isLowerLetter(next.front());
}

}

void appendPdfPage(std::string_view text, int page, std::vector<Block>& blocks)
{
    const std::string clean = cleanText(text);
    std::string paragraph;
    const auto close = [&] {
        if (!isBlankText(paragraph))
            blocks.push_back({paragraph, 0, {Position::Kind::Page, page, {}}});
        paragraph.clear();
    };
    for (std::string_view rest = clean; !rest.empty();) {
        const std::size_t end = rest.find('\n');
        const std::string line = collapseBlanks(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (line.empty()) {
            close();
            continue;
        }
        if (isSplitWord(paragraph, line))
            paragraph.pop_back();
        else if (!paragraph.empty())
            paragraph += '\n';
        paragraph += line;
    }
    close();
}

}
