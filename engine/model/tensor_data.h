// Raw tensor bytes to numbers: the types that the engine computes with (F32, F16, BF16, Q8_0), unaligned and checked
// for values that are no numbers. Not for packing: that is the kernels' room.
#pragma once

#include "engine/gguf/gguf_file.h"

#include <cstddef>

namespace embedscope {

bool isSupportedType(TensorType type);
/// Bytes of `count` values; count is a multiple of 32 for Q8_0.
std::size_t rowBytes(TensorType type, std::size_t count);
/// `count` values of a supported type to floats, exactly.
void widen(TensorType type, const std::byte* data, std::size_t count, float* out);
/// No infinity and no NaN, in Q8_0: in no scale.
bool allFinite(TensorType type, std::span<const std::byte> data);

}
