// What both ways through attention (fp32 and bf16 products) share: scores of a tile of queries become
// weights, as powers of two. Where a bound keeps a row's scores small, no largest score is looked for; other
// rows take an online softmax. Include only from avx512vnni_attention.cpp and avx512bf16_attention.cpp;
// everything is static.
#pragma once

#include "engine/kernels/avx512vnni.h"

#if defined(EMBEDSCOPE_AVX512VNNI)

namespace embedscope::avx512vnni {

constexpr int kQueries = 12;
constexpr int kStep = 64; ///< keys between two looks at the largest score
constexpr int kVectors = kStep / 16;
constexpr float kBound = 40; ///< 2^40 times a value and a sum of them are far from the ends of fp32
constexpr float kLowestScore = -3e38f; ///< finite, so that lowest - lowest is 0

/// State of the rows of a tile between steps.
struct Softmax
{
    alignas(64) float scores[kQueries][kStep]; ///< of this step
    alignas(64) __m512 totals[kQueries]; ///< sums of weights, lane by lane
    float largest[kQueries]; ///< unused in bounded rows
    float rescale[kQueries]; ///< stays 1 in bounded rows
    bool bounded[kQueries];
};

/// The next tile's rows, on their way while this one is computed: they lie a page apart.
static inline void prefetchRows(const float* rows, ptrdiff_t stride, int count, int size)
{
    for (int r = 0; r < count; ++r)
        for (int d = 0; d < size; d += 16)
            _mm_prefetch(reinterpret_cast<const char*>(rows + r * stride + d), _MM_HINT_T0);
}

/// `queries`: squared lengths; `longestKey`: squared length of the longest key.
static inline void begin(int rows, __m512 queries, float longestKey, Softmax& state)
{
    alignas(64) float bounds[16]; // squares
    _mm512_store_ps(bounds, _mm512_mul_ps(queries, _mm512_set1_ps(longestKey)));
    for (int m = 0; m < rows; ++m) {
        state.totals[m] = _mm512_setzero_ps();
        state.bounded[m] = bounds[m] < kBound * kBound; // not so for NaN
        state.largest[m] = kLowestScore;
        state.rescale[m] = 1;
    }
}

/// 2^t for the chosen lanes, 0 for the others; t in +-120. Adding 1.5 * 2^23 leaves the rounded exponent in
/// the low bits.
static inline __m512 exp2(__m512 t, __mmask16 lanes)
{
    const __m512 magic = _mm512_set1_ps(12582912.0f);
    const __m512 shifted = _mm512_add_ps(t, magic);
    const __m512 r = _mm512_sub_ps(t, _mm512_sub_ps(shifted, magic));
    __m512 p = _mm512_set1_ps(kExp2[4]);
    for (int i = 3; i >= 0; --i)
        p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(kExp2[i]));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f));
    const __m512i exponent = _mm512_slli_epi32(_mm512_castps_si512(shifted), 23);
    return _mm512_castsi512_ps(_mm512_maskz_add_epi32(lanes, _mm512_castps_si512(p), exponent));
}

/// Not below the lowest exponent; NaN stays NaN.
static inline __m512 clamped(__m512 t)
{
    return _mm512_max_ps(_mm512_set1_ps(kExp2Lowest), t);
}

/// Weights of row m relative to its largest score so far; the total is rescaled when that has grown.
template <int N>
static inline void weighOnline(int m, const __mmask16* lanes, Softmax& state, __m512* weights)
{
    const __m512 lowest = _mm512_set1_ps(kLowestScore);
    __m512 s[N], top = lowest;
    for (int n = 0; n < N; ++n) {
        s[n] = _mm512_mask_load_ps(lowest, lanes[n], state.scores[m] + n * 16);
        top = _mm512_max_ps(top, s[n]);
    }
    const float before = state.largest[m], now = _mm512_reduce_max_ps(top);
    const __m512 largest = _mm512_set1_ps(now > before ? now : before);
    const __m512 rescale = exp2(clamped(_mm512_sub_ps(_mm512_set1_ps(before), largest)), 0xffff);
    for (int n = 0; n < N; ++n)
        weights[n] = exp2(clamped(_mm512_sub_ps(s[n], largest)), lanes[n]);
    state.totals[m] = _mm512_mul_ps(state.totals[m], rescale);
    state.rescale[m] = _mm512_cvtss_f32(rescale);
    state.largest[m] = _mm512_cvtss_f32(largest);
}

/// Weights of the N vectors of keys of this step, of which `lanes` exist. Adding them to the total is left to
/// the caller, and what was summed before must grow by state.rescale.
template <int N> static inline void weigh(int m, const __mmask16* lanes, Softmax& state, __m512* weights)
{
    if (!state.bounded[m])
        return weighOnline<N>(m, lanes, state, weights);
#pragma GCC unroll 4
    for (int n = 0; n < N; ++n)
        weights[n] = exp2(_mm512_load_ps(state.scores[m] + n * 16), lanes[n]);
}

}
#endif
