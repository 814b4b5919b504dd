#include "engine/readers/text_filters.h"

#include "engine/base/utf8.h"

#include <charconv>

namespace embedscope {

namespace {

// The four digits of \uXXXX at `at`, or -1.
int hexUnit(std::string_view text, std::size_t at)
{
    if (at + 4 > text.size())
        return -1;
    int value = 0;
    const char* const end = text.data() + at + 4;
    const auto result = std::from_chars(text.data() + at, end, value, 16);
    return result.ec == std::errc() && result.ptr == end && value >= 0 ? value : -1;
}

// An escape that begins at the backslash at `at`; returns its length.
std::size_t appendJsonEscape(std::string& out, std::string_view text, std::size_t at)
{
    const char kind = at + 1 < text.size() ? text[at + 1] : '\0';
    if (kind == 'u') {
        const int unit = hexUnit(text, at + 2);
        if (unit < 0) {
            out += '\\';
            return 1;
        }
        const bool high = unit >= 0xD800 && unit < 0xDC00;
        const int low = high && text.substr(at + 6, 2) == "\\u" ? hexUnit(text, at + 8) : -1;
        if (low >= 0xDC00 && low < 0xE000) {
            appendUtf8(out, static_cast<char32_t>(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)));
            return 12;
        }
        const bool surrogate = unit >= 0xD800 && unit < 0xE000;
        appendUtf8(out, surrogate ? char32_t{0xFFFD} : static_cast<char32_t>(unit));
        return 6;
    }
    if (kind == '"' || kind == '\\' || kind == '/')
        out += kind;
    else if (kind == 'n' || kind == 'r' || kind == 't' || kind == 'b' || kind == 'f')
        out += ' '; // a line feed would shift the lines
    else {
        out += '\\';
        return 1;
    }
    return 2;
}

}

std::string withoutJsonEscapes(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    bool inString = false;
    for (std::size_t at = 0; at < text.size();) {
        if (inString && text[at] == '\\') {
            at += appendJsonEscape(out, text, at);
            continue;
        }
        if (text[at] == '"')
            inString = !inString;
        else if (text[at] == '\n')
            inString = false; // strings end on their line: one bad quote does not spoil the rest
        out += text[at++];
    }
    return out;
}

std::string withoutLatexComments(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    bool escaped = false, comment = false;
    for (const char c : text) {
        if (c == '\n')
            comment = false;
        else if (c == '%' && !escaped)
            comment = true;
        if (!comment)
            out += c;
        escaped = c == '\\' && !escaped;
    }
    return out;
}

}
