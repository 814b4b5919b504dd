// Attention as in avx512_attention.cpp, with queries, keys, weights and values rounded to bf16 and
// multiplied two at a time; scores, softmax and sums stay fp32. The total of a row adds its rounded weights,
// so that they sum up to one again. What happens to a query row depends on the keys only.
#include "engine/kernels/avx512bf16.h"
#include "engine/kernels/avx512_softmax.h"

#if defined(EMBEDSCOPE_AVX512BF16)

namespace embedscope::avx512bf16 {

namespace {

/// Weights of a step, keys 2 j and 2 j + 1 in one word.
struct Weights
{
    alignas(64) uint32_t pairs[kQueries][kStep / 2];
};

/// state.scores[m][at ..] of M queries (transposed, [pairs][16]) against N * 16 keys ([pairs][32]).
template <int M, int N>
void scoreTile(const uint32_t* queries, const uint32_t* keys, int pairs, Softmax& state, int at)
{
    __m512 scores[M][N];
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            scores[m][n] = _mm512_setzero_ps();
    for (int p = 0; p < pairs; ++p, queries += 16, keys += kKeyBlock) {
        __m512i key[N];
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            key[n] = _mm512_loadu_si512(keys + n * 16);
#pragma GCC unroll 12
        for (int m = 0; m < M; ++m) {
            const __m512i query = broadcastPair(queries + m);
#pragma GCC unroll 2
            for (int n = 0; n < N; ++n)
                scores[m][n] = addDot(scores[m][n], key[n], query);
        }
    }
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            _mm512_store_ps(state.scores[m] + at + n * 16, scores[m][n]);
}

/// The same for 32 keys that all rows see and rows whose scores are bounded: they become rounded weights before they leave the
/// registers. The same steps as scoreTile and softmax, so the same bits.
template <int M>
void weighTile(const uint32_t* queries, const uint32_t* keys, int pairs, Softmax& state, Weights& weights, int at)
{
    __m512 scores[M][2];
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m)
        scores[m][0] = scores[m][1] = _mm512_setzero_ps();
    for (int p = 0; p < pairs; ++p, queries += 16, keys += kKeyBlock) {
        const __m512i key0 = _mm512_loadu_si512(keys), key1 = _mm512_loadu_si512(keys + 16);
#pragma GCC unroll 12
        for (int m = 0; m < M; ++m) {
            const __m512i query = broadcastPair(queries + m);
            scores[m][0] = addDot(scores[m][0], key0, query);
            scores[m][1] = addDot(scores[m][1], key1, query);
        }
    }
    const __m512i ones = _mm512_set1_epi16(0x3f80);
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m) {
        const __m512i pair = rounded(exp2(scores[m][0], 0xffff), exp2(scores[m][1], 0xffff));
        _mm512_store_si512(weights.pairs[m] + at / 2, pair);
        state.totals[m] = addDot(state.totals[m], pair, ones);
    }
}

/// Scores of M rows to rounded weights and their totals.
template <int M, int N> void softmax(const Lanes& lanes, Softmax& state, Weights& weights)
{
    const __m512i ones = _mm512_set1_epi16(0x3f80);
    for (int m = 0; m < M; ++m) {
        __m512 exact[N + N % 2];
        if (N % 2)
            exact[N] = _mm512_setzero_ps();
        weigh<N>(m, lanes.row(m), state, exact);
#pragma GCC unroll 2
        for (int n = 0; n < N; n += 2) {
            const __m512i pairs = rounded(exact[n], exact[n + 1]);
            _mm512_store_si512(weights.pairs[m] + n * 8, pairs);
            state.totals[m] = addDot(state.totals[m], pairs, ones);
        }
    }
}

/// sums[m][0 .. N*16) = sums * rescale + weights x values, for so many pairs of keys. `sums` is [M][32].
template <int M, int N>
void addValues(const Softmax& state, const Weights& weights, const uint32_t* values, int pairs,
               ptrdiff_t padded, float* sums)
{
    __m512 sum[M][N];
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m) {
        const __m512 rescale = _mm512_set1_ps(state.rescale[m]);
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            sum[m][n] = _mm512_mul_ps(_mm512_load_ps(sums + m * 32 + n * 16), rescale);
    }
    for (int j = 0; j < pairs; ++j, values += padded) {
        __m512i value[N];
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            value[n] = _mm512_loadu_si512(values + n * 16);
#pragma GCC unroll 12
        for (int m = 0; m < M; ++m) {
            const __m512i weight = broadcastPair(weights.pairs[m] + j);
#pragma GCC unroll 2
            for (int n = 0; n < N; ++n)
                sum[m][n] = addDot(sum[m][n], value[n], weight);
        }
    }
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            _mm512_store_ps(sums + m * 32 + n * 16, sum[m][n]);
}

