#include "engine/readers/text_filters.h"

#include "engine/readers/clean_text.h"
#include "engine/readers/plain_text_reader.h"

#include <algorithm>

namespace embedscope {

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// "<i>", "</v>", "<00:01.000>" and "{\an8}"; a lone "<" is text.
std::string withoutTags(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char next = at + 1 < text.size() ? text[at + 1] : '\0';
        const bool tag = text[at] == '<' && (isLetter(next) || next == '/' || (next >= '0' && next <= '9'));
        const bool override = text[at] == '{' && next == '\\';
        const std::size_t end = tag ? text.find('>', at)
            : override              ? text.find('}', at)
                                    : std::string_view::npos;
        if (end == std::string_view::npos)
            out += text[at];
        else
            at = end;
    }
    return out;
}

bool isNote(std::string_view group)
{
    for (const std::string_view word : {"WEBVTT", "NOTE", "STYLE", "REGION"}) {
        if (group.starts_with(word))
            return true;
    }
    return false;
}

}

void appendCues(std::string_view text, std::vector<Block>& blocks)
{
    std::vector<Block> groups;
    appendParagraphs(text, 1, false, groups);
    for (Block& group : groups) {
        const std::size_t times = group.text.find("-->");
        if (times == std::string::npos) {
            if (!isNote(group.text))
                blocks.push_back(std::move(group));
            continue;
        }
        const std::size_t lineEnd = group.text.find('\n', times);
        if (lineEnd == std::string::npos)
            continue;
        const auto skipped = std::count(group.text.begin(),
                                        group.text.begin() + static_cast<std::ptrdiff_t>(lineEnd) + 1, '\n');
        std::string cue = withoutTags(std::string_view(group.text).substr(lineEnd + 1));
        if (!isBlankText(cue))
            blocks.push_back({std::move(cue),
                              0,
                              {Position::Kind::Line, group.position.number + static_cast<int>(skipped), {}}});
    }
}

}
