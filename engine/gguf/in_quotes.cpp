#include "engine/gguf/in_quotes.h"

#include "engine/base/utf8.h"

#include <algorithm>
#include <fmt/format.h>

namespace embedscope {

std::string inQuotes(std::string_view text)
{
    constexpr std::size_t kLongest = 80;
    std::string clean = repairUtf8(text.substr(0, kLongest));
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    std::ranges::replace_if(clean, isControl, ' ');
    return fmt::format("\"{}{}\"", clean, text.size() > kLongest ? "..." : "");
}

}
