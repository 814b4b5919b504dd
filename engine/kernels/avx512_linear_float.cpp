// Product with F32, F16 or BF16 weights, widened once per tile of up to 6 rows x 64 outputs. One fused
// multiply-add after the other over the inputs, so the bits of an output do not depend on the tile.
#include "engine/kernels/avx512.h"

#if defined(EMBEDSCOPE_AVX512)

namespace embedscope::avx512 {

namespace {

constexpr int kTileRows = 6;

inline __m512 widen(const float* weights)
{
    return _mm512_load_ps(weights);
}

struct Half
{
    uint16_t bits;
};
inline __m512 widen(const Half* weights)
{
    return _mm512_cvtph_ps(_mm256_load_si256(reinterpret_cast<const __m256i*>(weights)));
}

struct Brain
{
    uint16_t bits;
};
inline __m512 widen(const Brain* weights)
{
    const __m256i bits = _mm256_load_si256(reinterpret_cast<const __m256i*>(weights));
    return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
}

/// M rows x N tiles of 16 outputs; `result` is [M][N * 16].
template <class T, int M, int N>
void tile(const float* x, ptrdiff_t xStride, int inputs, const T* weights, float* result)
{
    const float* rows[M];
    __m512 sums[M][N];
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m) {
        rows[m] = x + m * xStride;
#pragma GCC unroll 4
        for (int n = 0; n < N; ++n)
            sums[m][n] = _mm512_setzero_ps();
    }
    const ptrdiff_t tileSize = ptrdiff_t(inputs) * 16;
    for (ptrdiff_t k = 0; k < inputs; ++k) {
        __m512 wide[N];
#pragma GCC unroll 4
        for (int n = 0; n < N; ++n)
            wide[n] = widen(weights + n * tileSize + k * 16);
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m) {
            const __m512 value = _mm512_set1_ps(rows[m][k]);
#pragma GCC unroll 4
            for (int n = 0; n < N; ++n)
                sums[m][n] = _mm512_fmadd_ps(wide[n], value, sums[m][n]);
        }
    }
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m)
#pragma GCC unroll 4
        for (int n = 0; n < N; ++n)
            _mm512_store_ps(result + (m * N + n) * 16, sums[m][n]);
}

template <class T> using Tile = void (*)(const float*, ptrdiff_t, int, const T*, float*);

template <class T, int N>
constexpr Tile<T> kTiles[kTileRows + 1] = {nullptr,       tile<T, 1, N>, tile<T, 2, N>, tile<T, 3, N>,
                                           tile<T, 4, N>, tile<T, 5, N>, tile<T, 6, N>};

/// All rows against N tiles of 16 outputs from `first` on.
template <class T, int N>
void column(const float* x, ptrdiff_t xStride, int rows, int first, const PackedWeights& w,
            const LinearOutput& out, const Gelu& table)
{
    alignas(64) float sums[kTileRows * N * 16];
    const T* weights = static_cast<const T*>(w.data) + ptrdiff_t(first) * w.inputs;
    const int tiles = (rows + kTileRows - 1) / kTileRows;
    for (int t = 0; t < tiles; ++t) {
        const int from = int(int64_t(rows) * t / tiles);
        const int height = int(int64_t(rows) * (t + 1) / tiles) - from;
        kTiles<T, N>[height](x + from * xStride, xStride, w.inputs, weights, sums);
        for (int m = 0; m < height; ++m)
            for (int n = 0; n < N; n += 2)
                finish(_mm512_load_ps(sums + (m * N + n) * 16), _mm512_load_ps(sums + (m * N + n + 1) * 16),
                       from + m, first + n * 16, w, out, table);
    }
}

template <class T>
void product(const float* x, ptrdiff_t xStride, int rows, const PackedWeights& w, const LinearOutput& out)
{
    const Gelu table = loadGelu();
    int first = 0;
    for (; first + 64 <= w.paddedOutputs; first += 64)
        column<T, 4>(x, xStride, rows, first, w, out, table);
    if (first < w.paddedOutputs)
        column<T, 2>(x, xStride, rows, first, w, out, table);
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
