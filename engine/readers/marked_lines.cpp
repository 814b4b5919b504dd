#include "engine/readers/marked_lines.h"

#include "engine/readers/clean_text.h"
#include "engine/readers/plain_text_reader.h"

#include <algorithm>

namespace embedscope {

namespace {

constexpr char kMark = '\x01';

int countLines(std::string_view text)
{
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

}

std::string headingMark(int level)
{
    return {kMark, static_cast<char>('0' + std::clamp(level, 1, 6))};
}

void appendMarkedLines(std::string_view text, std::vector<Block>& blocks)
{
    int line = 1;
    while (!text.empty()) {
        const std::size_t mark = text.find(kMark);
        const std::string_view before = text.substr(0, mark);
        appendParagraphs(before, line, false, blocks);
        line += countLines(before);
        if (mark == std::string_view::npos)
            return;
        text.remove_prefix(mark + 1);
        const int level = text.empty() ? 1 : text.front() - '0';
        const std::string_view heading = text.substr(0, text.find('\n'));
        const std::string title = collapseBlanks(heading.substr(std::min<std::size_t>(1, heading.size())));
        if (!isBlankText(title))
            blocks.push_back({title, std::clamp(level, 1, 6), {Position::Kind::Line, line, {}}});
        text.remove_prefix(heading.size());
    }
}

}
