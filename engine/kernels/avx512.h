// What the files of AVX-512 share, with and without VNNI: everything is static, so nothing here can leak into
// the program for older processors. Include only from avx512*.cpp and kernels_avx512*.cpp.
#pragma once

#include "engine/kernels/avx512_math.h"
#include "engine/kernels/block_scale.h"
#include "engine/kernels/kernels.h"
#include "engine/kernels/tables.h"

#include <string.h>

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__) && defined(__AVX512DQ__)
#define EMBEDSCOPE_AVX512 1
#include <immintrin.h>

namespace embedscope::avx512 {

void linearQ8(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
              const LinearOutput& out);
void linearFloat(const float* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
                 const LinearOutput& out);
void attention(const float* q, const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape,
               int firstQuery, int queryCount, float* out, ptrdiff_t outStride, float* scratch);
size_t attentionScratchFloats(const AttentionShape& shape);

// Heads as attention reads them (avx512_heads.cpp).
constexpr int kKeyBlock = 32; ///< keys of a packed block
static inline int paddedHeadSize(const AttentionShape& shape)
{
    return (shape.headSize + 15) / 16 * 16;
}
/// Row r (of 16; those past `count` repeat the last) to column r of `out`: out[d * outStride + r] = row r [d]
/// * factor.
void transpose16(const float* rows, ptrdiff_t stride, int count, int size, float factor, float* out,
                 ptrdiff_t outStride);
/// Squared lengths of 16 columns of a transposed block.
__m512 squaredLengths(const float* block, ptrdiff_t blockStride, int size);
/// keys: blocks of 32 as [size][32]; values: [tokens][padded size], zeros behind. Squared length of the
/// longest key.
float packHead(const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape, float* keys,
               float* values);

void quantizeRow(const float* x, int count, QuantBlock* out);
void layerNorm(const float* x, int count, const float* weight, const float* bias, float epsilon, float* y,
               QuantBlock* blocks);
void rmsNorm(const float* x, int count, const float* weight, float epsilon, float* y, QuantBlock* blocks);
void geluRow(float* x, int count);
void gatedRow(const float* gate, const float* up, int count, Activation activation, float* y,
              QuantBlock* blocks);
void rope(float* row, int heads, int headSize, int rotated, RopeLayout layout, const float* cosines,
          const float* sines);
void addRow(const float* x, int count, float* sum);
float dot(const float* a, const float* b, int count);
int32_t dotInt8(const int8_t* a, const int8_t* b, int count);
int64_t int8PeakLoop(int rounds);
int64_t fp32PeakLoop(int rounds);

/// The table of this target, from which better ones are made. A constant: functions that answer with tables
/// are called on processors that cannot run a single instruction of them.
static constexpr KernelTable baseTable(Target target, const char* name)
{
    return {target,
            name,
            linearQ8,
            linearFloat,
            quantizeRow,
            layerNorm,
            rmsNorm,
            geluRow,
            gatedRow,
            rope,
            attention,
            attention,
            attentionScratchFloats,
            addRow,
            dot,
            dotInt8,
            int8PeakLoop,
            fp32PeakLoop};
}

/// The first `count` of 16 lanes; count may be below 0 or above 16.
static inline __mmask16 firstLanes(int count)
{
    return count >= 16 ? __mmask16(0xffff) : count <= 0 ? __mmask16(0) : __mmask16((1u << count) - 1);
}

struct Gelu
{
    __m512 c[5];
};

static inline Gelu loadGelu()
{
    Gelu table;
    for (int d = 0; d < 5; ++d)
        table.c[d] = _mm512_loadu_ps(kGeluTable[d]);
    return table;
}

static inline __m512 gelu(__m512 x, const Gelu& table)
{
    // The smaller of both magnitudes, in one step; NaN is left to the last line.
    const __m512 magnitude = _mm512_range_ps(x, _mm512_set1_ps(kGeluEnd), 0b1010);
    const __m512 step = _mm512_set1_ps(kGeluStep);
    const __m512 magic =
        _mm512_set1_ps(12582912.0f); // 1.5 * 2^23: adding it leaves the rounded value in the low bits
    const __m512 shifted = _mm512_fmadd_ps(magnitude, step, magic);
    const __m512i interval = _mm512_castps_si512(shifted);
    const __m512 t = _mm512_fmsub_ps(magnitude, step, _mm512_sub_ps(shifted, magic));
    __m512 g = _mm512_permutexvar_ps(interval, table.c[4]);
    for (int d = 3; d >= 0; --d)
        g = _mm512_fmadd_ps(g, t, _mm512_permutexvar_ps(interval, table.c[d]));
    return _mm512_sub_ps(_mm512_max_ps(_mm512_setzero_ps(), x), g);
}

/// One block of 32. The largest magnitude is found on the bits: NaN is above infinity there and reaches the
/// scale.
static inline void quantize(__m512 x0, __m512 x1, QuantBlock* block)
{
    const __m512i bits =
        _mm512_max_epi32(_mm512_castps_si512(_mm512_abs_ps(x0)), _mm512_castps_si512(_mm512_abs_ps(x1)));
    __m256i m = _mm256_max_epi32(_mm512_castsi512_si256(bits), _mm512_extracti64x4_epi64(bits, 1));
    __m128i n = _mm_max_epi32(_mm256_castsi256_si128(m), _mm256_extracti128_si256(m, 1));
    n = _mm_max_epi32(n, _mm_shuffle_epi32(n, 0x4e));
    n = _mm_max_epi32(n, _mm_shuffle_epi32(n, 0xb1));
    const float amax = _mm_cvtss_f32(_mm_castsi128_ps(n));
    const __m512 inverse = _mm512_set1_ps(chooseScale(amax, block));
    const __m128i q0 = _mm512_cvtsepi32_epi8(_mm512_cvtps_epi32(_mm512_mul_ps(x0, inverse)));
    const __m128i q1 = _mm512_cvtsepi32_epi8(_mm512_cvtps_epi32(_mm512_mul_ps(x1, inverse)));
    const __m256i q = _mm256_inserti128_si256(_mm256_castsi128_si256(q0), q1, 1);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(block->q), q);
    const __m256i sums =
        _mm256_madd_epi16(_mm256_maddubs_epi16(_mm256_set1_epi8(1), q), _mm256_set1_epi16(-128));
    __m128i s = _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
    s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1));
    setStart(_mm_cvtsi128_si32(s), block);
}

