// UTF-8 in and out. Ill-formed input: every maximal ill-formed subsequence becomes one U+FFFD, as Unicode
// recommends (chapter 3, "U+FFFD Substitution of Maximal Subparts") and WHATWG does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace embedscope {

struct DecodedCharacter {
    char32_t value;   ///< U+FFFD when ill-formed
    uint32_t length;  ///< bytes consumed, at least 1
    bool wellFormed;
};

/// Decodes the character that starts at `at`; at < text.size().
DecodedCharacter decodeUtf8(std::string_view text, std::size_t at);
void appendUtf8(std::string& out, char32_t character);
bool isValidUtf8(std::string_view text);
/// The text with ill-formed parts replaced; `replaced` counts them when given.
std::string repairUtf8(std::string_view text, std::size_t* replaced = nullptr);

}
