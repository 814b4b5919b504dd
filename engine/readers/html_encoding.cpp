#include "engine/readers/html_encoding.h"

#include <algorithm>

namespace embedscope {

namespace {

// The standard looks at 1024 bytes; pages with long heads exist.
constexpr std::size_t kSearchedBytes = 4096;

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' || c == '.';
}

std::string valueAfter(std::string_view text, std::size_t at)
{
    while (at < text.size() && (text[at] == ' ' || text[at] == '=' || text[at] == '"' || text[at] == '\''))
        ++at;
    std::size_t end = at;
    while (end < text.size() && isNameCharacter(text[end]))
        ++end;
    return std::string(text.substr(at, end - at));
}

}

std::string declaredHtmlEncoding(std::string_view bytes)
{
    std::string head(bytes.substr(0, kSearchedBytes));
    std::transform(head.begin(), head.end(), head.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    for (std::size_t at = head.find("<meta"); at != std::string::npos; at = head.find("<meta", at + 1)) {
        const std::string_view tag = std::string_view(head).substr(at, head.find('>', at) - at);
        const std::size_t charset = tag.find("charset");
        if (charset != std::string_view::npos && tag.find('=', charset) != std::string_view::npos)
            return valueAfter(tag, charset + 7);
    }
    if (const std::size_t xml = head.find("<?xml"); xml != std::string::npos) {
        const std::string_view line = std::string_view(head).substr(xml, head.find("?>", xml) - xml);
        if (const std::size_t encoding = line.find("encoding"); encoding != std::string_view::npos)
            return valueAfter(line, encoding + 8);
    }
    return {};
}

}
