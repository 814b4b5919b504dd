// Attention of one text, head by head: up to 12 queries against 32 keys at a time, online softmax in powers
// of two. Keys and queries are transposed and values copied into scratch first, so that the inner loops walk
// straight memory. What happens to a query row depends on the keys only: every tile height does the same
// steps in the same order.
#include "engine/kernels/avx512_softmax.h"

#if defined(EMBEDSCOPE_AVX512)

namespace embedscope::avx512 {

namespace {

constexpr int kKeys = kKeyBlock; ///< of a tile of scores

/// state.scores[m][at ..] of M queries (transposed, [size][16]) against N * 16 keys ([size][32]).
template <int M, int N>
void scoreTile(const float* queries, const float* keys, int size, Softmax& state, int at)
{
    __m512 scores[M][N];
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            scores[m][n] = _mm512_setzero_ps();
    for (int d = 0; d < size; ++d, queries += 16, keys += kKeys) {
        __m512 key[N];
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            key[n] = _mm512_loadu_ps(keys + n * 16);
#pragma GCC unroll 12
        for (int m = 0; m < M; ++m) {
            const __m512 query = _mm512_set1_ps(queries[m]);
#pragma GCC unroll 2
            for (int n = 0; n < N; ++n)
                scores[m][n] = _mm512_fmadd_ps(query, key[n], scores[m][n]);
        }
    }
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            _mm512_store_ps(state.scores[m] + at + n * 16, scores[m][n]);
}

/// sums[m][0 .. N*16) = sums * rescale + weights x values, for `count` keys. `sums` is [M][32].
template <int M, int N>
void addValues(const Softmax& state, const float* values, int count, ptrdiff_t padded, float* sums)
{
    __m512 sum[M][N];
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m) {
        const __m512 rescale = _mm512_set1_ps(state.rescale[m]);
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            sum[m][n] = _mm512_mul_ps(_mm512_load_ps(sums + m * 32 + n * 16), rescale);
    }
    for (int j = 0; j < count; ++j, values += padded) {
        __m512 value[N];
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            value[n] = _mm512_loadu_ps(values + n * 16);
#pragma GCC unroll 12
        for (int m = 0; m < M; ++m) {
            const __m512 weight = _mm512_set1_ps(state.scores[m][j]);
#pragma GCC unroll 2
            for (int n = 0; n < N; ++n)
                sum[m][n] = _mm512_fmadd_ps(weight, value[n], sum[m][n]);
        }
    }
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            _mm512_store_ps(sums + m * 32 + n * 16, sum[m][n]);
}

/// Scores of M rows to weights, in place, and their totals.
template <int M, int N> void softmax(const Lanes& lanes, Softmax& state)
{
    for (int m = 0; m < M; ++m) {
        __m512 weights[N];
        weigh<N>(m, lanes.row(m), state, weights);
        __m512 total = state.totals[m];
#pragma GCC unroll 4
        for (int n = 0; n < N; ++n) {
            _mm512_store_ps(state.scores[m] + n * 16, weights[n]);
            total = _mm512_add_ps(total, weights[n]);
        }
        state.totals[m] = total;
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
    const int vectors = (count + 15) / 16;
    const float* keys = head.keys + ptrdiff_t(at) * head.size;
    for (int n = 0; n < vectors; n += 2, keys += kKeys * head.size) {
        if (n + 1 < vectors)
            scoreTile<M, 2>(queries, keys, head.size, state, n * 16);
        else
            scoreTile<M, 1>(queries, keys, head.size, state, n * 16);
    }
    Lanes lanes;
    see(M, sight, at, count, state, lanes);
    constexpr void (*kSoftmax[])(const Lanes&, Softmax&) = {softmax<M, 1>, softmax<M, 2>, softmax<M, 3>,
                                                            softmax<M, 4>};
    kSoftmax[vectors - 1](lanes, state);
    const float* values = head.values + ptrdiff_t(at) * head.padded;
    for (int d = 0; d < head.padded; d += 32, sums += M * 32) {
        if (d + 32 <= head.padded)
            addValues<M, 2>(state, values + d, count, head.padded, sums);
        else
            addValues<M, 1>(state, values + d, count, head.padded, sums);
    }
}

/// A tile of M queries against all keys that one of them sees; `sums` is [columns / 32][M][32], so that
/// places in it are known at compile time. Steps end at multiples of 64 wherever they begin: a row's steps
/// are its own.
template <int M>
void tile(const float* queries, const Head& head, const Sight& sight, float* sums, float* out,
          ptrdiff_t outStride)
{
    Softmax state;
    begin(M, squaredLengths(queries, 16, head.size), head.longestKey, sight.reach, state);
    for (int i = 0; i < (head.padded + 31) / 32 * M * 32; i += 16)
        _mm512_store_ps(sums + i, _mm512_setzero_ps());
    const int end = endOfKeysSeen(*sight.shape, sight.firstQuery + M - 1);
    int at = firstKeySeen(*sight.shape, sight.firstQuery) / kKeys * kKeys;
    while (at < end) {
        const int stop = at / kStep * kStep + kStep;
        const int count = (stop < end ? stop : end) - at;
        step<M>(queries, head, sight, at, count, state, sums);
        at += count;
    }
    for (int m = 0; m < M; ++m) {
        const __m512 inverse = _mm512_set1_ps(1.0f / _mm512_reduce_add_ps(state.totals[m]));
        for (int d = 0; d < head.padded; d += 16)
            _mm512_mask_storeu_ps(
                out + m * outStride + d, firstLanes(head.size - d),
                _mm512_mul_ps(_mm512_load_ps(sums + (d / 32 * M + m) * 32 + d % 32), inverse));
    }
}

using Tile = void (*)(const float*, const Head&, const Sight&, float*, float*, ptrdiff_t);
constexpr Tile kTiles[kQueries + 1] = {nullptr, tile<1>, tile<2>, tile<3>,  tile<4>,  tile<5>, tile<6>,
                                       tile<7>, tile<8>, tile<9>, tile<10>, tile<11>, tile<12>};

}

size_t attentionScratchFloats(const AttentionShape& shape)
{
    const size_t size = size_t(shape.headSize), padded = size_t(paddedHeadSize(shape));
    const size_t tokens = (size_t(shape.tokens) + kKeys - 1) / kKeys * kKeys;
    return tokens * size + tokens * padded + 16 * size + kQueries * ((padded + 31) / 32 * 32) + 16;
}

void attention(const float* q, const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape,
               int firstQuery, int queryCount, float* out, ptrdiff_t outStride, float* scratch)
{
    Head head = {};
    head.size = shape.headSize;
    head.padded = paddedHeadSize(shape);
    const ptrdiff_t tokens = (shape.tokens + kKeys - 1) / kKeys * kKeys;
    float* const keys = scratch + (64 - (reinterpret_cast<uintptr_t>(scratch) & 63)) / sizeof(float) % 16;
    float* const values = keys + tokens * head.size;
    float* const queries = values + tokens * head.padded;
    float* const sums = queries + 16 * head.size;
    head.keys = keys;
    head.values = values;
    const int group = shape.heads / keyHeadCount(shape);
    const int tiles = (queryCount + kQueries - 1) / kQueries;
    for (int h = 0; h < shape.heads; ++h) {
        const ptrdiff_t at = ptrdiff_t(h) * head.size, keyAt = ptrdiff_t(h / group) * head.size;
        if (h % group == 0)
            head.longestKey = packHead(k + keyAt, v + keyAt, stride, shape, keys, values);
        Sight sight = sightOf(shape, h);
        for (int t = 0; t < tiles; ++t) {
            const int from = firstQuery + int(int64_t(queryCount) * t / tiles);
            const int to = firstQuery + int(int64_t(queryCount) * (t + 1) / tiles);
            const int left = firstQuery + queryCount - to;
            transpose16(q + from * stride + at, stride, to - from, head.size, shape.scale * kLog2E, queries,
                        16);
            prefetchRows(q + to * stride + at, stride, left < kQueries ? left : kQueries, head.size);
            prefetchRows(out + from * outStride + at, outStride, to - from, head.size);
            sight.firstQuery = from;
            kTiles[to - from](queries, head, sight, sums, out + from * outStride + at, outStride);
        }
    }
}

}
#endif
