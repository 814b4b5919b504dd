// Attention of one text, head by head: up to 8 queries against 64 keys at a time, softmax in powers of two,
// online where it must be. The same steps as avx2_attention.cpp; what happens to a query row depends on the
// keys only.
#include "engine/kernels/attention_sight.h"
#include "engine/kernels/neon.h"

#if defined(EMBEDSCOPE_NEON)

namespace embedscope::neon {

namespace {

constexpr int kQueries = 8;
constexpr int kStep = 64; ///< keys between two looks at the largest score
constexpr float kBound = 40; ///< 2^40 times a value and a sum of them are far from the ends of fp32
constexpr float kLowestScore = -3e38f; ///< finite, so that lowest - lowest is 0

/// State of the rows of a tile between steps.
struct Softmax
{
    float scores[kQueries][kStep]; ///< of this step, then 2^(score - largest)
    float32x4_t totals[kQueries]; ///< sums of weights, lane by lane
    float largest[kQueries]; ///< unused in bounded rows
    float rescale[kQueries]; ///< stays 1 in bounded rows
    bool bounded[kQueries];
};

/// Lane `Lane` of M rows of four factors, times 8 columns.
template <int Lane, int M>
inline __attribute__((always_inline)) void addColumns(const float32x4_t (&factors)[M], const float* columns,
                                                      float32x4_t (&sums)[M][2])
{
    const float32x4_t low = vld1q_f32(columns), high = vld1q_f32(columns + 4);
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
        sums[m][0] = vfmaq_laneq_f32(sums[m][0], low, factors[m], Lane);
        sums[m][1] = vfmaq_laneq_f32(sums[m][1], high, factors[m], Lane);
    }
}

/// sums[M][8] += a[M][count] x b[count][8]; count is a multiple of 4. For scores and for values.
template <int M>
inline __attribute__((always_inline)) void addProduct(const float* a, ptrdiff_t aStride, int count,
                                                      const float* b, ptrdiff_t bStride,
                                                      float32x4_t (&sums)[M][2])
{
    for (int i = 0; i < count; i += 4, b += 4 * bStride) {
        float32x4_t factors[M];
#pragma GCC unroll 8
        for (int m = 0; m < M; ++m)
            factors[m] = vld1q_f32(a + m * aStride + i);
        addColumns<0>(factors, b, sums);
        addColumns<1>(factors, b + bStride, sums);
        addColumns<2>(factors, b + 2 * bStride, sums);
        addColumns<3>(factors, b + 3 * bStride, sums);
    }
}

/// state.scores[m][at ..] of M queries ([M][size]) against 8 keys ([size][8]).
template <int M> void scoreTile(const float* queries, const float* keys, int size, Softmax& state, int at)
{
    float32x4_t scores[M][2];
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m)
        scores[m][0] = scores[m][1] = vdupq_n_f32(0);
    addProduct<M>(queries, size, size, keys, kKeyBlock, scores);
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
        vst1q_f32(state.scores[m] + at, scores[m][0]);
        vst1q_f32(state.scores[m] + at + 4, scores[m][1]);
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

inline uint32x4_t lanes(const Seen& seen, int j)
{
    constexpr int32_t kLanes[4] = {0, 1, 2, 3};
    const int32x4_t places = vaddq_s32(vld1q_s32(kLanes), vdupq_n_s32(j));
    return vandq_u32(vcgeq_s32(places, vdupq_n_s32(seen.first)), vcltq_s32(places, vdupq_n_s32(seen.end)));
}

inline float32x4_t kept(float32x4_t weight, uint32x4_t lanes)
{
    return fromBits(vandq_u32(lanes, vreinterpretq_u32_f32(weight)));
}

/// Scores of row m to weights relative to `largest`, zeros where nothing is seen; added to `total`.
template <bool Bounded>
float32x4_t weigh(float* scores, float32x4_t largest, const Seen& seen, float32x4_t total)
{
    const auto weight = [&](int j) {
        const float32x4_t score = vld1q_f32(scores + j);
        return exp2(Bounded ? score : clamped(vsubq_f32(score, largest)));
    };
    const int whole = seen.first <= 0 ? seen.end / 4 * 4 : 0; // up to here all lanes are seen
    int j = 0;
    for (; j < whole; j += 4) {
        const float32x4_t w = weight(j);
        vst1q_f32(scores + j, w);
        total = vaddq_f32(total, w);
    }
    for (; j < seen.count; j += 4) {
        const float32x4_t w = kept(weight(j), lanes(seen, j));
        vst1q_f32(scores + j, w);
        total = vaddq_f32(total, w);
    }
    return total;
}

/// Relative to the largest score so far; what was summed before is rescaled when it has grown.
void onlineRow(int m, const Seen& seen, Softmax& state)
{
    float* const scores = state.scores[m];
    float32x4_t top = vdupq_n_f32(state.largest[m]);
    for (int j = 0; j < seen.count; j += 4) // scores that are NaN count as the largest so far
        top = vbslq_f32(lanes(seen, j), vmaxnmq_f32(vld1q_f32(scores + j), top), top);
    const float now = vmaxvq_f32(top);
    const float32x4_t largest = vdupq_n_f32(now);
    const float32x4_t rescale = exp2(clamped(vsubq_f32(vdupq_n_f32(state.largest[m]), largest)));
    state.totals[m] = weigh<false>(scores, largest, seen, vmulq_f32(state.totals[m], rescale));
    state.rescale[m] = vgetq_lane_f32(rescale, 0);
    state.largest[m] = now;
}

/// Bias of the lanes that are seen, zeros elsewhere: nothing is read beside them.
inline float32x4_t biasAt(const float* bias, const Seen& seen, int j)
{
    if (j >= seen.first && j + 4 <= seen.end)
        return vld1q_f32(bias + j);
    float some[4] = {};
    for (int i = 0; i < 4; ++i)
        if (j + i >= seen.first && j + i < seen.end)
            some[i] = bias[j + i];
    return vld1q_f32(some);
}

/// Bounded rows take no largest score off, so it is here that a bias far below must stop.
void addBias(int m, const float* bias, const Seen& seen, Softmax& state)
{
    for (int j = 0; j < seen.count; j += 4) {
        const float32x4_t score =
            vfmaq_f32(vld1q_f32(state.scores[m] + j), biasAt(bias, seen, j), vdupq_n_f32(kLog2E));
        vst1q_f32(state.scores[m] + j, state.bounded[m] ? clamped(score) : score);
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
        state.totals[m] = weigh<true>(state.scores[m], vdupq_n_f32(0), seen, state.totals[m]);
    else
        onlineRow(m, seen, state);
}

/// sums[m][0 .. 8) = sums * rescale + weights x values, for `count` keys, a multiple of 4. `sums` is [M][8].
template <int M>
void addValues(const Softmax& state, const float* values, int count, ptrdiff_t padded, float* sums)
{
    float32x4_t sum[M][2];
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
        sum[m][0] = vmulq_n_f32(vld1q_f32(sums + m * 8), state.rescale[m]);
        sum[m][1] = vmulq_n_f32(vld1q_f32(sums + m * 8 + 4), state.rescale[m]);
    }
    addProduct<M>(state.scores[0], kStep, count, values, padded, sum);
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m) {
        vst1q_f32(sums + m * 8, sum[m][0]);
        vst1q_f32(sums + m * 8 + 4, sum[m][1]);
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
    for (int d = 0; d < head.padded; d += 8, sums += M * 8)
        addValues<M>(state, values + d, (count + 3) / 4 * 4, head.padded, sums);
}

template <int M> void begin(const float* queries, const Head& head, float reach, Softmax& state)
{
    const float left = reach < kBound ? kBound - reach : 0;
    for (int m = 0; m < M; ++m) {
        const float bound = squaredLength(queries + m * head.size, head.size) * head.longestKey;
        state.totals[m] = vdupq_n_f32(0);
        state.bounded[m] = bound < left * left; // not so for NaN
        state.largest[m] = kLowestScore;
        state.rescale[m] = 1;
    }
}

/// A tile of M queries against all keys that one of them sees; `sums` is [columns / 8][M][8]. Steps end at
/// multiples of 64 wherever they begin: a row's steps are its own.
template <int M>
void tile(const float* queries, const Head& head, const Sight& sight, float* sums, float* out,
          ptrdiff_t outStride)
{
    Softmax state;
    begin<M>(queries, head, sight.reach, state);
    for (int i = 0; i < head.padded * M; i += 4)
        vst1q_f32(sums + i, vdupq_n_f32(0));
    const int end = endOfKeysSeen(*sight.shape, sight.firstQuery + M - 1);
    int at = firstKeySeen(*sight.shape, sight.firstQuery) / kKeyBlock * kKeyBlock;
    while (at < end) {
        const int stop = at / kStep * kStep + kStep;
        const int count = (stop < end ? stop : end) - at;
        step<M>(queries, head, sight, at, count, state, sums);
        at += count;
    }
    for (int m = 0; m < M; ++m) {
        const float inverse = 1.0f / vaddvq_f32(state.totals[m]);
        for (int d = 0; d < head.size; d += 4)
            vst1q_f32(out + m * outStride + d,
                      vmulq_n_f32(vld1q_f32(sums + (d / 8 * M + m) * 8 + d % 8), inverse));
    }
}

using Tile = void (*)(const float*, const Head&, const Sight&, float*, float*, ptrdiff_t);
constexpr Tile kTiles[kQueries + 1] = {nullptr, tile<1>, tile<2>, tile<3>, tile<4>,
                                       tile<5>, tile<6>, tile<7>, tile<8>};

}

size_t attentionScratchFloats(const AttentionShape& shape)
{
    const size_t size = size_t(shape.headSize), padded = size_t(paddedHeadSize(shape));
    const size_t tokens = (size_t(shape.tokens) + kKeyBlock - 1) / kKeyBlock * kKeyBlock;
    return tokens * size + tokens * padded + kQueries * size + kQueries * padded;
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
    float* const sums = queries + kQueries * head.size;
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
            copyQueries(q + from * stride + at, stride, to - from, head.size, shape.scale * kLog2E, queries);
            sight.firstQuery = from;
            kTiles[to - from](queries, head, sight, sums, out + from * outStride + at, outStride);
        }
    }
}

}
#endif
