// The K types: 256 values with one scale of half precision, and scales of their own for every 16 or 32 of
// them.
#include "engine/model/quant_layouts.h"

#include <cstring>

namespace embedscope::quant {

namespace {

float half(const std::byte* data)
{
    uint16_t bits = 0;
    std::memcpy(&bits, data, sizeof bits);
    return halfToFloat(bits);
}

int number(std::byte byte)
{
    return static_cast<int>(byte);
}

struct ScaleAndLeast
{
    int scale, least;
};

// Eight pairs of six bits in twelve bytes.
ScaleAndLeast pairOf(const std::byte* packed, int i)
{
    if (i < 4)
        return {number(packed[i]) & 63, number(packed[i + 4]) & 63};
    return {(number(packed[i + 4]) & 15) | (number(packed[i - 4]) >> 6) << 4,
            number(packed[i + 4]) >> 4 | (number(packed[i]) >> 6) << 4};
}

// Sixteen scales of six bits in twelve bytes: four low bits of each, then two high bits of each.
int scaleOfQ3(const std::byte* packed, int i)
{
    const int lowBits = i < 8 ? number(packed[i]) & 15 : number(packed[i - 8]) >> 4;
    const int highBits = number(packed[8 + i % 4]) >> i / 4 * 2 & 3;
    return (lowBits | highBits << 4) - 32;
}

}

void unpackQ2_K(const std::byte* block, float* out)
{
    const std::byte *scales = block, *codes = block + 16;
    const float d = half(block + 80), dLeast = half(block + 82);
    for (int group = 0; group < 16; ++group) { // 16 values each
        const int shift = group % 8 / 2 * 2, first = group / 8 * 32 + group % 2 * 16;
        const float scale = d * static_cast<float>(number(scales[group]) & 15);
        const float least = dLeast * static_cast<float>(number(scales[group]) >> 4);
        for (int i = 0; i < 16; ++i)
            *out++ = scale * static_cast<float>(number(codes[first + i]) >> shift & 3) - least;
    }
}

void unpackQ3_K(const std::byte* block, float* out)
{
    const std::byte *highBits = block, *codes = block + 32, *scales = block + 96;
    const float d = half(block + 108);
    for (int group = 0; group < 16; ++group) {
        const int shift = group % 8 / 2 * 2, first = group / 8 * 32 + group % 2 * 16;
        const float scale = d * static_cast<float>(scaleOfQ3(scales, group));
        for (int i = 0; i < 16; ++i) {
            const int high = number(highBits[group % 2 * 16 + i]) >> group / 2 & 1;
            *out++ = scale * static_cast<float>((number(codes[first + i]) >> shift & 3) - (high ? 0 : 4));
        }
    }
}

void unpackQ4_K(const std::byte* block, float* out)
{
    const std::byte *scales = block + 4, *codes = block + 16;
    const float d = half(block), dLeast = half(block + 2);
    for (int group = 0; group < 8; ++group) { // 32 values each
        const ScaleAndLeast pair = pairOf(scales, group);
        const float scale = d * static_cast<float>(pair.scale),
                    least = dLeast * static_cast<float>(pair.least);
        for (int i = 0; i < 32; ++i)
            *out++ =
                scale * static_cast<float>(number(codes[group / 2 * 32 + i]) >> group % 2 * 4 & 15) - least;
    }
}

void unpackQ5_K(const std::byte* block, float* out)
{
    const std::byte *scales = block + 4, *highBits = block + 16, *codes = block + 48;
    const float d = half(block), dLeast = half(block + 2);
    for (int group = 0; group < 8; ++group) {
        const ScaleAndLeast pair = pairOf(scales, group);
        const float scale = d * static_cast<float>(pair.scale),
                    least = dLeast * static_cast<float>(pair.least);
        for (int i = 0; i < 32; ++i) {
            const int lowBits = number(codes[group / 2 * 32 + i]) >> group % 2 * 4 & 15;
            const int high = number(highBits[i]) >> group & 1;
            *out++ = scale * static_cast<float>(lowBits | high << 4) - least;
        }
    }
}

void unpackQ6_K(const std::byte* block, float* out)
{
    const std::byte *lowBits = block, *highBits = block + 128, *scales = block + 192;
    const float d = half(block + 208);
    for (int group = 0; group < 16; ++group) { // 16 values each, eight groups per half of the block
        const int part = group / 8, quarter = group % 8 / 2;
        const float scale = d * static_cast<float>(static_cast<int8_t>(scales[group]));
        for (int i = 0; i < 16; ++i) {
            const int at = group % 2 * 16 + i;
            const int lower = number(lowBits[part * 64 + quarter % 2 * 32 + at]) >> quarter / 2 * 4 & 15;
            const int upper = number(highBits[part * 32 + at]) >> quarter * 2 & 3;
            *out++ = scale * static_cast<float>((lower | upper << 4) - 32);
        }
    }
}

}
