// Exact Q8_0 product as in avx512vnni_linear_q8.cpp with vectors half as wide: up to 6 rows x 16 outputs, 12
// of the 16 registers are sums of a block; the sums over blocks stay in memory.
#include "engine/kernels/avxvnni.h"

#if defined(EMBEDSCOPE_AVXVNNI)

namespace embedscope::EMBEDSCOPE_AVXVNNI_SPACE {

namespace {

constexpr int kTileRows = 6;
constexpr ptrdiff_t kBlockBytes = 576;

inline __m256i broadcast4(const int8_t* q)
{
    int32_t four = 0;
    memcpy(&four, q, sizeof four);
    return _mm256_set1_epi32(four);
}

/// One block of 32 inputs for 16 outputs: sums[m] [0 .. 16) grow by float(integer sum) * (weight scale *
/// activation scale).
template <int M>
inline __attribute__((always_inline)) void addBlock(const QuantBlock* const (&rows)[M], ptrdiff_t b,
                                                    const uint8_t* weights, float* sums)
{
    __m256i total[M][2];
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m)
        total[m][0] = total[m][1] = _mm256_set1_epi32(rows[m][b].start);
#pragma GCC unroll 8
    for (int j = 0; j < 8; ++j) {
        const auto* four = reinterpret_cast<const __m256i*>(weights + j * 64);
        const __m256i w0 = _mm256_load_si256(four), w1 = _mm256_load_si256(four + 1);
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m) {
            const __m256i q = broadcast4(rows[m][b].q + j * 4);
            total[m][0] = addDot(total[m][0], w0, q);
            total[m][1] = addDot(total[m][1], w1, q);
        }
    }
    const auto* scales = reinterpret_cast<const float*>(weights + 512);
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m, sums += 32) {
        const __m256 scale = _mm256_set1_ps(rows[m][b].scale);
#pragma GCC unroll 2
        for (int n = 0; n < 2; ++n) {
            const __m256 factor = _mm256_mul_ps(_mm256_load_ps(scales + n * 8), scale);
            _mm256_store_ps(
                sums + n * 8,
                _mm256_fmadd_ps(_mm256_cvtepi32_ps(total[m][n]), factor, _mm256_load_ps(sums + n * 8)));
        }
    }
}

/// M rows x 32 outputs; rows of `sums` are 32 floats apart.
template <int M>
void tile(const QuantBlock* x, ptrdiff_t xStride, int blocks, const uint8_t* weights, float* sums)
{
    const QuantBlock* rows[M];
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m)
        rows[m] = x + m * xStride;
    for (int i = 0; i < M * 32; i += 8)
        _mm256_store_ps(sums + i, _mm256_setzero_ps());
    for (int half = 0; half < 2; ++half, sums += 16)
        for (ptrdiff_t b = 0; b < blocks; ++b, weights += kBlockBytes)
            addBlock<M>(rows, b, weights, sums);
}

using Tile = void (*)(const QuantBlock*, ptrdiff_t, int, const uint8_t*, float*);
constexpr Tile kTiles[kTileRows + 1] = {nullptr, tile<1>, tile<2>, tile<3>, tile<4>, tile<5>, tile<6>};

}

void linearQ8(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
              const LinearOutput& out)
{
    alignas(32) float sums[kTileRows * 32];
    const int blocks = w.inputs / 32;
    const int tiles = (rows + kTileRows - 1) / kTileRows;
    const auto* weights = static_cast<const uint8_t*>(w.data);
    for (int first = 0; first < w.paddedOutputs; first += 32, weights += 2 * kBlockBytes * blocks) {
        for (int t = 0; t < tiles; ++t) {
            const int from = int(int64_t(rows) * t / tiles);
            const int height = int(int64_t(rows) * (t + 1) / tiles) - from;
            kTiles[height](x + from * xStride, xStride, blocks, weights, sums);
            for (int m = 0; m < height; ++m)
                finish(sums + m * 32, from + m, first, w, out);
        }
    }
}

}
#endif
