#include "engine/model/tensor_data.h"

#include "engine/kernels/packing.h"
#include "engine/model/quant_blocks.h"

#include <cstring>

namespace embedscope {

namespace {

template <class T> T load(const std::byte* data)
{
    T value;
    std::memcpy(&value, data, sizeof value);
    return value;
}

// A number is infinite or none at all when its exponent is all ones.
template <class Bits> bool exponentsBelow(std::span<const std::byte> data, Bits exponentMask)
{
    Bits bad = 0;
    for (std::size_t at = 0; at + sizeof(Bits) <= data.size(); at += sizeof(Bits))
        bad = static_cast<Bits>(bad | ((load<Bits>(data.data() + at) & exponentMask) == exponentMask));
    return bad == 0;
}

}

bool isSupportedType(TensorType type)
{
    return type == TensorType::F32 || type == TensorType::F16 || type == TensorType::BF16
        || isBlockType(type);
}

WeightKind weightKindOf(TensorType type)
{
    switch (type) {
    case TensorType::F32:
        return WeightKind::F32;
    case TensorType::F16:
        return WeightKind::F16;
    case TensorType::BF16:
        return WeightKind::BF16;
    default:
        return WeightKind::Q8;
    }
}

std::size_t rowBytes(TensorType type, std::size_t count)
{
    const auto traits = tensorTypeTraits(static_cast<uint32_t>(type));
    return traits ? count / traits->blockElements * traits->blockBytes : 0;
}

void widen(TensorType type, const std::byte* data, std::size_t count, float* out)
{
    if (isBlockType(type))
        return unpackBlocks(type, data, count, out);
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
        return exponentsBelow<uint32_t>(data, 0x7F800000u);
    case TensorType::F16:
        return exponentsBelow<uint16_t>(data, 0x7C00);
    case TensorType::BF16:
        return exponentsBelow<uint16_t>(data, 0x7F80);
    default:
        return scalesAreFinite(type, data);
    }
}

}
