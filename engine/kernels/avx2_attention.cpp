// Attention of one text, head by head: up to 6 queries against 64 keys at a time, softmax in powers of two,
// online where it must be. The same steps as avx512vnni_attention.cpp with half the vector width; what
// happens to a query row depends on the keys only.
#include "engine/kernels/avx2.h"

#if defined(EMBEDSCOPE_AVX2)

namespace embedscope::avx2 {

namespace {

constexpr int kQueries = 6;
constexpr int kStep = 64; ///< keys between two looks at the largest score
constexpr float kBound = 40; ///< 2^40 times a value and a sum of them are far from the ends of fp32
constexpr float kLowestScore = -3e38f; ///< finite, so that lowest - lowest is 0

/// 2^t for t in +-120. Adding 1.5 * 2^23 leaves the rounded exponent in the low bits.
inline __m256 exp2(__m256 t)
{
    const __m256 magic = _mm256_set1_ps(12582912.0f);
    const __m256 shifted = _mm256_add_ps(t, magic);
    const __m256 r = _mm256_sub_ps(t, _mm256_sub_ps(shifted, magic));
    __m256 p = _mm256_set1_ps(kExp2[4]);
    for (int i = 3; i >= 0; --i)
        p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(kExp2[i]));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0f));
    const __m256i exponent = _mm256_slli_epi32(_mm256_castps_si256(shifted), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p), exponent));
}

/// Not below the lowest exponent; NaN stays NaN.
inline __m256 clamped(__m256 t)
{
    return _mm256_max_ps(_mm256_set1_ps(kExp2Lowest), t);
}

/// State of the rows of a tile between steps.
struct Softmax
{
    alignas(32) float scores[kQueries][kStep]; ///< of this step, then 2^(score - largest)
    alignas(32) __m256 totals[kQueries]; ///< sums of weights, lane by lane
    float largest[kQueries]; ///< unused in bounded rows
    float rescale[kQueries]; ///< stays 1 in bounded rows
    bool bounded[kQueries];
};

/// state.scores[m][at ..] of M queries (transposed, [size][8]) against 16 keys ([size][16]).
template <int M> void scoreTile(const float* queries, const float* keys, int size, Softmax& state, int at)
{
    __m256 scores[M][2];
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m)
        scores[m][0] = scores[m][1] = _mm256_setzero_ps();
    for (int d = 0; d < size; ++d, queries += 8, keys += kKeyBlock) {
        const __m256 key0 = _mm256_loadu_ps(keys), key1 = _mm256_loadu_ps(keys + 8);
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m) {
            const __m256 query = _mm256_broadcast_ss(queries + m);
            scores[m][0] = _mm256_fmadd_ps(query, key0, scores[m][0]);
            scores[m][1] = _mm256_fmadd_ps(query, key1, scores[m][1]);
        }
    }
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m) {
        _mm256_store_ps(state.scores[m] + at, scores[m][0]);
        _mm256_store_ps(state.scores[m] + at + 8, scores[m][1]);
    }
}

inline __m256 kept(__m256 weight, __m256i lanes)
{
    return _mm256_and_ps(weight, _mm256_castsi256_ps(lanes));
}

/// Scores of row m to weights for `count` keys. The row's scores cannot grow large.
void boundedRow(int m, int count, Softmax& state)
{
    __m256 total = state.totals[m];
    for (int j = 0; j < count; j += 8) {
        const __m256 weight = kept(exp2(_mm256_load_ps(state.scores[m] + j)), firstLanes(count - j));
        _mm256_store_ps(state.scores[m] + j, weight);
        total = _mm256_add_ps(total, weight);
    }
    state.totals[m] = total;
}

/// The same relative to the largest score so far; what was summed before is rescaled when it has grown.
void onlineRow(int m, int count, Softmax& state)
{
    float* scores = state.scores[m];
    float now = state.largest[m];
    for (int j = 0; j < count; ++j)
        now = scores[j] > now ? scores[j] : now;
    const __m256 largest = _mm256_set1_ps(now);
    const __m256 rescale = exp2(clamped(_mm256_sub_ps(_mm256_set1_ps(state.largest[m]), largest)));
    __m256 total = _mm256_mul_ps(state.totals[m], rescale);
    for (int j = 0; j < count; j += 8) {
        const __m256 relative = clamped(_mm256_sub_ps(_mm256_load_ps(scores + j), largest));
        const __m256 weight = kept(exp2(relative), firstLanes(count - j));
        _mm256_store_ps(scores + j, weight);
        total = _mm256_add_ps(total, weight);
    }
    state.totals[m] = total;
    state.rescale[m] = _mm256_cvtss_f32(rescale);
    state.largest[m] = now;
}