/// One head as the tiles read it.
struct Head
{
    const uint32_t* keys;
    const uint32_t* values;
    int pairs; ///< of a query and of a key
    int size, padded; ///< of the head
    float longestKey; ///< squared
};

/// Weights of a step for rows that must be looked at one by one.
template <int M>
void weighStep(const uint32_t* queries, const Head& head, const Sight& sight, int at, int count, Softmax& state,
               Weights& weights)
{
    const int vectors = (count + 15) / 16;
    const uint32_t* keys = head.keys + ptrdiff_t(at) * head.pairs;
    for (int n = 0; n < vectors; n += 2, keys += kKeyBlock * head.pairs) {
        if (n + 1 < vectors)
            scoreTile<M, 2>(queries, keys, head.pairs, state, n * 16);
        else
            scoreTile<M, 1>(queries, keys, head.pairs, state, n * 16);
    }
    Lanes lanes;
    see(M, sight, at, count, state, lanes);
    constexpr void (*kSoftmax[])(const Lanes&, Softmax&, Weights&) = {softmax<M, 1>, softmax<M, 2>,
                                                                      softmax<M, 3>, softmax<M, 4>};
    kSoftmax[vectors - 1](lanes, state, weights);
}

/// One step of up to 64 keys, from key `at` on, for M queries.
template <int M>
void step(const uint32_t* queries, const Head& head, const Sight& sight, int at, int count, Softmax& state,
          float* sums)
{
    Weights weights;
    if (sight.everything && state.allBounded && count % kKeyBlock == 0)
        for (int n = 0; n < count; n += kKeyBlock)
            weighTile<M>(queries, head.keys + ptrdiff_t(at + n) * head.pairs, head.pairs, state, weights, n);
    else
        weighStep<M>(queries, head, sight, at, count, state, weights);
    const uint32_t* values = head.values + ptrdiff_t(at / 2) * head.padded;
    for (int d = 0; d < head.padded; d += 32, sums += M * 32) {
        if (d + 32 <= head.padded)
            addValues<M, 2>(state, weights, values + d, (count + 1) / 2, head.padded, sums);
        else
            addValues<M, 1>(state, weights, values + d, (count + 1) / 2, head.padded, sums);
    }
}

/// A tile of M queries against all keys that one of them sees; `sums` is [columns / 32][M][32], so that
/// places in it are known at compile time. Steps end at multiples of 64 wherever they begin: a row's steps
/// are its own.
template <int M>
void tile(const uint32_t* queries, const Head& head, const Sight& sight, float* sums, float* out,
          ptrdiff_t outStride)
{
    Softmax state;
    begin(M, squaredLengths(queries, 16, head.pairs), head.longestKey, sight.reach, state);
    for (int i = 0; i < (head.padded + 31) / 32 * M * 32; i += 16)
        _mm512_store_ps(sums + i, _mm512_setzero_ps());
    const int end = endOfKeysSeen(*sight.shape, sight.firstQuery + M - 1);
    int at = firstKeySeen(*sight.shape, sight.firstQuery) / kKeyBlock * kKeyBlock;
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

using Tile = void (*)(const uint32_t*, const Head&, const Sight&, float*, float*, ptrdiff_t);
constexpr Tile kTiles[kQueries + 1] = {nullptr, tile<1>, tile<2>, tile<3>,  tile<4>,  tile<5>, tile<6>,
                                       tile<7>, tile<8>, tile<9>, tile<10>, tile<11>, tile<12>};

}

// The scratch of the fp32 way is larger in every part.
void attention(const float* q, const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape,
               int firstQuery, int queryCount, float* out, ptrdiff_t outStride, float* scratch)
{
    Head head = {};
    head.size = shape.headSize;
    head.pairs = headPairs(shape);
    head.padded = paddedHeadSize(shape);
    const ptrdiff_t tokens = (shape.tokens + kKeyBlock - 1) / kKeyBlock * kKeyBlock;
    auto* const keys =
        reinterpret_cast<uint32_t*>(scratch + (64 - (reinterpret_cast<uintptr_t>(scratch) & 63)) / 4 % 16);
    uint32_t* const values = keys + tokens * head.pairs;
    uint32_t* const queries = values + tokens / 2 * head.padded;
    auto* const sums = reinterpret_cast<float*>(queries + 16 * head.pairs);
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
            transposePairs(q + from * stride + at, stride, to - from, shape.headSize, shape.scale * kLog2E,
                           queries, 16);
            prefetchRows(q + to * stride + at, stride, left < kQueries ? left : kQueries, shape.headSize);
            prefetchRows(out + from * outStride + at, outStride, to - from, shape.headSize);
            sight.firstQuery = from;
            kTiles[to - from](queries, head, sight, sums, out + from * outStride + at, outStride);
        }
    }
}

}
#endif
