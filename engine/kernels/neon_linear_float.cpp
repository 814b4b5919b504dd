// Product with F32, F16 or BF16 weights, widened once per tile of up to 8 rows. One fused multiply-add after
// the other over the inputs, so the bits of an output do not depend on the tile, and are those of AVX2.
#include "engine/kernels/neon.h"

#if defined(EMBEDSCOPE_NEON)

namespace embedscope::neon {

namespace {

constexpr int kTileRows = 8;

inline float32x4_t widen(const float* weights)
{
    return vld1q_f32(weights);
}

struct Half
{
    uint16_t bits;
};
inline float32x4_t widen(const Half* weights)
{
    const uint16x4_t bits = vld1_u16(reinterpret_cast<const uint16_t*>(weights));
    return vcvt_f32_f16(vreinterpret_f16_u16(bits));
}

struct Brain
{
    uint16_t bits;
};
inline float32x4_t widen(const Brain* weights)
{
    return fromBits(vshll_n_u16(vld1_u16(reinterpret_cast<const uint16_t*>(weights)), 16));
}

/// Lane `Lane` of the M rows times N vectors of four weights. `tileSize`: elements from a tile to the next.
template <int Lane, class T, int M, int N>
inline __attribute__((always_inline)) void addInput(const float32x4_t (&x)[M], const T* weights,
                                                    ptrdiff_t tileSize, float32x4_t (&sums)[M][N])
{
#pragma GCC unroll 8
    for (int n = 0; n < N; ++n) {
        const float32x4_t weight = widen(weights + Lane * 16 + n / 4 * tileSize + n % 4 * 4);
#pragma GCC unroll 8
        for (int m = 0; m < M; ++m)
            sums[m][n] = vfmaq_laneq_f32(sums[m][n], weight, x[m], Lane);
    }
}

/// M rows x N vectors of four outputs; rows of `result` are 32 floats apart.
template <class T, int M, int N>
inline void vectors(const float* x, ptrdiff_t xStride, int inputs, const T* weights, float* result)
{
    const ptrdiff_t tileSize = ptrdiff_t(inputs) * 16;
    float32x4_t sums[M][N], values[M];
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 8
        for (int n = 0; n < N; ++n)
            sums[m][n] = vdupq_n_f32(0);
    int k = 0;
    for (; k + 4 <= inputs; k += 4, weights += 64) {
#pragma GCC unroll 8
        for (int m = 0; m < M; ++m)
            values[m] = vld1q_f32(x + m * xStride + k);
        addInput<0>(values, weights, tileSize, sums);
        addInput<1>(values, weights, tileSize, sums);
        addInput<2>(values, weights, tileSize, sums);
        addInput<3>(values, weights, tileSize, sums);
    }
    for (; k < inputs; ++k, weights += 16) {
#pragma GCC unroll 8
        for (int m = 0; m < M; ++m)
            values[m] = vdupq_n_f32(x[m * xStride + k]);
        addInput<0>(values, weights, tileSize, sums);
    }
#pragma GCC unroll 8
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 8
        for (int n = 0; n < N; ++n)
            vst1q_f32(result + m * 32 + n * 4, sums[m][n]);
}

/// M rows x 32 outputs: all at once, 16 or 8 at a time, so that about 16 sums do not wait for one another.
template <class T, int M>
void tile(const float* x, ptrdiff_t xStride, int inputs, const T* weights, float* result)
{
    constexpr int kVectors = M <= 2 ? 8 : M <= 4 ? 4 : 2;
    for (int first = 0; first < 8; first += kVectors)
        vectors<T, M, kVectors>(x, xStride, inputs,
                                weights + first / 4 * ptrdiff_t(inputs) * 16 + first % 4 * 4,
                                result + first * 4);
}

template <class T> using Tile = void (*)(const float*, ptrdiff_t, int, const T*, float*);

template <class T>
constexpr Tile<T> kTiles[kTileRows + 1] = {nullptr,    tile<T, 1>, tile<T, 2>, tile<T, 3>, tile<T, 4>,
                                           tile<T, 5>, tile<T, 6>, tile<T, 7>, tile<T, 8>};

template <class T>
void product(const float* x, ptrdiff_t xStride, int rows, const PackedWeights& w, const LinearOutput& out)
{
    float sums[kTileRows * 32];
    const int tiles = (rows + kTileRows - 1) / kTileRows;
    for (int first = 0; first < w.paddedOutputs; first += 32) {
        const T* weights = static_cast<const T*>(w.data) + ptrdiff_t(first) * w.inputs;
        for (int t = 0; t < tiles; ++t) {
            const int from = int(int64_t(rows) * t / tiles);
            const int height = int(int64_t(rows) * (t + 1) / tiles) - from;
            kTiles<T>[height](x + from * xStride, xStride, w.inputs, weights, sums);
            for (int m = 0; m < height; ++m)
                finish(sums + m * 32, from + m, first, w, out);
        }
    }
}

}

void linearFloat(const float* x, ptrdiff_t xStride, int rows, const PackedWeights& w, const LinearOutput& out)
{
    if (w.kind == WeightKind::F32)
        product<float>(x, xStride, rows, w, out);
    else if (w.kind == WeightKind::F16)
        product<Half>(x, xStride, rows, w, out);
    else if (w.kind == WeightKind::BF16)
        product<Brain>(x, xStride, rows, w, out);
}

}
#endif
