// Attention of one text, head by head: up to 12 queries against 32 keys at a time, online softmax in powers
// of two. Keys and queries are transposed and values copied into scratch first, so that the inner loops walk
// straight memory. What happens to a query row depends on the keys only: every tile height does the same
// steps in the same order.
#include "engine/kernels/avx512vnni.h"

#if defined(EMBEDSCOPE_AVX512VNNI)

namespace embedscope::avx512vnni {

namespace {

constexpr int kQueries = 12;
constexpr int kKeys = 32;
constexpr float kLowestScore = -3e38f; ///< finite, so that lowest - lowest is 0

int paddedSize(const AttentionShape& shape)
{
    return (shape.headSize + 15) / 16 * 16;
}

/// Row r (of 16; those past `count` repeat the last) to column r of `out`: out[d * outStride + r] = row r [d]
/// * factor.
void transpose16(const float* rows, ptrdiff_t stride, int count, int size, float factor, float* out,
                 ptrdiff_t outStride)
{
    const float* row[16];
    for (int r = 0; r < 16; ++r)
        row[r] = rows + (r < count ? r : count - 1) * stride;
    const __m512 scale = _mm512_set1_ps(factor);
    for (int d = 0; d < size; d += 4) {
        __m512 part[4]; // lane group g of part i: four numbers of row 4 g + i
        for (int i = 0; i < 4; ++i) {
            part[i] = _mm512_castps128_ps512(_mm_loadu_ps(row[i] + d));
            part[i] = _mm512_insertf32x4(part[i], _mm_loadu_ps(row[i + 4] + d), 1);
            part[i] = _mm512_insertf32x4(part[i], _mm_loadu_ps(row[i + 8] + d), 2);
            part[i] = _mm512_insertf32x4(part[i], _mm_loadu_ps(row[i + 12] + d), 3);
        }
        const __m512 low01 = _mm512_unpacklo_ps(part[0], part[1]),
                     high01 = _mm512_unpackhi_ps(part[0], part[1]);
        const __m512 low23 = _mm512_unpacklo_ps(part[2], part[3]),
                     high23 = _mm512_unpackhi_ps(part[2], part[3]);
        float* to = out + d * outStride;
        _mm512_storeu_ps(to, _mm512_mul_ps(scale, _mm512_shuffle_ps(low01, low23, 0x44)));
        _mm512_storeu_ps(to + outStride, _mm512_mul_ps(scale, _mm512_shuffle_ps(low01, low23, 0xee)));
        _mm512_storeu_ps(to + 2 * outStride, _mm512_mul_ps(scale, _mm512_shuffle_ps(high01, high23, 0x44)));
        _mm512_storeu_ps(to + 3 * outStride, _mm512_mul_ps(scale, _mm512_shuffle_ps(high01, high23, 0xee)));
    }
}

/// keys: blocks of 32 as [size][32]; values: [tokens][padded size], zeros behind.
void packHead(const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape, float* keys,
              float* values)
{
    const int size = shape.headSize, padded = paddedSize(shape);
    for (int first = 0; first < shape.tokens; first += 16) {
        float* block = keys + ptrdiff_t(first / kKeys) * kKeys * size + first % kKeys;
        transpose16(k + first * stride, stride, shape.tokens - first, size, 1.0f, block, kKeys);
    }
    for (int j = 0; j < shape.tokens; ++j)
        for (int d = 0; d < padded; d += 16)
            _mm512_storeu_ps(values + ptrdiff_t(j) * padded + d,
                             _mm512_maskz_loadu_ps(firstLanes(size - d), v + j * stride + d));
}

__m512 exp2(__m512 t)
{
    t = _mm512_max_ps(_mm512_set1_ps(kExp2Lowest), t); // NaN stays NaN
    const __m512 whole = _mm512_roundscale_ps(t, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    const __m512 r = _mm512_sub_ps(t, whole);
    __m512 p = _mm512_set1_ps(kExp2[4]);
    for (int i = 3; i >= 0; --i)
        p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(kExp2[i]));
    return _mm512_scalef_ps(_mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f)), whole);
}

