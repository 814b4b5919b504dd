#include "engine/readers/clean_text.h"

#include "engine/base/utf8.h"

#include <algorithm>

namespace embedscope {

namespace {

bool isAsciiBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isUnicodeBlank(char32_t c)
{
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029
        || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF || c == 0xAD;
}

bool isDropped(char32_t c)
{
    return (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0xFEFF || (c & 0xFFFE) == 0xFFFE
        || (c >= 0xFDD0 && c <= 0xFDEF);
}

// Length of a terminal's control sequence at ESC (ECMA-48, section 5.4), at least 1.
std::size_t escapeLength(std::string_view text, std::size_t at)
{
    constexpr std::size_t kLongest = 32;
    if (at + 1 >= text.size() || text[at + 1] != '[')
        return 1;
    for (std::size_t i = at + 2; i < std::min(text.size(), at + kLongest); ++i) {
        if (text[i] >= 0x40 && text[i] <= 0x7E)
            return i + 1 - at;
        if (text[i] < 0x20)
            break;
    }
    return 1;
}

// A control character of ASCII at `at`: what it becomes, and how far it reaches.
std::size_t appendControl(std::string& out, std::string_view text, std::size_t at)
{
    const char c = text[at];
    if (c == '\r') {
        out += '\n';
        return at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
    }
    if (c == '\n' || c == '\t')
        out += c;
    else if (c == '\f' || c == '\v')
        out += ' '; // not a line feed: lines are counted
    else if (c == '\x1B')
        return escapeLength(text, at);
    return 1;
}

}

std::string cleanText(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0x20 && byte < 0x7F) {
            const std::size_t start = at;
            while (at < text.size() && text[at] >= 0x20 && text[at] < 0x7F)
                ++at;
            out += text.substr(start, at - start);
        } else if (byte < 0x20) {
            at += appendControl(out, text, at);
        } else {
            const DecodedCharacter c = decodeUtf8(text, at);
            if (c.value == 0x85 || c.value == 0x2028 || c.value == 0x2029)
                out += ' ';
            else if (!isDropped(c.value))
                appendUtf8(out, c.value);
            at += c.length;
        }
    }
    return out;
}

std::string collapseBlanks(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    bool pending = false;
    for (std::size_t at = 0; at < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, at);
        if (c.value <= 0x20 || c.value == 0xA0 || c.value == 0x85 || c.value == 0x2028 || c.value == 0x2029) {
            pending = !out.empty();
        } else {
            if (pending)
                out += ' ';
            pending = false;
            appendUtf8(out, c.value);
        }
        at += c.length;
    }
    return out;
}

bool isBlankText(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const DecodedCharacter c = decodeUtf8(text, at);
        if (c.value > 0x20 && c.value != 0x7F && !isUnicodeBlank(c.value))
            return false;
        at += c.length;
    }
    return true;
}

std::string_view trimBlock(std::string_view text)
{
    while (!text.empty() && isAsciiBlank(text.back()))
        text.remove_suffix(1);
    for (;;) {
        const std::size_t lineEnd = text.find('\n');
        if (lineEnd == std::string_view::npos
            || !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(lineEnd), isAsciiBlank))
            return text;
        text.remove_prefix(lineEnd + 1);
    }
}

}
