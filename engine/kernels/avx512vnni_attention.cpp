// Attention of one text, head by head: up to 12 queries against 32 keys at a time, online softmax in powers
// of two. Keys and queries are transposed and values copied into scratch first, so that the inner loops walk
// straight memory. What happens to a query row depends on the keys only: every tile height does the same
// steps in the same order.
#include "engine/kernels/avx512vnni_softmax.h"

#if defined(EMBEDSCOPE_AVX512VNNI)

namespace embedscope::avx512vnni {

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
template <int M, int N> void softmax(const __mmask16* lanes, Softmax& state)
{
    for (int m = 0; m < M; ++m) {
        __m512 weights[N];
        weigh<N>(m, lanes, state, weights);
        __m512 total = state.totals[m];
#pragma GCC unroll 4
        for (int n = 0; n < N; ++n) {
            _mm512_store_ps(state.scores[m] + n * 16, weights[n]);
            total = _mm512_add_ps(total, weights[n]);
        }
        state.totals[m] = total;
    }
}

/// One step of up to 64 keys for M queries.
template <int M>
void step(const float* queries, const float* keys, const float* values, int count,
          const AttentionShape& shape, Softmax& state, float* sums)
{
    const int vectors = (count + 15) / 16;
    for (int n = 0; n < vectors; n += 2) {
        const float* block = keys + ptrdiff_t(n) * 16 * shape.headSize;
        if (n + 1 < vectors)
            scoreTile<M, 2>(queries, block, shape.headSize, state, n * 16);
        else
            scoreTile<M, 1>(queries, block, shape.headSize, state, n * 16);
    }
    __mmask16 lanes[kVectors];
    for (int n = 0; n < kVectors; ++n)
        lanes[n] = firstLanes(count - n * 16);
    constexpr void (*kSoftmax[])(const __mmask16*, Softmax&) = {softmax<M, 1>, softmax<M, 2>, softmax<M, 3>,
                                                                softmax<M, 4>};
    kSoftmax[vectors - 1](lanes, state);
    const int padded = paddedHeadSize(shape);
    for (int d = 0; d < padded; d += 32, sums += M * 32) {
        if (d + 32 <= padded)
            addValues<M, 2>(state, values + d, count, padded, sums);
        else
            addValues<M, 1>(state, values + d, count, padded, sums);
    }
}

/// A tile of M queries against all keys; `sums` is [columns / 32][M][32], so that places in it are known at
/// compile time.
template <int M>
void tile(const float* queries, const float* keys, const float* values, float longestKey,
          const AttentionShape& shape, float* sums, float* out, ptrdiff_t outStride)
{
    Softmax state;
    const int padded = paddedHeadSize(shape);
    begin(M, squaredLengths(queries, 16, shape.headSize), longestKey, state);
    for (int i = 0; i < (padded + 31) / 32 * M * 32; i += 16)
        _mm512_store_ps(sums + i, _mm512_setzero_ps());
    for (int j = 0; j < shape.tokens; j += kStep)
        step<M>(queries, keys + ptrdiff_t(j) * shape.headSize, values + ptrdiff_t(j) * padded,
                shape.tokens - j < kStep ? shape.tokens - j : kStep, shape, state, sums);
    for (int m = 0; m < M; ++m) {
        const __m512 inverse = _mm512_set1_ps(1.0f / _mm512_reduce_add_ps(state.totals[m]));
        for (int d = 0; d < padded; d += 16)
            _mm512_mask_storeu_ps(
                out + m * outStride + d, firstLanes(shape.headSize - d),
                _mm512_mul_ps(_mm512_load_ps(sums + (d / 32 * M + m) * 32 + d % 32), inverse));
    }
}

using Tile = void (*)(const float*, const float*, const float*, float, const AttentionShape&, float*, float*,
                      ptrdiff_t);
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
    const ptrdiff_t size = shape.headSize, padded = paddedHeadSize(shape);
    const ptrdiff_t tokens = (shape.tokens + kKeys - 1) / kKeys * kKeys;
    float* const keys = scratch + (64 - (reinterpret_cast<uintptr_t>(scratch) & 63)) / sizeof(float) % 16;
    float* const values = keys + tokens * size;
    float* const queries = values + tokens * padded;
    float* const sums = queries + 16 * size;
    const int tiles = (queryCount + kQueries - 1) / kQueries;
    for (int head = 0; head < shape.heads; ++head) {
        const ptrdiff_t at = head * size;
        const float longestKey = packHead(k + at, v + at, stride, shape, keys, values);
        for (int t = 0; t < tiles; ++t) {
            const int from = firstQuery + int(int64_t(queryCount) * t / tiles);
            const int to = firstQuery + int(int64_t(queryCount) * (t + 1) / tiles);
            const int ahead =
                firstQuery + queryCount - to < kQueries ? firstQuery + queryCount - to : kQueries;
            transpose16(q + from * stride + at, stride, to - from, shape.headSize, shape.scale * kLog2E,
                        queries, 16);
            prefetchRows(q + to * stride + at, stride, ahead, shape.headSize);
            prefetchRows(out + from * outStride + at, outStride, to - from, shape.headSize);
            kTiles[to - from](queries, keys, values, longestKey, shape, sums, out + from * outStride + at,
                              outStride);
        }
    }
}

}
#endif
