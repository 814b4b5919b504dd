// The block types of GGUF tensors, unpacked: bit for bit the numbers that ggml's own code gives, and as int8
// blocks of 32 with one scale each, which is what the engine's integer kernels compute with. Not for packing:
// that is the kernels' room.
//
// Exact as int8 blocks: Q8_0, Q8_1, Q4_0, Q5_0, IQ4_NL, IQ4_XS, MXFP4, TQ1_0, TQ2_0, Q1_0, Q2_0. All others
// (Q4_1, Q5_1, Q2_K to Q6_K, NVFP4) have a minimum or more than one scale in 32 values; they are rounded
// anew, by at most 1/254 of the largest value of the block: a sixteenth of what a type of four bits has
// rounded already. Source: ggml 0.5.0, ggml-quants.c.
#pragma once

#include "engine/gguf/gguf_types.h"
#include "engine/kernels/packing.h"

#include <cstddef>
#include <span>

namespace embedscope {

/// Types of blocks that the engine reads; F32, F16 and BF16 are no blocks.
bool isBlockType(TensorType type);
/// Do int8 blocks of 32 hold every value of the type as it is?
bool isExactAsInt8(TensorType type);

/// `count` values of a block type, a multiple of its block, to floats.
void unpackBlocks(TensorType type, const std::byte* data, std::size_t count, float* out);
/// The same to blocks of 32.
void unpackToInt8(TensorType type, const std::byte* data, std::size_t count, Int8Block* out);
/// No scale that is infinite or no number.
bool scalesAreFinite(TensorType type, std::span<const std::byte> data);

}
