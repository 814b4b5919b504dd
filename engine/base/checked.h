// Overflow-safe arithmetic for sizes and offsets that come from files: every function says nullopt instead of wrapping.
#pragma once

#include <cstdint>
#include <optional>

namespace embedscope {

inline std::optional<uint64_t> checkedAdd(uint64_t a, uint64_t b)
{
    uint64_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum))
        return std::nullopt;
    return sum;
}

inline std::optional<uint64_t> checkedMultiply(uint64_t a, uint64_t b)
{
    uint64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product))
        return std::nullopt;
    return product;
}

/// Is [offset, offset + length) inside [0, size)?
inline bool rangeInside(uint64_t offset, uint64_t length, uint64_t size)
{
    return offset <= size && length <= size - offset;
}

}
