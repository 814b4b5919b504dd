// Exact Q8_0 product without VNNI, on the same packed bytes. vpmaddubsw adds two products of an unsigned and
// a signed byte in 16 bits and would saturate at 255 * 127 * 2; so each activation is split into 16 * high +
// low, both within -8 .. 8. Sums of 32 products of 255 and 8, spread over two lanes, still fit 16 bits:
// widening is left to the end of a block. Fewer instructions than widening all bytes, or than vpsignb, and
// the same bits as with VNNI.
#include "engine/kernels/avx2.h"

#if defined(EMBEDSCOPE_AVX2)

namespace embedscope::avx2 {

namespace {

constexpr int kTileRows = 3; ///< 12 of the 16 registers are sums
constexpr int kMostPairs = 2; ///< of weight tiles that share split activations
constexpr ptrdiff_t kBlockBytes = 576;

/// A block of activations of up to 3 rows.
struct Split
{
    alignas(32) int8_t low[kTileRows][32];
    alignas(32) int8_t high[kTileRows][32];
};

constexpr int kAhead =
    8; ///< blocks that are split before they are used: a store must be over when it is read

inline void split(const QuantBlock& block, int8_t* low, int8_t* high)
{
    const __m256i q = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(block.q));
    const __m256i unsignedQ = _mm256_xor_si256(q, _mm256_set1_epi8(char(-128)));
    const __m256i half =
        _mm256_avg_epu8(unsignedQ, _mm256_set1_epi8(7)); // (q + 128 + 8) / 2 without overflow
    const __m256i sixteenth = _mm256_and_si256(_mm256_srli_epi16(half, 3), _mm256_set1_epi8(0x1f));
    const __m256i h = _mm256_sub_epi8(sixteenth, _mm256_set1_epi8(8));
    const __m256i times16 = _mm256_and_si256(_mm256_slli_epi16(h, 4), _mm256_set1_epi8(char(0xf0)));
    _mm256_store_si256(reinterpret_cast<__m256i*>(high), h);
    _mm256_store_si256(reinterpret_cast<__m256i*>(low), _mm256_sub_epi8(q, times16));
}

inline __m256i broadcast4(const int8_t* q)
{
    int32_t four = 0;
    memcpy(&four, q, sizeof four);
    return _mm256_set1_epi32(four);
}

/// One block of 32 inputs for 16 outputs: sums[m] [0 .. 16) grow by float(integer sum) * (weight scale *
/// activation scale).
template <int M>
inline __attribute__((always_inline)) void addBlock(const Split& x, const QuantBlock* const (&rows)[M],
                                                    ptrdiff_t b, const uint8_t* weights, float* sums)
{
    __m256i low[M][2], high[M][2];
#pragma GCC unroll 3
    for (int m = 0; m < M; ++m)
        low[m][0] = low[m][1] = high[m][0] = high[m][1] = _mm256_setzero_si256();
#pragma GCC unroll 8
    for (int j = 0; j < 8; ++j) {
        const auto* four = reinterpret_cast<const __m256i*>(weights + j * 64);
        const __m256i w0 = _mm256_load_si256(four), w1 = _mm256_load_si256(four + 1);
#pragma GCC unroll 3
        for (int m = 0; m < M; ++m) {
            const __m256i l = broadcast4(x.low[m] + j * 4);
            low[m][0] = _mm256_add_epi16(low[m][0], _mm256_maddubs_epi16(w0, l));
            low[m][1] = _mm256_add_epi16(low[m][1], _mm256_maddubs_epi16(w1, l));
            // GCC would regroup the sums and run out of registers.
            asm("" : "+x"(low[m][0]), "+x"(low[m][1]));
            const __m256i h = broadcast4(x.high[m] + j * 4);
            high[m][0] = _mm256_add_epi16(high[m][0], _mm256_maddubs_epi16(w0, h));
            high[m][1] = _mm256_add_epi16(high[m][1], _mm256_maddubs_epi16(w1, h));
            asm("" : "+x"(high[m][0]), "+x"(high[m][1]));
        }
    }
    const auto* scales = reinterpret_cast<const float*>(weights + 512);
#pragma GCC unroll 3
    for (int m = 0; m < M; ++m, sums += 32) {
        const __m256i start = _mm256_set1_epi32(rows[m][b].start);
        const __m256 scale = _mm256_set1_ps(rows[m][b].scale);
#pragma GCC unroll 2
        for (int n = 0; n < 2; ++n) {
            const __m256i ones = _mm256_madd_epi16(low[m][n], _mm256_set1_epi16(1));
            const __m256i sixteens = _mm256_madd_epi16(high[m][n], _mm256_set1_epi16(16));
            const __m256 sum = _mm256_cvtepi32_ps(_mm256_add_epi32(_mm256_add_epi32(ones, start), sixteens));
            const __m256 factor = _mm256_mul_ps(_mm256_load_ps(scales + n * 8), scale);
            _mm256_store_ps(sums + n * 8, _mm256_fmadd_ps(sum, factor, _mm256_load_ps(sums + n * 8)));
        }
    }
}

/// M rows x 64 outputs (two pairs of weight tiles, or one); `sums` is [pairs][M][32].
template <int M>
void tile(const QuantBlock* x, ptrdiff_t xStride, int blocks, int pairs, const uint8_t* weights, float* sums)
{
    const QuantBlock* rows[M];
    Split parts[kAhead];
#pragma GCC unroll 3
    for (int m = 0; m < M; ++m)
        rows[m] = x + m * xStride;
    for (int i = 0; i < pairs * M * 32; i += 8)
        _mm256_store_ps(sums + i, _mm256_setzero_ps());
    for (int first = 0; first < blocks; first += kAhead) {
        const int count = blocks - first < kAhead ? blocks - first : kAhead;
        for (int b = 0; b < count; ++b)
#pragma GCC unroll 3
            for (int m = 0; m < M; ++m)
                split(rows[m][first + b], parts[b].low[m], parts[b].high[m]);
        for (int half = 0; half < 2 * pairs; ++half) { // sixteen outputs each
            const uint8_t* from = weights + (ptrdiff_t(half) * blocks + first) * kBlockBytes;
            float* to = sums + (half / 2) * M * 32 + half % 2 * 16;
            for (int b = 0; b < count; ++b, from += kBlockBytes) {
                // Broadcasts stay loads, which are free; GCC would hoist and spill them.
                asm volatile("" : : : "memory");
                addBlock<M>(parts[b], rows, first + b, from, to);
            }
        }
    }
}

using Tile = void (*)(const QuantBlock*, ptrdiff_t, int, int, const uint8_t*, float*);
constexpr Tile kTiles[kTileRows + 1] = {nullptr, tile<1>, tile<2>, tile<3>};

}

void linearQ8(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
              const LinearOutput& out)
{
    alignas(32) float sums[kMostPairs * kTileRows * 32];
    const int blocks = w.inputs / 32;
    const int tiles = (rows + kTileRows - 1) / kTileRows;
    const auto* weights = static_cast<const uint8_t*>(w.data);
    const ptrdiff_t pairBytes = 2 * kBlockBytes * blocks;
    for (int first = 0; first < w.paddedOutputs;
         first += 32 * kMostPairs, weights += kMostPairs * pairBytes) {
        const int left = (w.paddedOutputs - first) / 32, pairs = left < kMostPairs ? left : kMostPairs;
        for (int t = 0; t < tiles; ++t) {
            const int from = int(int64_t(rows) * t / tiles);
            const int height = int(int64_t(rows) * (t + 1) / tiles) - from;
            kTiles[height](x + from * xStride, xStride, blocks, pairs, weights, sums);
            for (int p = 0; p < pairs; ++p)
                for (int m = 0; m < height; ++m)
                    finish(sums + (p * height + m) * 32, from + m, first + p * 32, w, out);
        }
    }
}

}
#endif
