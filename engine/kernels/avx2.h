// What the files of this target share: everything is static, so nothing here can leak into the program for
// older processors. Include only from avx2_*.cpp and kernels_avx2.cpp.
#pragma once

#include "engine/kernels/avx2_math.h"
#include "engine/kernels/kernels.h"
#include "engine/kernels/block_scale.h"
#include "engine/kernels/tables.h"

#include <string.h>

#if defined(__AVX2__) && defined(__FMA__) && defined(__F16C__)
#define EMBEDSCOPE_AVX2 1
#include <immintrin.h>

namespace embedscope::avx2 {

void linearQ8(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
              const LinearOutput& out);
void linearFloat(const float* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
                 const LinearOutput& out);
void attention(const float* q, const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape,
               int firstQuery, int queryCount, float* out, ptrdiff_t outStride, float* scratch);
size_t attentionScratchFloats(const AttentionShape& shape);
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

// Heads as attention reads them (avx2_heads.cpp).
constexpr int kKeyBlock = 16; ///< keys of a packed block
static inline int paddedHeadSize(const AttentionShape& shape)
{
    return (shape.headSize + 15) / 16 * 16;
}
/// Row r (of 8; those past `count` repeat the last) to column r of `out`: out[d * outStride + r] = row r [d]
/// * factor.
void transpose8(const float* rows, ptrdiff_t stride, int count, int size, float factor, float* out,
                ptrdiff_t outStride);
/// Squared lengths of 8 columns of a transposed block.
__m256 squaredLengths(const float* block, ptrdiff_t blockStride, int size);
/// keys: blocks of 16 as [size][16]; values: [tokens][padded size], zeros behind. Squared length of the
/// longest key.
float packHead(const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape, float* keys,
               float* values);

/// Mask of the first `count` of 8 lanes; count may be below 0 or above 8.
static inline __m256i firstLanes(int count)
{
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

/// The first `count` of 8 numbers. Masked stores take as long as twenty others on some processors: for ends
/// only.
static inline void storeFirst(float* to, int count, __m256 x)
{
    if (count >= 8)
        _mm256_storeu_ps(to, x);
    else
        _mm256_maskstore_ps(to, firstLanes(count), x);
}

static inline __m256 loadFirst(const float* from, int count)
{
    return count >= 8 ? _mm256_loadu_ps(from) : _mm256_maskload_ps(from, firstLanes(count));
}

static inline __m256 absolute(__m256 x)
{
    return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), x);
}

static inline float reduceAdd(__m256 x)
{
    __m128 sum = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
    return _mm_cvtss_f32(_mm_add_ss(sum, _mm_shuffle_ps(sum, sum, 1)));
}

static inline int32_t reduceAdd(__m256i x)
{
    __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4e));
    return _mm_cvtsi128_si32(_mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xb1)));
}

static inline int32_t reduceMax(__m256i x)
{
    __m128i most = _mm_max_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
    most = _mm_max_epi32(most, _mm_shuffle_epi32(most, 0x4e));
    return _mm_cvtsi128_si32(_mm_max_epi32(most, _mm_shuffle_epi32(most, 0xb1)));
}

static inline float reduceMax(__m256 x)
{
    __m128 most = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    most = _mm_max_ps(most, _mm_movehl_ps(most, most));
    return _mm_cvtss_f32(_mm_max_ss(most, _mm_shuffle_ps(most, most, 1)));
}

/// Coefficient of degree d for eight intervals out of sixteen.
static inline __m256 geluCoefficient(int d, __m256i interval)
{
    const __m256 low = _mm256_permutevar8x32_ps(_mm256_loadu_ps(kGeluTable[d]), interval);
    const __m256 high = _mm256_permutevar8x32_ps(_mm256_loadu_ps(kGeluTable[d] + 8), interval);
    return _mm256_blendv_ps(low, high,
                            _mm256_castsi256_ps(_mm256_slli_epi32(interval, 28))); // bit 3 to the sign
}

static inline __m256 gelu(__m256 x)
{
    const __m256 magic =
        _mm256_set1_ps(12582912.0f); // 1.5 * 2^23: adding it leaves the rounded value in the low bits
    const __m256 magnitude = _mm256_min_ps(_mm256_set1_ps(kGeluEnd), absolute(x)); // NaN stays NaN
    const __m256 step = _mm256_set1_ps(kGeluStep);
    const __m256 shifted = _mm256_fmadd_ps(magnitude, step, magic);
    const __m256i interval = _mm256_castps_si256(shifted);
    const __m256 t = _mm256_fmsub_ps(magnitude, step, _mm256_sub_ps(shifted, magic));
    __m256 g = geluCoefficient(4, interval);
    for (int d = 3; d >= 0; --d)
        g = _mm256_fmadd_ps(g, t, geluCoefficient(d, interval));
    return _mm256_sub_ps(_mm256_max_ps(_mm256_setzero_ps(), x), g);
}

/// One block of 32. The largest magnitude is found on the bits: NaN is above infinity there and reaches the
/// scale.
static inline void quantize(const __m256 (&x)[4], QuantBlock* block)
{
    __m256i bits = _mm256_setzero_si256();
    for (int i = 0; i < 4; ++i)
        bits = _mm256_max_epi32(bits, _mm256_castps_si256(absolute(x[i])));
    const float amax = _mm_cvtss_f32(_mm_castsi128_ps(_mm_cvtsi32_si128(reduceMax(bits))));
    const __m256 inverse = _mm256_set1_ps(chooseScale(amax, block));
    __m256i q[4];
    for (int i = 0; i < 4; ++i)
        q[i] = _mm256_cvtps_epi32(_mm256_mul_ps(x[i], inverse));
    const __m256i mixed = _mm256_packs_epi16(_mm256_packs_epi32(q[0], q[1]), _mm256_packs_epi32(q[2], q[3]));
    const __m256i bytes = _mm256_permutevar8x32_epi32(mixed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(block->q), bytes);
    const __m256i pairs = _mm256_maddubs_epi16(_mm256_set1_epi8(1), bytes);
    setStart(-128 * reduceAdd(_mm256_madd_epi16(pairs, _mm256_set1_epi16(1))), block);
}

/// Bias, activation and residual for 32 outputs of one row, then to where the caller wants them.
static inline void finish(const float* sums, int row, int first, const PackedWeights& w,
                          const LinearOutput& out)
{
    const int count = w.outputs - first < 32 ? w.outputs - first : 32;
    __m256 v[4];
    for (int i = 0; i < 4; ++i)
        v[i] = _mm256_load_ps(sums + i * 8);
    if (w.bias)
        for (int i = 0; i < 4; ++i)
            v[i] = _mm256_add_ps(v[i], _mm256_loadu_ps(w.bias + first + i * 8));
    if (out.activation == Activation::Gelu)
        for (int i = 0; i < 4; ++i)
            v[i] = gelu(v[i]);
    else if (out.activation != Activation::None)
        for (int i = 0; i < 4; ++i)
            v[i] = activateWithoutTable(v[i], out.activation);
    if (out.residual)
        for (int i = 0; i < 4; ++i)
            v[i] = _mm256_add_ps(
                v[i], loadFirst(out.residual + row * out.residualStride + first + i * 8, count - i * 8));
    if (out.values)
        for (int i = 0; i < 4; ++i)
            storeFirst(out.values + row * out.valueStride + first + i * 8, count - i * 8, v[i]);
    if (out.blocks && count == 32)
        quantize(v, out.blocks + row * out.blockStride + first / 32);
}

}
#endif
