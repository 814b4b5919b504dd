// The end of a tile of a product: bias, activation, residual and quantisation for several rows at once. One
// row after another would reduce, divide and pack in vectors that are mostly empty: 6 rows at once cost less
// than half. Include only from avx512*.cpp and kernels_avx512.cpp; everything is static.
#pragma once

#include "engine/kernels/avx512.h"

#if defined(EMBEDSCOPE_AVX512)

namespace embedscope::avx512 {

constexpr int kFinishRows = 6; ///< most rows of a tile

/// Largest magnitudes of 6 blocks as bits, in lanes 0..5: NaN is above infinity there and reaches the scale.
static inline __m256i largestBits(const __m512 (&x)[kFinishRows][2])
{
    __m512i m[kFinishRows];
#pragma GCC unroll 6
    for (int r = 0; r < kFinishRows; ++r)
        m[r] = _mm512_max_epi32(_mm512_castps_si512(_mm512_abs_ps(x[r][0])),
                                _mm512_castps_si512(_mm512_abs_ps(x[r][1])));
    const auto pair = [](__m512i a, __m512i b) { // a and b alternate in each 128 bits
        return _mm512_max_epi32(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
    };
    const __m512i m01 = pair(m[0], m[1]), m23 = pair(m[2], m[3]), m45 = pair(m[4], m[5]);
    const __m512i m0123 = _mm512_max_epi32(_mm512_unpacklo_epi64(m01, m23), _mm512_unpackhi_epi64(m01, m23));
    const __m512i m4545 = _mm512_max_epi32(m45, _mm512_shuffle_epi32(m45, _MM_PERM_BADC));
    const __m256i low = _mm256_max_epi32(_mm512_castsi512_si256(m0123), _mm512_extracti64x4_epi64(m0123, 1));
    const __m256i high = _mm256_max_epi32(_mm512_castsi512_si256(m4545), _mm512_extracti64x4_epi64(m4545, 1));
    return _mm256_max_epi32(_mm256_permute2x128_si256(low, high, 0x20),
                            _mm256_permute2x128_si256(low, high, 0x31));
}

/// What chooseScale() says of 8 blocks.
struct Scales
{
    __m256 scale, factor, offset;
    __m256i shifted, second;
};

static inline Scales chooseScales(__m256 largest)
{
    Scales to;
    const __mmask8 usual = _mm256_cmp_ps_mask(largest, _mm256_set1_ps(kTinyBlock), _CMP_NLT_UQ);
    const __mmask8 huge = _mm256_cmp_ps_mask(largest, _mm256_set1_ps(kHugeBlock), _CMP_NLT_UQ);
    const __m256i one = _mm256_set1_epi32(0x3f800000), none = _mm256_set1_epi32(0x7fc00000);
    const __m256i exact = _mm256_castps_si256(_mm256_mul_ps(largest, _mm256_set1_ps(kScaleOf)));
    const __m256i bits = _mm256_mask_add_epi32(one, usual, exact, _mm256_set1_epi32((1 << 19) - 1));
    const __m512i step = _mm512_zextsi256_si512(_mm256_srli_epi32(bits, 19));
    const auto of = [step](const void* table) { // by the lowest 4 bits of step
        return _mm512_castsi512_si256(_mm512_permutexvar_epi32(step, _mm512_loadu_si512(table)));
    };
    const __m256i power = _mm256_and_si256(bits, _mm256_set1_epi32(int(0xff800000u)));
    const __m256i change = _mm256_sub_epi32(power, one); // of exponents
    const __m256i scale = _mm256_mask_mov_epi32(_mm256_add_epi32(of(kScaleStep), change), huge, none);
    const __m256i factor = _mm256_mask_mov_epi32(_mm256_sub_epi32(of(kScaleInverse), change), huge, none);
    to.scale = _mm256_castsi256_ps(_mm256_maskz_mov_epi32(usual, scale));
    to.factor = _mm256_castsi256_ps(_mm256_maskz_mov_epi32(usual, factor));
    to.offset = _mm256_mul_ps(_mm256_castsi256_ps(scale), _mm256_set1_ps(kScaleOffset));
    to.shifted = _mm256_add_epi32(power, of(kScaleShift));
    to.second = of(kScaleSecond);
    return to;
}

/// 32 bytes of `a`, then 32 of `b`.
static inline __m512i packTwo(const __m512 (&a)[2], float aFactor, const __m512 (&b)[2], float bFactor)
{
    const __m512 fa = _mm512_set1_ps(aFactor), fb = _mm512_set1_ps(bFactor);
    const __m512i words0 = _mm512_packs_epi32(_mm512_cvtps_epi32(_mm512_mul_ps(a[0], fa)),
                                              _mm512_cvtps_epi32(_mm512_mul_ps(a[1], fa)));
    const __m512i words1 = _mm512_packs_epi32(_mm512_cvtps_epi32(_mm512_mul_ps(b[0], fb)),
                                              _mm512_cvtps_epi32(_mm512_mul_ps(b[1], fb)));
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    return _mm512_permutexvar_epi32(order, _mm512_packs_epi16(words0, words1));
}

/// All but the numbers of `count` blocks. starts: of rows 0, 2, 4 from lane 0 on, of rows 1, 3, 5 from lane 8
/// on.
static inline void storeScales(const Scales& scales, __m512i starts, int count, QuantBlock* first,
                               ptrdiff_t stride)
{
    const __m512i order = _mm512_setr_epi32(0, 8, 1, 9, 2, 10, 3, 11, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i start = _mm512_castsi512_si256(_mm512_permutexvar_epi32(order, starts));
    const __m256i scale = _mm256_castps_si256(scales.scale), offset = _mm256_castps_si256(scales.offset);
    const __m256i shifted = _mm256_add_epi32(scales.shifted, start);
    const __m256i low0 = _mm256_unpacklo_epi32(scale, start), high0 = _mm256_unpackhi_epi32(scale, start);
    const __m256i low1 = _mm256_unpacklo_epi32(shifted, offset),
                  high1 = _mm256_unpackhi_epi32(shifted, offset);
    const __m256i fields[4] = {_mm256_unpacklo_epi64(low0, low1), _mm256_unpackhi_epi64(low0, low1),
                               _mm256_unpacklo_epi64(high0, high1), _mm256_unpackhi_epi64(high0, high1)};
    alignas(32) int32_t seconds[8];
    _mm256_store_si256(reinterpret_cast<__m256i*>(seconds), scales.second);
    static_assert(offsetof(QuantBlock, start) == 36 && offsetof(QuantBlock, offset) == 44);
#pragma GCC unroll 6
    for (int r = 0; r < kFinishRows; ++r)
        if (r < count) {
            QuantBlock& block = first[r * stride];
            const __m128i four =
                r < 4 ? _mm256_castsi256_si128(fields[r % 4]) : _mm256_extracti128_si256(fields[r % 4], 1);
            _mm_storeu_si128(reinterpret_cast<__m128i*>(&block.scale), four);
            block.second = seconds[r];
        }
}

/// The blocks of `count` (1 to 6) rows; rows behind them repeat others. The same bytes as quantize() of each.
static inline void quantizeSix(const __m512 (&x)[kFinishRows][2], int count, QuantBlock* first,
                               ptrdiff_t stride)
{
    const Scales scales = chooseScales(_mm256_castsi256_ps(largestBits(x)));
    alignas(32) float factors[8];
    _mm256_store_ps(factors, scales.factor);
    __m512i sums[3];
#pragma GCC unroll 3
    for (int p = 0; p < 3; ++p) {
        const __m512i q = packTwo(x[2 * p], factors[2 * p], x[2 * p + 1], factors[2 * p + 1]);
        sums[p] = _mm512_madd_epi16(_mm512_maddubs_epi16(_mm512_set1_epi8(1), q), _mm512_set1_epi16(-128));
        if (2 * p < count)
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(first[2 * p * stride].q),
                                _mm512_castsi512_si256(q));
        if (2 * p + 1 < count)
            _mm256_storeu_si256(reinterpret_cast<__m256i*>(first[(2 * p + 1) * stride].q),
                                _mm512_extracti64x4_epi64(q, 1));
    }
    // -128 * sum(q) of each row, from 8 lanes each
    const __m512i s01 =
        _mm512_add_epi32(_mm512_unpacklo_epi32(sums[0], sums[1]), _mm512_unpackhi_epi32(sums[0], sums[1]));
    const __m512i s22 = _mm512_add_epi32(sums[2], _mm512_shuffle_epi32(sums[2], _MM_PERM_CDAB));
    const __m512i s = _mm512_add_epi32(_mm512_unpacklo_epi64(s01, s22), _mm512_unpackhi_epi64(s01, s22));
    const __m512i whole = _mm512_add_epi32(s, _mm512_shuffle_i64x2(s, s, 0xb1));
    storeScales(scales, whole, count, first, stride);
}

/// Bias, activation and residual for 32 outputs of M rows, `sums` [M][32], then to where the caller wants
/// them.
template <int M>
static inline void finishRows(const float* sums, int row, int first, const PackedWeights& w,
                              const LinearOutput& out, const Gelu& table)
{
    if (first + 32 > w.outputs || M < 3) {
        for (int m = 0; m < M; ++m)
            finish(_mm512_load_ps(sums + m * 32), _mm512_load_ps(sums + m * 32 + 16), row + m, first, w, out,
                   table);
        return;
    }
    __m512 v[kFinishRows][2];
    const __m512 bias0 = w.bias ? _mm512_loadu_ps(w.bias + first) : _mm512_setzero_ps();
    const __m512 bias1 = w.bias ? _mm512_loadu_ps(w.bias + first + 16) : _mm512_setzero_ps();
#pragma GCC unroll 6
    for (int m = 0; m < kFinishRows; ++m) { // rows behind the last repeat the first
        v[m][0] = m < M ? _mm512_load_ps(sums + m * 32) : v[0][0];
        v[m][1] = m < M ? _mm512_load_ps(sums + m * 32 + 16) : v[0][1];
        if (m < M && w.bias) {
            v[m][0] = _mm512_add_ps(v[m][0], bias0);
            v[m][1] = _mm512_add_ps(v[m][1], bias1);
        }
    }
    if (out.activation == Activation::Gelu)
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m) {
            v[m][0] = gelu(v[m][0], table);
            v[m][1] = gelu(v[m][1], table);
        }
    else if (out.activation != Activation::None)
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m) {
            v[m][0] = activateWithoutTable(v[m][0], out.activation);
            v[m][1] = activateWithoutTable(v[m][1], out.activation);
        }
    if (out.residual)
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m) {
            const float* residual = out.residual + (row + m) * out.residualStride + first;
            v[m][0] = _mm512_add_ps(v[m][0], _mm512_loadu_ps(residual));
            v[m][1] = _mm512_add_ps(v[m][1], _mm512_loadu_ps(residual + 16));
        }
    if (out.values)
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m) {
            float* values = out.values + (row + m) * out.valueStride + first;
            _mm512_storeu_ps(values, v[m][0]);
            _mm512_storeu_ps(values + 16, v[m][1]);
        }
    if (out.blocks)
        quantizeSix(v, M, out.blocks + row * out.blockStride + first / 32, out.blockStride);
}

}
#endif
