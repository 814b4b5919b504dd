// How the bits lie in one block of each type: what quant_blocks.cpp goes through block by block. From the
// format's source, ggml 0.5.0: ggml-common.h (layouts) and ggml-quants.c (order of the operations, which
// decides the last bit).
#pragma once

#include "engine/kernels/packing.h"

#include <cstddef>

namespace embedscope::quant {

/// One block to as many floats as it has elements.
using UnpackBlock = void(const std::byte* block, float* out);
/// One block to a 32th as many int8 blocks.
using CodesOfBlock = void(const std::byte* block, Int8Block* out);

CodesOfBlock codesQ8_0, codesQ8_1, codesQ4_0, codesQ5_0, codesIQ4_NL, codesIQ4_XS, codesMXFP4, codesTQ1_0,
    codesTQ2_0, codesQ1_0, codesQ2_0;
UnpackBlock unpackQ4_1, unpackQ5_1, unpackQ2_K, unpackQ3_K, unpackQ4_K, unpackQ5_K, unpackQ6_K, unpackNVFP4;

}