/// State of the rows of a tile between blocks of keys.
struct Softmax
{
    alignas(64) float weights[kQueries][kKeys]; ///< 2^(score - largest) of this block
    alignas(64) __m512 totals[kQueries]; ///< sums of weights, lane by lane
    float largest[kQueries];
    float rescale[kQueries];
};

/// scores[m][n] of M queries (transposed, [size][16]) against N * 16 keys ([size][32]).
template <int M, int N>
inline __attribute__((always_inline)) void scoreTile(const float* queries, const float* keys, int size,
                                                     __m512 (&scores)[M][N])
{
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
}

/// Weights of one row for N * 16 keys of which `count` exist. True if the row's largest score has grown.
template <int N> inline bool softmaxRow(const float* scores, int m, int count, Softmax& state)
{
    __m512 s[N];
    const __m512 lowest = _mm512_set1_ps(kLowestScore);
    __m512 top = lowest;
    for (int n = 0; n < N; ++n) {
        s[n] = _mm512_mask_loadu_ps(lowest, firstLanes(count - n * 16), scores + n * 16);
        top = _mm512_max_ps(top, s[n]);
    }
    const bool grown = _mm512_cmp_ps_mask(top, _mm512_set1_ps(state.largest[m]), _CMP_GT_OQ) != 0;
    state.rescale[m] = 1;
    if (grown) {
        const float largest = _mm512_reduce_max_ps(top);
        state.rescale[m] = _mm512_cvtss_f32(exp2(_mm512_set1_ps(state.largest[m] - largest)));
        state.largest[m] = largest;
    }
    __m512 total = _mm512_mul_ps(state.totals[m], _mm512_set1_ps(state.rescale[m]));
    const __m512 largest = _mm512_set1_ps(state.largest[m]);
    for (int n = 0; n < N; ++n) {
        const __m512 weight =
            _mm512_maskz_mov_ps(firstLanes(count - n * 16), exp2(_mm512_sub_ps(s[n], largest)));
        _mm512_store_ps(state.weights[m] + n * 16, weight);
        total = _mm512_add_ps(total, weight);
    }
    state.totals[m] = total;
    return grown;
}

/// sums[m][0 .. N*16) = sums * rescale + weights x values, for `count` keys.
template <int M, int N>
void addValues(const Softmax& state, bool grown, const float* values, int count, ptrdiff_t padded,
               float* sums)
{
    __m512 sum[M][N];
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            sum[m][n] = _mm512_loadu_ps(sums + m * padded + n * 16);
    if (grown) { // times exactly 1 in rows that have not grown: the same bits as without
#pragma GCC unroll 12
        for (int m = 0; m < M; ++m)
#pragma GCC unroll 2
            for (int n = 0; n < N; ++n)
                sum[m][n] = _mm512_mul_ps(sum[m][n], _mm512_set1_ps(state.rescale[m]));
    }
    for (int j = 0; j < count; ++j, values += padded) {
        __m512 value[N];
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            value[n] = _mm512_loadu_ps(values + n * 16);
#pragma GCC unroll 12
        for (int m = 0; m < M; ++m) {
            const __m512 weight = _mm512_set1_ps(state.weights[m][j]);
#pragma GCC unroll 2
            for (int n = 0; n < N; ++n)
                sum[m][n] = _mm512_fmadd_ps(weight, value[n], sum[m][n]);
        }
    }
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            _mm512_storeu_ps(sums + m * padded + n * 16, sum[m][n]);
}

/// One block of up to N * 16 keys for M queries.
template <int M, int N>
void block(const float* queries, const float* keys, const float* values, int count,
           const AttentionShape& shape, Softmax& state, float* sums)
{
    __m512 scores[M][N];
    scoreTile<M, N>(queries, keys, shape.headSize, scores);
    alignas(64) float table[M][N * 16];
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 2
        for (int n = 0; n < N; ++n)
            _mm512_store_ps(table[m] + n * 16, scores[m][n]);
    bool grown = false;
    for (int m = 0; m < M; ++m)
        grown |= softmaxRow<N>(table[m], m, count, state);
    const int padded = paddedSize(shape);
    int d = 0;
    for (; d + 32 <= padded; d += 32)
        addValues<M, 2>(state, grown, values + d, count, padded, sums + d);
    if (d < padded)
        addValues<M, 1>(state, grown, values + d, count, padded, sums + d);
}