/// sums[m][0 .. 16) = sums * rescale + weights x values, for `count` keys. `sums` is [M][16].
template <int M>
void addValues(const Softmax& state, const float* values, int count, ptrdiff_t padded, float* sums)
{
    __m256 sum[M][2];
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m) {
        const __m256 rescale = _mm256_set1_ps(state.rescale[m]);
        sum[m][0] = _mm256_mul_ps(_mm256_loadu_ps(sums + m * 16), rescale);
        sum[m][1] = _mm256_mul_ps(_mm256_loadu_ps(sums + m * 16 + 8), rescale);
    }
    for (int j = 0; j < count; ++j, values += padded) {
        const __m256 value0 = _mm256_loadu_ps(values), value1 = _mm256_loadu_ps(values + 8);
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m) {
            const __m256 weight = _mm256_broadcast_ss(state.scores[m] + j);
            sum[m][0] = _mm256_fmadd_ps(weight, value0, sum[m][0]);
            sum[m][1] = _mm256_fmadd_ps(weight, value1, sum[m][1]);
        }
    }
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m) {
        _mm256_storeu_ps(sums + m * 16, sum[m][0]);
        _mm256_storeu_ps(sums + m * 16 + 8, sum[m][1]);
    }
}

/// One step of up to 64 keys for M queries.
template <int M>
void step(const float* queries, const float* keys, const float* values, int count,
          const AttentionShape& shape, Softmax& state, float* sums)
{
    for (int j = 0; j < count; j += kKeyBlock)
        scoreTile<M>(queries, keys + ptrdiff_t(j) * shape.headSize, shape.headSize, state, j);
    for (int m = 0; m < M; ++m)
        state.bounded[m] ? boundedRow(m, count, state) : onlineRow(m, count, state);
    const int padded = paddedHeadSize(shape);
    for (int d = 0; d < padded; d += 16, sums += M * 16)
        addValues<M>(state, values + d, count, padded, sums);
}

/// A tile of M queries against all keys; `sums` is [columns / 16][M][16].
template <int M>
void tile(const float* queries, const float* keys, const float* values, float longestKey,
          const AttentionShape& shape, float* sums, float* out, ptrdiff_t outStride)
{
    Softmax state;
    const int padded = paddedHeadSize(shape);
    alignas(32) float bounds[8]; // squares
    _mm256_store_ps(bounds,
                    _mm256_mul_ps(squaredLengths(queries, 8, shape.headSize), _mm256_set1_ps(longestKey)));
    for (int m = 0; m < M; ++m) {
        state.totals[m] = _mm256_setzero_ps();
        state.bounded[m] = bounds[m] < kBound * kBound; // not so for NaN
        state.largest[m] = kLowestScore;
        state.rescale[m] = 1;
    }
    for (int i = 0; i < padded * M; i += 8)
        _mm256_storeu_ps(sums + i, _mm256_setzero_ps());
    for (int j = 0; j < shape.tokens; j += kStep)
        step<M>(queries, keys + ptrdiff_t(j) * shape.headSize, values + ptrdiff_t(j) * padded,
                shape.tokens - j < kStep ? shape.tokens - j : kStep, shape, state, sums);
    for (int m = 0; m < M; ++m) {
        const __m256 inverse = _mm256_set1_ps(1.0f / reduceAdd(state.totals[m]));
        for (int d = 0; d < padded; d += 8)
            _mm256_maskstore_ps(
                out + m * outStride + d, firstLanes(shape.headSize - d),
                _mm256_mul_ps(_mm256_loadu_ps(sums + (d / 16 * M + m) * 16 + d % 16), inverse));
    }
}

using Tile = void (*)(const float*, const float*, const float*, float, const AttentionShape&, float*, float*,
                      ptrdiff_t);
constexpr Tile kTiles[kQueries + 1] = {nullptr, tile<1>, tile<2>, tile<3>, tile<4>, tile<5>, tile<6>};

}

size_t attentionScratchFloats(const AttentionShape& shape)
{
    const size_t size = size_t(shape.headSize), padded = size_t(paddedHeadSize(shape));
    const size_t tokens = (size_t(shape.tokens) + kKeyBlock - 1) / kKeyBlock * kKeyBlock;
    return tokens * size + tokens * padded + 8 * size + kQueries * padded;
}

void attention(const float* q, const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape,
               int firstQuery, int queryCount, float* out, ptrdiff_t outStride, float* scratch)
{
    const ptrdiff_t size = shape.headSize, padded = paddedHeadSize(shape);
    const ptrdiff_t tokens = (shape.tokens + kKeyBlock - 1) / kKeyBlock * kKeyBlock;
    float* const keys = scratch;
    float* const values = keys + tokens * size;
    float* const queries = values + tokens * padded;
    float* const sums = queries + 8 * size;
    const int tiles = (queryCount + kQueries - 1) / kQueries;
    for (int head = 0; head < shape.heads; ++head) {
        const ptrdiff_t at = head * size;
        const float longestKey = packHead(k + at, v + at, stride, shape, keys, values);
        for (int t = 0; t < tiles; ++t) {
            const int from = firstQuery + int(int64_t(queryCount) * t / tiles);
            const int to = firstQuery + int(int64_t(queryCount) * (t + 1) / tiles);
            transpose8(q + from * stride + at, stride, to - from, shape.headSize, shape.scale * kLog2E,
                       queries, 8);
            kTiles[to - from](queries, keys, values, longestKey, shape, sums, out + from * outStride + at,
                              outStride);
        }
    }
}

}
#endif
