// Exact Q8_0 product with sdot: a lane of four activations against four weights of four outputs at a time.
// The packed weights carry + 128 (for vpdpbusd); flipping their sign bit takes it off again, once for all
// rows of a tile, so the sums start at 0. The same bits as on the other vector targets.
#include "engine/kernels/neon.h"

#if defined(EMBEDSCOPE_NEON)

namespace embedscope::neon {

namespace {

constexpr int kTileRows = 6;
constexpr ptrdiff_t kBlockBytes = 576;

/// Zero without a register that is kept for copies of it (hence volatile).
inline int32x4_t zero()
{
    int32x4_t value;
    asm volatile("movi %0.4s, #0" : "=w"(value));
    return value;
}

/// Where vector n (of 8, four outputs each) of a pair of tiles is.
inline ptrdiff_t vectorAt(int n, ptrdiff_t tileBytes)
{
    return n / 4 * tileBytes + n % 4 * 16;
}

/// Inputs 4 Lane .. 4 Lane + 3 of 16 for M rows and N vectors of outputs.
template <int Lane, int M, int N>
inline __attribute__((always_inline)) void addFour(const int8x16_t (&x)[M], const uint8_t* weights,
                                                   ptrdiff_t tileBytes, int32x4_t (&total)[M][N])
{
#pragma GCC unroll 8
    for (int n = 0; n < N; ++n) {
        asm volatile("" : : : "memory"); // the weights stay loads; GCC would hoist and spill them
        const int8x16_t weight = vreinterpretq_s8_u8(
            veorq_u8(vld1q_u8(weights + Lane * 64 + vectorAt(n, tileBytes)), vdupq_n_u8(0x80)));
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m) {
            total[m][n] = vdotq_laneq_s32(total[m][n], weight, x[m], Lane);
            asm volatile("" : "+w"(total[m][n]));
        }
    }
}

/// Half a block: 16 inputs.
template <int M, int N>
inline __attribute__((always_inline)) void addHalf(const QuantBlock* x, ptrdiff_t xStride, int half,
                                                   const uint8_t* weights, ptrdiff_t tileBytes,
                                                   int32x4_t (&total)[M][N])
{
    int8x16_t values[M];
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m)
        values[m] = vld1q_s8(x[m * xStride].q + half * 16);
    weights += half * 256;
    addFour<0>(values, weights, tileBytes, total);
    addFour<1>(values, weights, tileBytes, total);
    addFour<2>(values, weights, tileBytes, total);
    addFour<3>(values, weights, tileBytes, total);
}

/// M rows x N vectors of outputs, from vector `first` of the pair of tiles on. M * N sums of integers and as
/// many of floats, M activations, a weight and the sign bit: all 32 registers where M * N is 12.
template <int M, int N>
inline void vectors(const QuantBlock* x, ptrdiff_t xStride, int blocks, const uint8_t* weights, int first,
                    float (*result)[32])
{
    const ptrdiff_t tileBytes = blocks * kBlockBytes;
    float32x4_t sums[M][N];
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 8
        for (int n = 0; n < N; ++n)
            sums[m][n] = vdupq_n_f32(0);
    weights += vectorAt(first, tileBytes);
    for (int b = 0; b < blocks; ++b, ++x, weights += kBlockBytes) {
        int32x4_t total[M][N];
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m)
#pragma GCC unroll 8
            for (int n = 0; n < N; ++n)
                total[m][n] = zero();
        addHalf<M, N>(x, xStride, 0, weights, tileBytes, total);
        addHalf<M, N>(x, xStride, 1, weights, tileBytes, total);
#pragma GCC unroll 8
        for (int n = 0; n < N; ++n) {
            asm volatile("" : : : "memory");
            const float32x4_t scales = vreinterpretq_f32_u8(vld1q_u8(weights + 512 + vectorAt(n, tileBytes)));
#pragma GCC unroll 6
            for (int m = 0; m < M; ++m) {
                sums[m][n] = vfmaq_f32(sums[m][n], vcvtq_f32_s32(total[m][n]),
                                       vmulq_n_f32(scales, x[m * xStride].scale));
                asm volatile("" : "+w"(sums[m][n]));
            }
        }
    }
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 8
        for (int n = 0; n < N; ++n)
            vst1q_f32(result[m] + (first + n) * 4, sums[m][n]);
}

/// M rows x 32 outputs. Few rows take more outputs at once, so that there are enough sums that do not wait
/// for one another.
template <int M>
void tile(const QuantBlock* x, ptrdiff_t xStride, int blocks, const uint8_t* weights, float (*result)[32])
{
    constexpr int kVectors = M == 1 ? 8 : M <= 3 ? 4 : 2;
    for (int first = 0; first < 8; first += kVectors)
        vectors<M, kVectors>(x, xStride, blocks, weights, first, result);
}

using Tile = void (*)(const QuantBlock*, ptrdiff_t, int, const uint8_t*, float (*)[32]);
constexpr Tile kTiles[kTileRows + 1] = {nullptr, tile<1>, tile<2>, tile<3>, tile<4>, tile<5>, tile<6>};

}

void linearQ8(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
              const LinearOutput& out)
{
    float sums[kTileRows][32];
    const int blocks = w.inputs / 32;
    const int tiles = (rows + kTileRows - 1) / kTileRows;
    const auto* weights = static_cast<const uint8_t*>(w.data);
    for (int first = 0; first < w.paddedOutputs; first += 32, weights += 2 * kBlockBytes * blocks) {
        for (int t = 0; t < tiles; ++t) {
            const int from = int(int64_t(rows) * t / tiles);
            const int height = int(int64_t(rows) * (t + 1) / tiles) - from;
            kTiles[height](x + from * xStride, xStride, blocks, weights, sums);
            for (int m = 0; m < height; ++m)
                finish(sums[m], from + m, first, w, out);
        }
    }
}

}
#endif
