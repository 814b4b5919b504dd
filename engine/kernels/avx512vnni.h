// What VNNI has beside avx512.h. Include only from avx512vnni_*.cpp, avx512bf16_*.cpp and
// kernels_avx512vnni.cpp.
#pragma once

#include "engine/kernels/avx512_finish.h"

#if defined(EMBEDSCOPE_AVX512) && defined(__AVX512VNNI__)
#define EMBEDSCOPE_AVX512VNNI 1

namespace embedscope::avx512bf16 {
/// These need bf16 beside AVX-512 VNNI (avx512bf16_*.cpp).
void attention(const float* q, const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape,
               int firstQuery, int queryCount, float* out, ptrdiff_t outStride, float* scratch);
void linearRounded(const float* x, ptrdiff_t xStride, int rows, const PackedWeights& w, const LinearOutput& out,
                   float* scratch);
size_t linearRoundedScratchFloats(int inputs);
}

namespace embedscope::avx512vnni {

using namespace avx512;

void linearQ8(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
              const LinearOutput& out);
int32_t dotInt8(const int8_t* a, const int8_t* b, int count);
int64_t int8PeakLoop(int rounds);

}
#endif
