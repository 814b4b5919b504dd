// Attention of one text, head by head: up to 6 queries against 64 keys at a time, softmax in powers of two,
// online where it must be. The same steps as avx512vnni_attention.cpp with half the vector width; what
// happens to a query row depends on the keys only.
#include "engine/kernels/attention_sight.h"
#include "engine/kernels/avx2.h"

#if defined(EMBEDSCOPE_AVX2)

namespace embedscope::avx2 {

namespace {

constexpr int kQueries = 6;
constexpr int kStep = 64; ///< keys between two looks at the largest score
constexpr float kBound = 40; ///< 2^40 times a value and a sum of them are far from the ends of fp32
constexpr float kLowestScore = -3e38f; ///< finite, so that lowest - lowest is 0

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

/// Where a tile of queries stands in the text, and what its head adds to scores.
struct Sight
{
    const AttentionShape* shape;
    int firstQuery;
    const float* bias; ///< of the head at distance 0, or nullptr
    float reach; ///< biasReach
};

/// Of a step, a row sees keys first .. end - 1; all rows have the weights of `count`.
struct Seen
{
    int first, end, count;
};

inline __m256 lanes(const Seen& seen, int j)
{
    return _mm256_castsi256_ps(_mm256_andnot_si256(firstLanes(seen.first - j), firstLanes(seen.end - j)));
}

/// Scores of row m to weights relative to `largest`; added to `total`.
template <bool Bounded> __m256 weigh(float* scores, __m256 largest, const Seen& seen, __m256 total)
{
    const auto weight = [&](int j) {
        const __m256 score = _mm256_load_ps(scores + j);
        return exp2(Bounded ? score : clamped(_mm256_sub_ps(score, largest)));
    };
    const int whole = seen.first <= 0 ? seen.end / 8 * 8 : 0; // up to here all lanes are seen
    int j = 0;
    for (; j < whole; j += 8) {
        const __m256 w = weight(j);
        _mm256_store_ps(scores + j, w);
        total = _mm256_add_ps(total, w);
    }
    for (; j < seen.count; j += 8) {
        const __m256 w = _mm256_and_ps(weight(j), lanes(seen, j));
        _mm256_store_ps(scores + j, w);
        total = _mm256_add_ps(total, w);
    }
    return total;
}

/// Relative to the largest score so far; what was summed before is rescaled when it has grown.
void onlineRow(int m, const Seen& seen, Softmax& state)
{
    float* scores = state.scores[m];
    __m256 top = _mm256_set1_ps(state.largest[m]);
    for (int j = 0; j < seen.count; j += 8) // scores that are NaN count as the largest so far
        top = _mm256_blendv_ps(top, _mm256_max_ps(_mm256_load_ps(scores + j), top), lanes(seen, j));
    const float now = reduceMax(top);
    const __m256 largest = _mm256_set1_ps(now);
    const __m256 rescale = exp2(clamped(_mm256_sub_ps(_mm256_set1_ps(state.largest[m]), largest)));
    state.totals[m] = weigh<false>(scores, largest, seen, _mm256_mul_ps(state.totals[m], rescale));
    state.rescale[m] = _mm256_cvtss_f32(rescale);
    state.largest[m] = now;
}

/// Bounded rows take no largest score off, so it is here that a bias far below must stop.
void addBias(int m, const float* bias, const Seen& seen, Softmax& state)
{
    for (int j = 0; j < seen.count; j += 8) {
        const __m256 some = _mm256_maskload_ps(bias + j, _mm256_castps_si256(lanes(seen, j)));
        const __m256 score =
            _mm256_fmadd_ps(some, _mm256_set1_ps(kLog2E), _mm256_load_ps(state.scores[m] + j));
        _mm256_store_ps(state.scores[m] + j, state.bounded[m] ? clamped(score) : score);
    }
}

void softmaxRow(int m, const Sight& sight, int at, int count, Softmax& state)
{
    const int query = sight.firstQuery + m;
    const int first = firstKeySeen(*sight.shape, query) - at, end = endOfKeysSeen(*sight.shape, query) - at;
    const Seen seen = {first, end < count ? end : count, count};
    if (sight.bias)
        addBias(m, sight.bias + (at - query), seen, state);
    if (state.bounded[m])
        state.totals[m] = weigh<true>(state.scores[m], _mm256_setzero_ps(), seen, state.totals[m]);
    else
        onlineRow(m, seen, state);
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

/// One head as the tiles read it.
struct Head
{
    const float* keys;
    const float* values;
    int size, padded;
    float longestKey; ///< squared
};

/// One step of up to 64 keys, from key `at` on, for M queries.
template <int M>
void step(const float* queries, const Head& head, const Sight& sight, int at, int count, Softmax& state,
          float* sums)
{
    for (int j = 0; j < count; j += kKeyBlock)
        scoreTile<M>(queries, head.keys + ptrdiff_t(at + j) * head.size, head.size, state, j);
    for (int m = 0; m < M; ++m)
        softmaxRow(m, sight, at, count, state);
    const float* values = head.values + ptrdiff_t(at) * head.padded;
    for (int d = 0; d < head.padded; d += 16, sums += M * 16)
        addValues<M>(state, values + d, count, head.padded, sums);
}

template <int M> void begin(const float* queries, const Head& head, float reach, Softmax& state)
{
    alignas(32) float bounds[8]; // squares
    _mm256_store_ps(bounds,
                    _mm256_mul_ps(squaredLengths(queries, 8, head.size), _mm256_set1_ps(head.longestKey)));
    const float left = reach < kBound ? kBound - reach : 0;
    for (int m = 0; m < M; ++m) {
        state.totals[m] = _mm256_setzero_ps();
        state.bounded[m] = bounds[m] < left * left; // not so for NaN
        state.largest[m] = kLowestScore;
        state.rescale[m] = 1;
    }
}

/// A tile of M queries against all keys that one of them sees; `sums` is [columns / 16][M][16]. Steps end at
/// multiples of 64 wherever they begin: a row's steps are its own.
template <int M>
void tile(const float* queries, const Head& head, const Sight& sight, float* sums, float* out,
          ptrdiff_t outStride)
{
    Softmax state;
    begin<M>(queries, head, sight.reach, state);
    for (int i = 0; i < head.padded * M; i += 8)
        _mm256_storeu_ps(sums + i, _mm256_setzero_ps());
    const int end = endOfKeysSeen(*sight.shape, sight.firstQuery + M - 1);
    int at = firstKeySeen(*sight.shape, sight.firstQuery) / kKeyBlock * kKeyBlock;
    while (at < end) {
        const int stop = at / kStep * kStep + kStep;
        const int count = (stop < end ? stop : end) - at;
        step<M>(queries, head, sight, at, count, state, sums);
        at += count;
    }
    for (int m = 0; m < M; ++m) {
        const __m256 inverse = _mm256_set1_ps(1.0f / reduceAdd(state.totals[m]));
        for (int d = 0; d < head.padded; d += 8)
            storeFirst(out + m * outStride + d, head.size - d,
                       _mm256_mul_ps(_mm256_loadu_ps(sums + (d / 16 * M + m) * 16 + d % 16), inverse));
    }
}

using Tile = void (*)(const float*, const Head&, const Sight&, float*, float*, ptrdiff_t);
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
    Head head = {};
    head.size = shape.headSize;
    head.padded = paddedHeadSize(shape);
    const ptrdiff_t tokens = (shape.tokens + kKeyBlock - 1) / kKeyBlock * kKeyBlock;
    float* const keys = scratch;
    float* const values = keys + tokens * head.size;
    float* const queries = values + tokens * head.padded;
    float* const sums = queries + 8 * head.size;
    head.keys = keys;
    head.values = values;
    const int group = shape.heads / keyHeadCount(shape);
    const int tiles = (queryCount + kQueries - 1) / kQueries;
    for (int h = 0; h < shape.heads; ++h) {
        const ptrdiff_t at = ptrdiff_t(h) * head.size, keyAt = ptrdiff_t(h / group) * head.size;
        if (h % group == 0)
            head.longestKey = packHead(k + keyAt, v + keyAt, stride, shape, keys, values);
        Sight sight = {&shape, 0, headBias(shape, h), biasReach(shape, headBias(shape, h))};
        for (int t = 0; t < tiles; ++t) {
            const int from = firstQuery + int(int64_t(queryCount) * t / tiles);
            const int to = firstQuery + int(int64_t(queryCount) * (t + 1) / tiles);
            transpose8(q + from * stride + at, stride, to - from, head.size, shape.scale * kLog2E, queries,
                       8);
            sight.firstQuery = from;
            kTiles[to - from](queries, head, sight, sums, out + from * outStride + at, outStride);
        }
    }
}

}
#endif
