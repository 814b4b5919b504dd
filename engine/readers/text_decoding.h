// Bytes in any encoding to UTF-8. By byte order mark, by the pattern of zero bytes, by being UTF-8, by what
// the document says of itself, and at last by statistics (uchardet). What does not fit becomes U+FFFD.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace embedscope {

/// Unicode by mark or by pattern. unitBytes 0: neither; 1, 2, 4: UTF-8, UTF-16, UTF-32.
struct UnicodeForm
{
    std::size_t unitBytes = 0;
    bool bigEndian = false;
    std::size_t markBytes = 0;
};
UnicodeForm unicodeFormOf(std::string_view bytes);

struct DecodedText
{
    std::string text; ///< valid UTF-8
    std::string encoding; ///< as shown to people: "UTF-8", "windows-1252"
    std::size_t replaced = 0; ///< characters that became U+FFFD
};

/// By the name of an encoding alone; windows-1252 when the name is unknown.
std::string decodeAs(std::string_view bytes, const std::string& encoding);

/// `declared`: what the document says its encoding is; "" when it says nothing.
DecodedText decodeText(std::string_view bytes, std::string_view declared = {});

}
