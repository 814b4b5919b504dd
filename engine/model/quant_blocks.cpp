#include "engine/model/quant_blocks.h"

#include "engine/model/quant_layouts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace embedscope {

namespace {

using namespace quant;

struct BlockType
{
    TensorType type;
    std::size_t elements, bytes;
    UnpackBlock* unpack; ///< one block to floats
    CodesOfBlock* codes; ///< one block to int8 blocks, when they hold it exactly
    std::array<int, 2> halfScales; ///< where scales of half precision lie in a block; -1: none
};

using enum TensorType;

constexpr std::array kBlockTypes = {
    BlockType{Q8_0, 32, 34, nullptr, codesQ8_0, {0, -1}},
    BlockType{Q8_1, 32, 36, nullptr, codesQ8_1, {0, 2}},
    BlockType{Q4_0, 32, 18, nullptr, codesQ4_0, {0, -1}},
    BlockType{Q5_0, 32, 22, nullptr, codesQ5_0, {0, -1}},
    BlockType{IQ4_NL, 32, 18, nullptr, codesIQ4_NL, {0, -1}},
    BlockType{IQ4_XS, 256, 136, nullptr, codesIQ4_XS, {0, -1}},
    BlockType{MXFP4, 32, 17, nullptr, codesMXFP4, {-1, -1}},
    BlockType{TQ1_0, 256, 54, nullptr, codesTQ1_0, {52, -1}},
    BlockType{TQ2_0, 256, 66, nullptr, codesTQ2_0, {64, -1}},
    BlockType{Q1_0, 128, 18, nullptr, codesQ1_0, {0, -1}},
    BlockType{Q2_0, 64, 18, nullptr, codesQ2_0, {0, -1}},
    BlockType{Q4_1, 32, 20, unpackQ4_1, nullptr, {0, 2}},
    BlockType{Q5_1, 32, 24, unpackQ5_1, nullptr, {0, 2}},
    BlockType{Q2_K, 256, 84, unpackQ2_K, nullptr, {80, 82}},
    BlockType{Q3_K, 256, 110, unpackQ3_K, nullptr, {108, -1}},
    BlockType{Q4_K, 256, 144, unpackQ4_K, nullptr, {0, 2}},
    BlockType{Q5_K, 256, 176, unpackQ5_K, nullptr, {0, 2}},
    BlockType{Q6_K, 256, 210, unpackQ6_K, nullptr, {208, -1}},
    BlockType{NVFP4, 64, 36, unpackNVFP4, nullptr, {-1, -1}},
};
constexpr std::size_t kMostElements = 256;

const BlockType* find(TensorType type)
{
    const auto found = std::ranges::find(kBlockTypes, type, &BlockType::type);
    return found == kBlockTypes.end() ? nullptr : &*found;
}

Int8Block rounded(const float* values)
{
    Int8Block block{};
    float largest = 0;
    for (int i = 0; i < 32; ++i)
        largest = std::max(largest, std::abs(values[i]));
    constexpr float kNothing = 1e-34f; // its reciprocal would be near the end of the range
    if (largest < kNothing)
        return block;
    block.scale = largest / 127.0f;
    const float inverse = 127.0f / largest;
    for (int i = 0; i < 32; ++i)
        block.q[i] = static_cast<int8_t>(std::lrint(values[i] * inverse));
    return block;
}

}

bool isBlockType(TensorType type)
{
    return find(type) != nullptr;
}

bool isExactAsInt8(TensorType type)
{
    const BlockType* block = find(type);
    return block && block->codes;
}

void unpackBlocks(TensorType type, const std::byte* data, std::size_t count, float* out)
{
    const BlockType& block = *find(type);
    for (std::size_t at = 0; at + block.elements <= count; at += block.elements, data += block.bytes) {
        if (block.unpack) {
            block.unpack(data, out + at);
            continue;
        }
        std::array<Int8Block, kMostElements / 32> codes;
        block.codes(data, codes.data());
        for (std::size_t i = 0; i < block.elements; ++i)
            out[at + i] = codes[i / 32].scale * static_cast<float>(codes[i / 32].q[i % 32]);
    }
}

void unpackToInt8(TensorType type, const std::byte* data, std::size_t count, Int8Block* out)
{
    const BlockType& block = *find(type);
    for (std::size_t at = 0; at + block.elements <= count; at += block.elements, data += block.bytes) {
        if (block.codes) {
            block.codes(data, out + at / 32);
            continue;
        }
        std::array<float, kMostElements> values;
        block.unpack(data, values.data());
        for (std::size_t i = 0; i < block.elements; i += 32)
            out[(at + i) / 32] = rounded(values.data() + i);
    }
}

bool scalesAreFinite(TensorType type, std::span<const std::byte> data)
{
    constexpr uint16_t kExponent = 0x7C00; // all ones in infinity and in what is no number
    const BlockType& block = *find(type);
    for (const int place : block.halfScales) {
        bool bad = false;
        for (std::size_t at = 0; place >= 0 && at + block.bytes <= data.size(); at += block.bytes) {
            uint16_t half = 0;
            std::memcpy(&half, data.data() + at + place, sizeof half);
            bad |= (half & kExponent) == kExponent;
        }
        if (bad)
            return false;
    }
    return true;
}

}
