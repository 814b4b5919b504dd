// Exact Q8_0 product without VNNI: weights and activations widened to 16 bits, multiplied and added in pairs
// (vpmaddwd). vpmaddubsw would be half the work but saturates on unsigned weights up to 255. The same bits as
// with VNNI.
#include "engine/kernels/avx2.h"

#if defined(EMBEDSCOPE_AVX2)

namespace embedscope::avx2 {

namespace {

constexpr int kTileRows = 4;
constexpr ptrdiff_t kBlockBytes = 576;

/// Four activations as four int16, in all lanes.
inline __m256i broadcast4(const int16_t* q)
{
    int64_t four = 0;
    memcpy(&four, q, sizeof four);
    return _mm256_set1_epi64x(four);
}

/// One block of 32 inputs for 8 outputs: integer sums in the order 0 1 4 5 2 3 6 7 (what vphaddd makes of
/// pairs).
template <int M>
inline __attribute__((always_inline)) void addBlock(const int16_t (*q)[32], const int32_t* start,
                                                    const float* scale, const uint8_t* weights,
                                                    const float* weightScales, float (*sums)[32])
{
    __m256i total[M][2];
#pragma GCC unroll 4
    for (int m = 0; m < M; ++m) {
        total[m][0] = total[m][1] = _mm256_set1_epi64x(int64_t(uint32_t(start[m]))); // once per pair
    }
#pragma GCC unroll 8
    for (int j = 0; j < 8; ++j) {
        const auto* four = reinterpret_cast<const __m128i*>(weights + j * 64);
        const __m256i w0 = _mm256_cvtepu8_epi16(_mm_load_si128(four));
        const __m256i w1 = _mm256_cvtepu8_epi16(_mm_load_si128(four + 1));
#pragma GCC unroll 4
        for (int m = 0; m < M; ++m) {
            const __m256i a = broadcast4(q[m] + j * 4);
            total[m][0] = _mm256_add_epi32(total[m][0], _mm256_madd_epi16(w0, a));
            total[m][1] = _mm256_add_epi32(total[m][1], _mm256_madd_epi16(w1, a));
            asm(""
                : "+x"(total[m][0]),
                  "+x"(total[m][1])); // GCC would regroup the sums and run out of registers
        }
    }
    const __m256 scales = _mm256_castpd_ps(_mm256_permute4x64_pd(
        _mm256_castps_pd(_mm256_loadu_ps(weightScales)), 0xd8)); // to the order of the sums
#pragma GCC unroll 4
    for (int m = 0; m < M; ++m) {
        const __m256 sum = _mm256_cvtepi32_ps(_mm256_hadd_epi32(total[m][0], total[m][1]));
        const __m256 factor = _mm256_mul_ps(scales, _mm256_set1_ps(scale[m]));
        _mm256_store_ps(sums[m], _mm256_fmadd_ps(sum, factor, _mm256_load_ps(sums[m])));
    }
}

/// M rows x 32 outputs, still in the mixed order of addBlock.
template <int M>
void tile(const QuantBlock* x, ptrdiff_t xStride, int blocks, const uint8_t* weights, float (*sums)[32])
{
    alignas(32) int16_t q[M][32];
    int32_t start[M];
    float scale[M];
    for (int m = 0; m < M; ++m)
        for (int i = 0; i < 32; i += 8)
            _mm256_store_ps(sums[m] + i, _mm256_setzero_ps());
    for (ptrdiff_t b = 0; b < blocks; ++b, weights += kBlockBytes) {
#pragma GCC unroll 4
        for (int m = 0; m < M; ++m) {
            const QuantBlock& block = x[m * xStride + b];
            const auto* bytes = reinterpret_cast<const __m128i*>(block.q);
            auto* wide = reinterpret_cast<__m256i*>(q[m]);
            _mm256_store_si256(wide, _mm256_cvtepi8_epi16(_mm_loadu_si128(bytes)));
            _mm256_store_si256(wide + 1, _mm256_cvtepi8_epi16(_mm_loadu_si128(bytes + 1)));
            start[m] = block.start;
            scale[m] = block.scale;
        }
        for (int group = 0; group < 4; ++group) { // eight outputs each; two groups in a tile of weights
            // Broadcasts stay loads, which are free; GCC would hoist and spill them.
            asm volatile("" : : : "memory");
            const uint8_t* tileWeights = weights + group / 2 * blocks * kBlockBytes;
            addBlock<M>(q, start, scale, tileWeights + group % 2 * 32,
                        reinterpret_cast<const float*>(tileWeights + 512) + group % 2 * 8,
                        reinterpret_cast<float(*)[32]>(sums[0] + group * 8));
        }
    }
}

/// 0 1 4 5 2 3 6 7 back to 0 .. 7.
void straighten(float* sums)
{
    for (int i = 0; i < 32; i += 8)
        _mm256_store_pd(
            reinterpret_cast<double*>(sums + i),
            _mm256_permute4x64_pd(_mm256_load_pd(reinterpret_cast<const double*>(sums + i)), 0xd8));
}

using Tile = void (*)(const QuantBlock*, ptrdiff_t, int, const uint8_t*, float (*)[32]);
constexpr Tile kTiles[kTileRows + 1] = {nullptr, tile<1>, tile<2>, tile<3>, tile<4>};

}

void linearQ8(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
              const LinearOutput& out)
{
    alignas(32) float sums[kTileRows][32];
    const int blocks = w.inputs / 32;
    const int tiles = (rows + kTileRows - 1) / kTileRows;
    const auto* weights = static_cast<const uint8_t*>(w.data);
    for (int first = 0; first < w.paddedOutputs; first += 32, weights += 2 * kBlockBytes * blocks) {
        for (int t = 0; t < tiles; ++t) {
            const int from = int(int64_t(rows) * t / tiles);
            const int height = int(int64_t(rows) * (t + 1) / tiles) - from;
            kTiles[height](x + from * xStride, xStride, blocks, weights, sums);
            for (int m = 0; m < height; ++m) {
                straighten(sums[m]);
                finish(sums[m], from + m, first, w, out);
            }
        }
    }
}

}
#endif
