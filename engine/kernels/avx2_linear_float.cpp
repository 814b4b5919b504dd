// Product with F32, F16 or BF16 weights, widened once per tile of up to 6 rows x 16 outputs. One fused
// multiply-add after the other over the inputs, so the bits of an output do not depend on the tile.
#include "engine/kernels/avx2.h"

#if defined(EMBEDSCOPE_AVX2)

namespace embedscope::avx2 {

namespace {

constexpr int kTileRows = 6;

inline __m256 widen(const float* weights)
{
    return _mm256_load_ps(weights);
}

struct Half
{
    uint16_t bits;
};
inline __m256 widen(const Half* weights)
{
    return _mm256_cvtph_ps(_mm_load_si128(reinterpret_cast<const __m128i*>(weights)));
}

struct Brain
{
    uint16_t bits;
};
inline __m256 widen(const Brain* weights)
{
    const __m128i bits = _mm_load_si128(reinterpret_cast<const __m128i*>(weights));
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(bits), 16));
}

/// M rows x 16 outputs; rows of `result` are 32 floats apart.
template <class T, int M>
void tile(const float* x, ptrdiff_t xStride, int inputs, const T* weights, float* result)
{
    const float* rows[M];
    __m256 sums[M][2];
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m) {
        rows[m] = x + m * xStride;
        sums[m][0] = sums[m][1] = _mm256_setzero_ps();
    }
#pragma GCC unroll 4
    for (ptrdiff_t k = 0; k < inputs; ++k) {
        if (k * sizeof(T) % 4 == 0) // rows and a tile of weights are more than L1 holds
            _mm_prefetch(reinterpret_cast<const char*>(weights + k * 16) + 1024, _MM_HINT_T0);
        const __m256 w0 = widen(weights + k * 16);
        const __m256 w1 = widen(weights + k * 16 + 8);
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m) {
            const __m256 value = _mm256_broadcast_ss(rows[m] + k);
            sums[m][0] = _mm256_fmadd_ps(w0, value, sums[m][0]);
            sums[m][1] = _mm256_fmadd_ps(w1, value, sums[m][1]);
        }
    }
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m) {
        _mm256_store_ps(result + m * 32, sums[m][0]);
        _mm256_store_ps(result + m * 32 + 8, sums[m][1]);
    }
}

template <class T> using Tile = void (*)(const float*, ptrdiff_t, int, const T*, float*);

template <class T>
constexpr Tile<T> kTiles[kTileRows + 1] = {nullptr,    tile<T, 1>, tile<T, 2>, tile<T, 3>,
                                           tile<T, 4>, tile<T, 5>, tile<T, 6>};

template <class T>
void product(const float* x, ptrdiff_t xStride, int rows, const PackedWeights& w, const LinearOutput& out)
{
    alignas(32) float sums[kTileRows * 32];
    const int tiles = (rows + kTileRows - 1) / kTileRows;
    for (int first = 0; first < w.paddedOutputs; first += 32) {
        const T* weights = static_cast<const T*>(w.data) + ptrdiff_t(first) * w.inputs;
        for (int t = 0; t < tiles; ++t) {
            const int from = int(int64_t(rows) * t / tiles);
            const int height = int(int64_t(rows) * (t + 1) / tiles) - from;
            kTiles<T>[height](x + from * xStride, xStride, w.inputs, weights, sums);
            kTiles<T>[height](x + from * xStride, xStride, w.inputs, weights + ptrdiff_t(w.inputs) * 16,
                              sums + 16);
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
