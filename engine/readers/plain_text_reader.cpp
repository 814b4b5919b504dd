#include "engine/readers/plain_text_reader.h"

#include "engine/readers/clean_text.h"
#include "engine/readers/marked_lines.h"
#include "engine/readers/text_decoding.h"
#include "engine/readers/text_filters.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace embedscope {

namespace {

// Shorter runs of lines are kept together whatever they are: verses, addresses, code.
constexpr std::size_t kLongRun = 12;
// Lines that are all shorter than this were not cut by a width.
constexpr std::size_t kNarrowest = 32;

std::vector<std::string_view> splitLines(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

// Were these lines cut by a width? Then nearly every line is so full that the next word did not fit.
bool looksWrapped(const std::vector<std::string_view>& lines, std::size_t begin, std::size_t end)
{
    std::size_t width = 0;
    for (std::size_t i = begin; i < end; ++i)
        width = std::max(width, lines[i].size());
    std::size_t full = 0;
    for (std::size_t i = begin; i + 1 < end; ++i) {
        const std::size_t word = std::min(lines[i + 1].find(' '), lines[i + 1].size());
        full += lines[i].size() + 1 + word > width;
    }
    return width >= kNarrowest && full * 4 >= (end - begin - 1) * 3;
}

void appendLines(const std::vector<std::string_view>& lines, std::size_t begin, std::size_t end,
                 int firstLine, std::vector<Block>& blocks)
{
    const char* const from = lines[begin].data();
    const std::string_view text(
        from, static_cast<std::size_t>(lines[end - 1].data() - from) + lines[end - 1].size());
    const int line = firstLine + static_cast<int>(begin);
    blocks.push_back({std::string(trimBlock(text)), 0, {Position::Kind::Line, line, {}}});
}

}

void appendParagraphs(std::string_view text, int firstLine, bool everyLine, std::vector<Block>& blocks)
{
    const std::vector<std::string_view> lines = splitLines(text);
    for (std::size_t begin = 0; begin < lines.size();) {
        if (isBlankText(lines[begin])) {
            ++begin;
            continue;
        }
        std::size_t end = begin + 1;
        while (end < lines.size() && !isBlankText(lines[end]))
            ++end;
        const bool lineByLine = everyLine || (end - begin >= kLongRun && !looksWrapped(lines, begin, end));
        if (lineByLine) {
            for (; begin < end; ++begin)
                appendLines(lines, begin, begin + 1, firstLine, blocks);
        } else {
            appendLines(lines, begin, end, firstLine, blocks);
        }
        begin = end;
    }
}

Document readPlainText(std::string_view bytes, FileKind kind)
{
    const DecodedText decoded = decodeText(bytes);
    const std::string text = cleanText(decoded.text);
    Document document;
    if (kind == FileKind::Csv)
        appendRecords(text, document.blocks);
    else if (kind == FileKind::Subtitles)
        appendCues(text, document.blocks);
    else if (kind == FileKind::Json || kind == FileKind::JsonLines)
        appendParagraphs(withoutJsonEscapes(text), 1, kind == FileKind::JsonLines, document.blocks);
    else if (kind == FileKind::Latex)
        appendMarkedLines(markedLatex(text), document.blocks);
    else if (kind == FileKind::Rst)
        appendMarkedLines(markedRst(text), document.blocks);
    else
        appendParagraphs(text, 1, kind == FileKind::Lines, document.blocks);
    if (decoded.replaced > 0) {
        document.remarks.push_back(
            fmt::format("{} bytes are not {} text and were replaced.", decoded.replaced, decoded.encoding));
    }
    return document;
}

}
