// What the bf16 way through attention needs beside avx512.h: two neighbouring numbers of 16 bits in each
// lane of
// 32. Everything here is static or in a file of its own; include only from avx512bf16_*.cpp.
#pragma once

#include "engine/kernels/avx512vnni.h"

#if defined(EMBEDSCOPE_AVX512VNNI) && defined(__AVX512BF16__)
#define EMBEDSCOPE_AVX512BF16 1

namespace embedscope::avx512bf16 {

using namespace avx512;

/// Pairs that a head takes, whole fours of them.
static inline int headPairs(const AttentionShape& shape)
{
    return (shape.headSize + 7) / 8 * 4;
}

static inline __m512 addDot(__m512 sum, __m512i a, __m512i b)
{
    return _mm512_dpbf16_ps(sum, __m512bh(a), __m512bh(b));
}

/// Rounded to nearest, `low` before `high`.
static inline __m512i rounded(__m512 low, __m512 high)
{
    return __m512i(_mm512_cvtne2ps_pbh(high, low));
}

static inline __m512i broadcastPair(const uint32_t* pair)
{
    return _mm512_set1_epi32(int(*pair));
}

/// Row r (of 16; those past `count` repeat the last) to column r of `out`: out[p * outStride + r] = the
/// rounded row r [2 p, 2 p + 1] * factor, zeros behind its end.
void transposePairs(const float* rows, ptrdiff_t stride, int count, int size, float factor, uint32_t* out,
                    ptrdiff_t outStride);
/// Squared lengths of 16 columns of a transposed block.
__m512 squaredLengths(const uint32_t* block, ptrdiff_t blockStride, int pairs);
/// keys: blocks of 32 as [pairs][32]; values: [tokens/2, rounded up][padded size] of two tokens each, zeros
/// behind. Squared length of the longest key.
float packHead(const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape, uint32_t* keys,
               uint32_t* values);

}
#endif