/// Bias, activation and residual for 32 outputs of one row, then to where the caller wants them.
static inline void finish(__m512 v0, __m512 v1, int row, int first, const PackedWeights& w,
                          const LinearOutput& out, const Gelu& table)
{
    const __mmask16 m0 = firstLanes(w.outputs - first);
    const __mmask16 m1 = firstLanes(w.outputs - first - 16);
    if (w.bias) {
        v0 = _mm512_add_ps(v0, _mm512_loadu_ps(w.bias + first));
        v1 = _mm512_add_ps(v1, _mm512_loadu_ps(w.bias + first + 16));
    }
    if (out.activation == Activation::Gelu) {
        v0 = gelu(v0, table);
        v1 = gelu(v1, table);
    } else if (out.activation != Activation::None) {
        v0 = activateWithoutTable(v0, out.activation);
        v1 = activateWithoutTable(v1, out.activation);
    }
    if (out.residual) {
        const float* residual = out.residual + row * out.residualStride + first;
        v0 = _mm512_add_ps(v0, _mm512_maskz_loadu_ps(m0, residual));
        v1 = _mm512_add_ps(v1, _mm512_maskz_loadu_ps(m1, residual + 16));
    }
    if (out.values) {
        float* values = out.values + row * out.valueStride + first;
        _mm512_mask_storeu_ps(values, m0, v0);
        _mm512_mask_storeu_ps(values + 16, m1, v1);
    }
    if (out.blocks && m1 == 0xffff)
        quantize(v0, v1, out.blocks + row * out.blockStride + first / 32);
}

}
#endif
