#include "engine/tokens/unicode.h"

#include "engine/tokens/unicode_tables.h"

#include <algorithm>
#include <array>
#include <span>

namespace embedscope::unicode {

static const CharacterClass& classOf(char32_t character)
{
    if (character > 0x10FFFF)
        character = 0x10FFFF; // unassigned, like everything beyond
    return kClasses[kClassOf[kBlockOf[character / kBlockSize] * kBlockSize + character % kBlockSize]];
}

uint16_t flags(char32_t character)
{
    return classOf(character).flags;
}

bool isWhiteSpace(char32_t character)
{
    return (flags(character) & kSpace) || character == 0x0B || character == 0x0C || character == 0x85;
}

uint8_t combiningClass(char32_t character)
{
    return classOf(character).combiningClass;
}

bool isIdeograph(char32_t c)
{
    // The eight ranges of tokenization.py of google-research/bert.
    constexpr std::array<std::array<char32_t, 2>, 8> kRanges = {{
        {0x4E00, 0x9FFF},
        {0x3400, 0x4DBF},
        {0x20000, 0x2A6DF},
        {0x2A700, 0x2B73F},
        {0x2B740, 0x2B81F},
        {0x2B820, 0x2CEAF},
        {0xF900, 0xFAFF},
        {0x2F800, 0x2FA1F},
    }};
    if (c < 0x3400)
        return false;
    return std::ranges::any_of(kRanges, [c](const auto& range) { return c >= range[0] && c <= range[1]; });
}

char32_t lower(char32_t character)
{
    if (character == 0x130)
        return U'i';
    const std::span ranges(kLowerRanges, kLowerRangeCount);
    const auto range =
        std::ranges::lower_bound(ranges, static_cast<uint32_t>(character), {}, &LowerRange::last);
    if (range == ranges.end() || character < range->first || (character - range->first) % range->step != 0)
        return character;
    return static_cast<char32_t>(static_cast<int32_t>(character) + range->difference);
}

std::u32string_view decompose(char32_t character, char32_t* buffer)
{
    // Hangul syllables are decomposed by arithmetic (Unicode standard, section 3.12).
    constexpr char32_t kFirst = 0xAC00, kCount = 11172, kVowels = 21, kTrailing = 28;
    if (character >= kFirst && character < kFirst + kCount) {
        const char32_t syllable = character - kFirst;
        buffer[0] = 0x1100 + syllable / (kVowels * kTrailing);
        buffer[1] = 0x1161 + syllable / kTrailing % kVowels;
        buffer[2] = 0x11A7 + syllable % kTrailing;
        return {buffer, syllable % kTrailing == 0 ? 2u : 3u};
    }
    const std::span entries(kDecompositions, kDecompositionCount);
    const auto entry =
        std::ranges::lower_bound(entries, static_cast<uint32_t>(character), {}, &Decomposition::character);
    if (entry != entries.end() && entry->character == character)
        return {kDecomposed + entry->at, entry->length};
    buffer[0] = character;
    return {buffer, 1};
}

std::string_view version()
{
    return kVersion;
}

}
