// What both ways through attention (fp32 and bf16 products) share: scores of a tile of queries become
// weights, as powers of two. Where a bound keeps a row's scores small, no largest score is looked for; other
// rows take an online softmax. Include only from avx512_attention.cpp and avx512bf16_attention.cpp;
// everything is static.
#pragma once

#include "engine/kernels/attention_sight.h"
#include "engine/kernels/avx512.h"

#if defined(EMBEDSCOPE_AVX512)

namespace embedscope::avx512 {

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
    bool allBounded;
};

/// The next tile's rows, on their way while this one is computed: they lie a page apart.
static inline void prefetchRows(const float* rows, ptrdiff_t stride, int count, int size)
{
    for (int r = 0; r < count; ++r)
        for (int d = 0; d < size; d += 16)
            _mm_prefetch(reinterpret_cast<const char*>(rows + r * stride + d), _MM_HINT_T0);
}

/// `queries`: squared lengths; `longestKey`: squared length of the longest key; `reach`: of the bias.
static inline void begin(int rows, __m512 queries, float longestKey, float reach, Softmax& state)
{
    alignas(64) float bounds[16]; // squares
    _mm512_store_ps(bounds, _mm512_mul_ps(queries, _mm512_set1_ps(longestKey)));
    const float left = reach < kBound ? kBound - reach : 0;
    state.allBounded = true;
    for (int m = 0; m < rows; ++m) {
        state.totals[m] = _mm512_setzero_ps();
        state.bounded[m] = bounds[m] < left * left; // not so for NaN
        state.allBounded = state.allBounded && state.bounded[m];
        state.largest[m] = kLowestScore;
        state.rescale[m] = 1;
    }
}

/// Where a tile of queries stands in the text, and what its head adds to scores.
struct Sight
{
    const AttentionShape* shape;
    int firstQuery;
    const float* bias; ///< of the head at distance 0, or nullptr
    float reach; ///< biasReach
    bool everything; ///< no bias, and every query sees every key
};

static inline Sight sightOf(const AttentionShape& shape, int head)
{
    const float* bias = headBias(shape, head);
    return {&shape, 0, bias, biasReach(shape, bias), !bias && seesEverything(shape)};
}

/// What each row of a tile sees of a step: rows of kVectors masks, or one row for all.
struct Lanes
{
    __mmask16 of[kQueries][kVectors];
    bool differ = false; ///< rows see different keys; else all see what the first does
    const __mmask16* row(int m) const { return of[differ ? m : 0]; }
};

/// All rows see `count` keys.
static inline void seeAll(int count, Lanes& lanes)
{
    lanes.differ = false;
    for (int n = 0; n < kVectors; ++n)
        lanes.of[0][n] = firstLanes(count - n * 16);
}

/// The rows from key `at` on, where some do not see all of it or a bias is added to the scores. Bounded rows
/// take no largest score off, so it is here that a bias far below must stop.
__attribute__((noinline)) static void look(int rows, const Sight& sight, int at, int count, Softmax& state,
                                           Lanes& lanes)
{
    lanes.differ = true;
    const __m512 log2E = _mm512_set1_ps(kLog2E);
    for (int m = 0; m < rows; ++m) {
        const int query = sight.firstQuery + m;
        const int first = firstKeySeen(*sight.shape, query) - at,
                  end = endOfKeysSeen(*sight.shape, query) - at;
        for (int n = 0; n < kVectors; ++n) {
            const __mmask16 seen =
                __mmask16(firstLanes((end < count ? end : count) - n * 16) & ~firstLanes(first - n * 16));
            lanes.of[m][n] = seen;
            if (!sight.bias || n * 16 >= count)
                continue;
            const float* const from = sight.bias + (at + n * 16 - query);
            const __m512 score = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(seen, from), log2E,
                                                 _mm512_load_ps(state.scores[m] + n * 16));
            _mm512_store_ps(state.scores[m] + n * 16, state.bounded[m] ? clamped(score) : score);
        }
    }
}

/// What the rows of a tile see of the step from key `at` on.
static inline void see(int rows, const Sight& sight, int at, int count, Softmax& state, Lanes& lanes)
{
    const bool all = sight.everything
        || (!sight.bias && firstKeySeen(*sight.shape, sight.firstQuery + rows - 1) <= at
            && endOfKeysSeen(*sight.shape, sight.firstQuery) >= at + count);
    all ? seeAll(count, lanes) : look(rows, sight, at, count, state, lanes);
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
