// The frozen Unicode data behind engine/tokens/unicode.h, made by tests/tools/make_unicode_tables.py.
// Only unicode.cpp reads it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace embedscope::unicode {

struct CharacterClass
{
    uint16_t flags; ///< CharacterFlag
    uint8_t combiningClass; ///< 0: a starter
};

/// Every `step`-th character of first..last becomes itself plus `difference` in lower case.
struct LowerRange
{
    uint32_t first, last;
    int32_t step, difference;
};

/// Full canonical decomposition: `length` characters of kDecomposed from `at`, in canonical order.
struct Decomposition
{
    uint32_t character;
    uint16_t at, length;
};

constexpr std::size_t kBlockSize = 128;
extern const char* const kVersion;
extern const uint8_t kBlockOf[];
extern const uint8_t kClassOf[];
extern const CharacterClass kClasses[];
extern const LowerRange kLowerRanges[];
extern const std::size_t kLowerRangeCount;
extern const Decomposition kDecompositions[];
extern const std::size_t kDecompositionCount;
extern const char32_t kDecomposed[];

}
