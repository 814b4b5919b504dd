#include "engine/readers/mail_reader.h"

#include <algorithm>
#include <array>
#include <string>

namespace embedscope {

namespace {

using namespace std::string_view_literals;

// Only messages have these; "from", "to", "subject" and "date" stand in many a note.
constexpr std::array kCertain = {"received"sv,   "return-path"sv,  "message-id"sv,    "mime-version"sv,
                                 "reply-to"sv,   "delivered-to"sv, "in-reply-to"sv,   "x-mailer"sv,
                                 "user-agent"sv, "content-type"sv, "dkim-signature"sv};
constexpr std::array kUsual = {"from"sv, "to"sv, "subject"sv, "date"sv, "cc"sv, "sender"sv};
constexpr std::size_t kLongestName = 60;

bool isNameCharacter(char c)
{
    return c > 0x20 && c < 0x7F && c != ':';
}

// The name of a header in lower case, "" when the line is none.
std::string headerName(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > kLongestName)
        return {};
    std::string name(line.substr(0, colon));
    if (!std::all_of(name.begin(), name.end(), isNameCharacter))
        return {};
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return name;
}

template <std::size_t Count>
bool isOneOf(const std::array<std::string_view, Count>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

}

bool looksLikeMail(std::string_view text, bool named)
{
    int certain = 0, usual = 0;
    bool first = true;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(text.size(), end + 1));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty())
            break;
        const bool continues = !first && (line.front() == ' ' || line.front() == '\t');
        first = false;
        if (continues)
            continue;
        const std::string name = headerName(line);
        if (name.empty() && !text.empty())
            return false;
        certain += isOneOf(kCertain, name);
        usual += isOneOf(kUsual, name);
    }
    return named ? certain + usual > 0 : (certain > 0 && usual > 0) || certain > 1 || usual > 3;
}

bool looksLikeMailbox(std::string_view text)
{
    if (!text.starts_with("From "))
        return false;
    const std::size_t end = text.find('\n');
    return end != std::string_view::npos && looksLikeMail(text.substr(end + 1), true);
}

}
