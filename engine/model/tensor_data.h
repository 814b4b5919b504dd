// Raw tensor bytes to numbers: the types that the engine reads (F32, F16, BF16 and the blocks of
// quant_blocks.h), unaligned and checked for values that are no numbers. Not for packing: that is the
// kernels' room.
#pragma once

#include "engine/gguf/gguf_file.h"
#include "engine/kernels/kernels.h"

#include <cstddef>

namespace embedscope {

bool isSupportedType(TensorType type);
/// How the kernels hold a matrix of a supported type.
WeightKind weightKindOf(TensorType type);
/// Bytes of `count` values; count is a multiple of the type's block.
std::size_t rowBytes(TensorType type, std::size_t count);
/// `count` values of a supported type to floats, exactly.
void widen(TensorType type, const std::byte* data, std::size_t count, float* out);
/// No infinity and no NaN; in blocks, in no scale.
bool allFinite(TensorType type, std::span<const std::byte> data);

}
