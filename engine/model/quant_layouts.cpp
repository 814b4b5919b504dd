#include "engine/model/quant_layouts.h"

#include <array>
#include <bit>
#include <cstring>

namespace embedscope::quant {

namespace {

constexpr std::array<int8_t, 16> kIq4Values = {-127, -104, -83, -65, -49, -35, -22, -10,
                                               1,    13,   25,  38,  53,  69,  89,  113};
constexpr std::array<int8_t, 16> kFp4Values = {0, 1,  2,  3,  4,  6,  8,  12,
                                               0, -1, -2, -3, -4, -6, -8, -12}; // doubled

template <class T> T load(const std::byte* data)
{
    T value;
    std::memcpy(&value, data, sizeof value);
    return value;
}

float half(const std::byte* data)
{
    return halfToFloat(load<uint16_t>(data));
}

int low(std::byte two)
{
    return static_cast<int>(two) & 15;
}
int high(std::byte two)
{
    return static_cast<int>(two) >> 4;
}

// The fifth bit of value i, where 32 of them lie in a word.
int fifth(uint32_t bits, int i)
{
    return static_cast<int>(bits >> i & 1u) << 4;
}

int8_t byteOf(int value)
{
    return static_cast<int8_t>(value);
}

// Two values of four bits in a byte: the first sixteen in the low halves.
template <class Value> void eachOfSixteen(const std::byte* packed, Value value, int8_t* out)
{
    for (int i = 0; i < 16; ++i) {
        out[i] = byteOf(value(low(packed[i])));
        out[i + 16] = byteOf(value(high(packed[i])));
    }
}

int fp4(int code)
{
    return kFp4Values[static_cast<std::size_t>(code)];
}
int iq4(int code)
{
    return kIq4Values[static_cast<std::size_t>(code)];
}

// An exponent of eight bits alone, halved because the values are doubled.
float exponentScale(uint8_t e)
{
    return std::bit_cast<float>(e < 2 ? uint32_t{0x00200000} << e : uint32_t(e - 1) << 23);
}

// Four bits of exponent (bias 7), three of mantissa, no sign; halved likewise. 0x7F is no number and counts
// as zero.
float smallScale(uint8_t code)
{
    if (code == 0 || code == 0x7F)
        return 0;
    const int exponent = code >> 3 & 15, mantissa = code & 7;
    const float value = exponent == 0 ? static_cast<float>(mantissa) * 0x1p-9f
                                      : (1.0f + static_cast<float>(mantissa) / 8.0f)
            * std::bit_cast<float>(static_cast<uint32_t>(exponent - 7 + 127) << 23);
    return value * 0.5f;
}

}

void codesQ8_0(const std::byte* block, Int8Block* out)
{
    out->scale = half(block);
    std::memcpy(out->q, block + 2, 32);
}

void codesQ8_1(const std::byte* block, Int8Block* out)
{
    out->scale = half(block);
    std::memcpy(out->q, block + 4, 32);
}

void codesQ4_0(const std::byte* block, Int8Block* out)
{
    out->scale = half(block);
    eachOfSixteen(
        block + 2, [](int code) { return code - 8; }, out->q);
}

void codesQ5_0(const std::byte* block, Int8Block* out)
{
    out->scale = half(block);
    const auto bits = load<uint32_t>(block + 2);
    for (int i = 0; i < 16; ++i) {
        out->q[i] = byteOf((low(block[6 + i]) | fifth(bits, i)) - 16);
        out->q[i + 16] = byteOf((high(block[6 + i]) | fifth(bits, i + 16)) - 16);
    }
}

void codesIQ4_NL(const std::byte* block, Int8Block* out)
{
    out->scale = half(block);
    eachOfSixteen(block + 2, iq4, out->q);
}

void codesIQ4_XS(const std::byte* block, Int8Block* out)
{
    const float d = half(block);
    const auto highBits = load<uint16_t>(block + 2);
    for (int part = 0; part < 8; ++part) {
        const std::byte two = block[4 + part / 2];
        const int scale = (part % 2 ? high(two) : low(two)) | (highBits >> 2 * part & 3) << 4;
        out[part].scale = d * static_cast<float>(scale - 32);
        eachOfSixteen(block + 8 + part * 16, iq4, out[part].q);
    }
}

void codesMXFP4(const std::byte* block, Int8Block* out)
{
    out->scale = exponentScale(static_cast<uint8_t>(block[0]));
    eachOfSixteen(block + 1, fp4, out->q);
}

// Five values of three states in a byte, as digits of a fraction.
void codesTQ1_0(const std::byte* block, Int8Block* out)
{
    constexpr std::array<int, 5> kPowers = {1, 3, 9, 27, 81};
    for (int part = 0; part < 8; ++part)
        out[part].scale = half(block + 52);
    int at = 0;
    const auto digits = [&](int first, int bytes, int count) {
        for (int n = 0; n < count; ++n) {
            for (int i = first; i < first + bytes; ++i, ++at) {
                const int turned = static_cast<int>(block[i]) * kPowers[static_cast<std::size_t>(n)] & 255;
                out[at / 32].q[at % 32] = byteOf((turned * 3 >> 8) - 1);
            }
        }
    };
    digits(0, 32, 5);
    digits(32, 16, 5);
    digits(48, 4, 4);
}

void codesTQ2_0(const std::byte* block, Int8Block* out)
{
    for (int part = 0; part < 8; ++part) {
        out[part].scale = half(block + 64);
        for (int i = 0; i < 32; ++i)
            out[part].q[i] = byteOf((static_cast<int>(block[part / 4 * 32 + i]) >> part % 4 * 2 & 3) - 1);
    }
}

void codesQ1_0(const std::byte* block, Int8Block* out)
{
    for (int part = 0; part < 4; ++part) {
        out[part].scale = half(block);
        for (int i = 0; i < 32; ++i)
            out[part].q[i] = byteOf((static_cast<int>(block[2 + part * 4 + i / 8]) >> i % 8 & 1) * 2 - 1);
    }
}

void codesQ2_0(const std::byte* block, Int8Block* out)
{
    for (int part = 0; part < 2; ++part) {
        out[part].scale = half(block);
        for (int i = 0; i < 32; ++i)
            out[part].q[i] = byteOf((static_cast<int>(block[2 + part * 8 + i / 4]) >> i % 4 * 2 & 3) - 1);
    }
}

void unpackQ4_1(const std::byte* block, float* out)
{
    const float d = half(block), least = half(block + 2);
    for (int i = 0; i < 16; ++i) {
        out[i] = static_cast<float>(low(block[4 + i])) * d + least;
        out[i + 16] = static_cast<float>(high(block[4 + i])) * d + least;
    }
}

void unpackQ5_1(const std::byte* block, float* out)
{
    const float d = half(block), least = half(block + 2);
    const auto bits = load<uint32_t>(block + 4);
    for (int i = 0; i < 16; ++i) {
        out[i] = static_cast<float>(low(block[8 + i]) | fifth(bits, i)) * d + least;
        out[i + 16] = static_cast<float>(high(block[8 + i]) | fifth(bits, i + 16)) * d + least;
    }
}

void unpackNVFP4(const std::byte* block, float* out)
{
    for (int part = 0; part < 4; ++part) {
        const float d = smallScale(static_cast<uint8_t>(block[part]));
        for (int i = 0; i < 8; ++i) {
            const std::byte two = block[4 + part * 8 + i];
            out[part * 16 + i] = static_cast<float>(fp4(low(two))) * d;
            out[part * 16 + i + 8] = static_cast<float>(fp4(high(two))) * d;
        }
    }
}

}
