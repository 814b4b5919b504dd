#include "tests/models/random_rows.h"

#include "engine/kernels/packing.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

namespace embedscope {

namespace {

uint64_t mixed(uint64_t z) // splitmix64
{
    z += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

// The sum of four uniform numbers: nearly normal, never beyond 3.5.
float nearlyNormal(uint64_t bits)
{
    const uint64_t sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
    return (static_cast<float>(sum) - 131070.0f) * (1.0f / 37837.2f);
}

uint16_t floatToHalf(float value) // nearest, ties to even; beyond the largest: the largest
{
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    const auto sign = static_cast<uint16_t>(bits >> 16 & 0x8000u);
    const float size = std::min(std::fabs(value), 65504.0f);
    if (size == 0)
        return sign;
    int exponent = 0;
    std::frexp(size, &exponent); // size < 2^exponent
    const int step = std::max(exponent - 11, -24); // halves lie 2^step apart here
    const auto units = static_cast<uint32_t>(std::nearbyint(std::ldexp(size, -step)));
    // A carry out of the mantissa raises the exponent by itself.
    return static_cast<uint16_t>(sign | ((static_cast<uint32_t>(step + 24) << 10) + units));
}

template <class T> void put(std::span<std::byte>& out, T value)
{
    std::memcpy(out.data(), &value, sizeof value);
    out = out.subspan(sizeof value);
}

void putQ8(std::span<std::byte>& out, std::span<const float> block)
{
    float largest = 0;
    for (const float value : block)
        largest = std::max(largest, std::fabs(value));
    const float scale = largest / 127, inverse = scale > 0 ? 1 / scale : 0;
    put(out, floatToHalf(scale));
    for (const float value : block)
        put(out, static_cast<int8_t>(std::round(value * inverse)));
}

void putQ4(std::span<std::byte>& out, std::span<const float> block)
{
    float extreme = 0; // it becomes -8
    for (const float value : block)
        extreme = std::fabs(value) > std::fabs(extreme) ? value : extreme;
    const float scale = extreme / -8, inverse = scale != 0 ? 1 / scale : 0;
    put(out, floatToHalf(scale));
    const auto quant = [&](float value) {
        return static_cast<uint8_t>(std::clamp(static_cast<int>(value * inverse + 8.5f), 0, 15));
    };
    for (std::size_t i = 0; i < 16; ++i)
        put(out, static_cast<uint8_t>(quant(block[i]) | quant(block[i + 16]) << 4));
}

void putRow(TensorType type, std::span<const float> row, std::span<std::byte> out)
{
    if (type == TensorType::Q8_0 || type == TensorType::Q4_0) {
        for (; !row.empty(); row = row.subspan(32))
            type == TensorType::Q8_0 ? putQ8(out, row.first(32)) : putQ4(out, row.first(32));
        return;
    }
    for (const float value : row) {
        if (type == TensorType::F32)
            put(out, value);
        else
            put(out, type == TensorType::F16 ? floatToHalf(value) : floatToBfloat16(value));
    }
}

uint64_t nameSeed(std::string_view name, uint64_t seed)
{
    uint64_t hash = mixed(seed);
    for (const char c : name)
        hash = mixed(hash ^ static_cast<unsigned char>(c));
    return hash;
}

float unevenness(uint64_t bits) // of whole rows and columns
{
    return std::exp(0.25f * nearlyNormal(bits));
}

}

std::optional<TensorType> writableType(std::string_view name)
{
    for (const TensorType type :
         {TensorType::F32, TensorType::F16, TensorType::BF16, TensorType::Q8_0, TensorType::Q4_0}) {
        if (tensorTypeName(type) == name)
            return type;
    }
    return std::nullopt;
}

GgufWriter::RowMaker randomRows(const RandomTensor& tensor, TensorType type, uint64_t seed)
{
    const uint64_t start = nameSeed(tensor.name, seed);
    const auto length = static_cast<std::size_t>(tensor.shape[0]);
    std::vector<float> columns(length, tensor.deviation);
    for (std::size_t k = 0; tensor.matrix && k < length; ++k)
        columns[k] *= unevenness(mixed(~start ^ k));
    return [=, matrix = tensor.matrix, mean = tensor.mean,
            values = std::vector<float>(length)](uint64_t row, std::span<std::byte> bytes) mutable {
        uint64_t state = mixed(start ^ mixed(row));
        const float rowScale = matrix ? unevenness(mixed(~state)) : 1;
        for (std::size_t k = 0; k < length; ++k) {
            state += 0x9E3779B97F4A7C15u;
            const uint64_t bits = mixed(state);
            const bool outlier = matrix && mixed(bits) % 5000 == 0;
            values[k] = mean + columns[k] * rowScale * nearlyNormal(bits) * (outlier ? 6.0f : 1.0f);
        }
        putRow(type, values, bytes);
    };
}

}
