// What tokenizers ask about characters, from tables frozen inside the program: a new system library must
// never change tokens. Not for sorting or showing text. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace embedscope::unicode {

enum CharacterFlag : uint16_t
{
    kOther = 1, ///< category C*: controls, formats, private use, unassigned; not tab, LF, CR
    kSpace = 2, ///< Zs, Zl, Zp, tab, LF, CR
    kMark = 4, ///< Mn: what "strip accents" drops
    kPunctuation = 8, ///< P* and the symbols of ASCII
    kCased = 16, ///< for the final sigma: cased and not ignorable
    kCaseIgnorable = 32,
    kLowers = 64, ///< has another lower case
    kDecomposes = 128, ///< has a canonical decomposition; Hangul syllables not marked
    kLetter = 256, ///< L*
    kNumber = 512 ///< N*
};

/// Sum of CharacterFlag.
uint16_t flags(char32_t character);
/// The White_Space property: what \s means in regular expressions; more than kSpace.
bool isWhiteSpace(char32_t character);
/// 0 for starters.
uint8_t combiningClass(char32_t character);
/// CJK ideographs as BERT's tokenizer defines them: each is a word of its own.
bool isIdeograph(char32_t character);

/// Lower case without context; U+0130 becomes its first character, "i" (its second is the mark U+0307).
char32_t lower(char32_t character);
/// Full canonical decomposition of one character; the character itself when it has none.
/// The view lives in the tables or in `buffer`, which has room for 3.
std::u32string_view decompose(char32_t character, char32_t* buffer);

/// Version of the Unicode standard that the tables were made from.
std::string_view version();

}
