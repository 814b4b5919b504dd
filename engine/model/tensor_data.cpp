#include "engine/model/tensor_data.h"

#include "engine/kernels/packing.h"

#include <cstring>

namespace embedscope {

namespace {

constexpr std::size_t kBlockValues = 32, kBlockBytes = 34; // Q8_0: an F16 scale, then 32 int8

template <class T> T load(const std::byte* data)
{
    T value;
    std::memcpy(&value, data, sizeof value);
    return value;
}

void widenQ8(const std::byte* data, std::size_t count, float* out)
{
    for (std::size_t block = 0; block < count / kBlockValues; ++block, data += kBlockBytes) {
        const float scale = halfToFloat(load<uint16_t>(data));
        for (std::size_t i = 0; i < kBlockValues; ++i)
            out[block * kBlockValues + i] = scale * static_cast<float>(load<int8_t>(data + 2 + i));
    }
}

// A number is infinite or none at all when its exponent is all ones.
template <class Bits> bool exponentsBelow(std::span<const std::byte> data, std::size_t step, Bits exponentMask)
{
    Bits bad = 0;
    for (std::size_t at = 0; at + sizeof(Bits) <= data.size(); at += step)
        bad = static_cast<Bits>(bad | ((load<Bits>(data.data() + at) & exponentMask) == exponentMask));
    return bad == 0;
}

}

bool isSupportedType(TensorType type)
{
    return type == TensorType::F32 || type == TensorType::F16 || type == TensorType::BF16 || type == TensorType::Q8_0;
}

std::size_t rowBytes(TensorType type, std::size_t count)
{
    if (type == TensorType::Q8_0)
        return count / kBlockValues * kBlockBytes;
    return count * (type == TensorType::F32 ? 4 : 2);
}

void widen(TensorType type, const std::byte* data, std::size_t count, float* out)
{
    if (type == TensorType::Q8_0)
        return widenQ8(data, count, out);
    for (std::size_t i = 0; i < count; ++i) {
        if (type == TensorType::F32)
            out[i] = load<float>(data + 4 * i);
        else if (type == TensorType::F16)
            out[i] = halfToFloat(load<uint16_t>(data + 2 * i));
        else
            out[i] = bfloat16ToFloat(load<uint16_t>(data + 2 * i));
    }
}

bool allFinite(TensorType type, std::span<const std::byte> data)
{
    switch (type) {
    case TensorType::F32:
        return exponentsBelow<uint32_t>(data, 4, 0x7F800000u);
    case TensorType::F16:
        return exponentsBelow<uint16_t>(data, 2, 0x7C00);
    case TensorType::BF16:
        return exponentsBelow<uint16_t>(data, 2, 0x7F80);
    default:
        return exponentsBelow<uint16_t>(data, kBlockBytes, 0x7C00);
    }
}

}