/// A tile of M queries against all keys; `sums` is [M][padded size].
template <int M>
void tile(const float* queries, const float* keys, const float* values, const AttentionShape& shape,
          float* sums, float* out, ptrdiff_t outStride)
{
    Softmax state;
    const int padded = paddedSize(shape);
    for (int m = 0; m < M; ++m) {
        state.totals[m] = _mm512_setzero_ps();
        state.largest[m] = kLowestScore;
        for (int d = 0; d < padded; d += 16)
            _mm512_storeu_ps(sums + m * padded + d, _mm512_setzero_ps());
    }
    for (int j = 0; j < shape.tokens; j += kKeys) {
        const int count = shape.tokens - j < kKeys ? shape.tokens - j : kKeys;
        const float* someKeys = keys + ptrdiff_t(j) * shape.headSize;
        const float* someValues = values + ptrdiff_t(j) * padded;
        if (count > 16)
            block<M, 2>(queries, someKeys, someValues, count, shape, state, sums);
        else
            block<M, 1>(queries, someKeys, someValues, count, shape, state, sums);
    }
    for (int m = 0; m < M; ++m) {
        const __m512 inverse = _mm512_set1_ps(1.0f / _mm512_reduce_add_ps(state.totals[m]));
        for (int d = 0; d < padded; d += 16)
            _mm512_mask_storeu_ps(out + m * outStride + d, firstLanes(shape.headSize - d),
                                  _mm512_mul_ps(_mm512_loadu_ps(sums + m * padded + d), inverse));
    }
}

using Tile = void (*)(const float*, const float*, const float*, const AttentionShape&, float*, float*,
                      ptrdiff_t);
constexpr Tile kTiles[kQueries + 1] = {nullptr, tile<1>, tile<2>, tile<3>,  tile<4>,  tile<5>, tile<6>,
                                       tile<7>, tile<8>, tile<9>, tile<10>, tile<11>, tile<12>};

}

size_t attentionScratchFloats(const AttentionShape& shape)
{
    const size_t size = size_t(shape.headSize), padded = size_t(paddedSize(shape));
    const size_t tokens = (size_t(shape.tokens) + kKeys - 1) / kKeys * kKeys;
    return tokens * size + tokens * padded + 16 * size + kQueries * padded + 16;
}

void attention(const float* q, const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape,
               int firstQuery, int queryCount, float* out, ptrdiff_t outStride, float* scratch)
{
    const ptrdiff_t size = shape.headSize, padded = paddedSize(shape);
    const ptrdiff_t tokens = (shape.tokens + kKeys - 1) / kKeys * kKeys;
    float* const keys = scratch + (64 - (reinterpret_cast<uintptr_t>(scratch) & 63)) / sizeof(float) % 16;
    float* const values = keys + tokens * size;
    float* const queries = values + tokens * padded;
    float* const sums = queries + 16 * size;
    const int tiles = (queryCount + kQueries - 1) / kQueries;
    for (int head = 0; head < shape.heads; ++head) {
        const ptrdiff_t at = head * size;
        packHead(k + at, v + at, stride, shape, keys, values);
        for (int t = 0; t < tiles; ++t) {
            const int from = firstQuery + int(int64_t(queryCount) * t / tiles);
            const int height = firstQuery + int(int64_t(queryCount) * (t + 1) / tiles) - from;
            transpose16(q + from * stride + at, stride, height, shape.headSize, shape.scale * kLog2E, queries,
                        16);
            kTiles[height](queries, keys, values, shape, sums, out + from * outStride + at, outStride);
        }
    }
}

}
#endif
