// Exact Q8_0 product without VNNI, on the same packed bytes. vpmaddubsw adds two products of an unsigned and
// a signed byte in 16 bits and would saturate at 255 * 127 * 2; so each activation is split into 16 * high +
// low, both within -8 .. 8. Sums of 32 products of 255 and 8, spread over two lanes, still fit 16 bits:
// widening is left to the end of a block. Two multiplications and two additions per 64 products: half the
// rate of VNNI at best, twice that of fp32.
#include "engine/kernels/avx512_finish.h"

#if defined(EMBEDSCOPE_AVX512)

namespace embedscope::avx512 {

namespace {

constexpr int kTileRows = 6;
constexpr ptrdiff_t kBlockBytes = 576;

/// A block of activations of up to 6 rows.
struct Split
{
    alignas(64) int8_t low[kTileRows][32];
    alignas(64) int8_t high[kTileRows][32];
};

constexpr int kAhead =
    8; ///< blocks that are split before they are used: a store must be over when it is read

void split(const QuantBlock& block, int8_t* low, int8_t* high)
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

inline __m512i broadcast4(const int8_t* q)
{
    int32_t four = 0;
    memcpy(&four, q, sizeof four);
    return _mm512_set1_epi32(four);
}

/// One block of 32 inputs: sums[m] [0 .. 32) grow by float(integer sum) * (weight scale * activation scale).
template <int M>
inline __attribute__((always_inline)) void addBlock(const Split& x, const QuantBlock* const (&rows)[M],
                                                    ptrdiff_t b, const uint8_t* w0, const uint8_t* w1,
                                                    float* sums)
{
    __m512i low[M][2], high[M][2];
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m)
        low[m][0] = low[m][1] = high[m][0] = high[m][1] = _mm512_setzero_si512();
#pragma GCC unroll 8
    for (int j = 0; j < 8; ++j) {
        const __m512i weights0 = _mm512_load_si512(w0 + j * 64);
        const __m512i weights1 = _mm512_load_si512(w1 + j * 64);
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m) {
            const __m512i l = broadcast4(x.low[m] + j * 4), h = broadcast4(x.high[m] + j * 4);
            low[m][0] = _mm512_add_epi16(low[m][0], _mm512_maddubs_epi16(weights0, l));
            low[m][1] = _mm512_add_epi16(low[m][1], _mm512_maddubs_epi16(weights1, l));
            high[m][0] = _mm512_add_epi16(high[m][0], _mm512_maddubs_epi16(weights0, h));
            high[m][1] = _mm512_add_epi16(high[m][1], _mm512_maddubs_epi16(weights1, h));
            // GCC would regroup the sums and run out of registers.
            asm("" : "+v"(low[m][0]), "+v"(low[m][1]), "+v"(high[m][0]), "+v"(high[m][1]));
        }
    }
    const __m512 scale0 = _mm512_load_ps(w0 + 512), scale1 = _mm512_load_ps(w1 + 512);
    const auto total = [](__m512i l, __m512i h, __m512i start) {
        const __m512i sixteens = _mm512_madd_epi16(h, _mm512_set1_epi16(16));
        return _mm512_add_epi32(_mm512_add_epi32(_mm512_madd_epi16(l, _mm512_set1_epi16(1)), start),
                                sixteens);
    };
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m, sums += 32) {
        const __m512i start = _mm512_set1_epi32(rows[m][b].start);
        const __m512 scale = _mm512_set1_ps(rows[m][b].scale);
        const __m512 sum0 = _mm512_cvtepi32_ps(total(low[m][0], high[m][0], start));
        const __m512 sum1 = _mm512_cvtepi32_ps(total(low[m][1], high[m][1], start));
        _mm512_store_ps(sums, _mm512_fmadd_ps(sum0, _mm512_mul_ps(scale0, scale), _mm512_load_ps(sums)));
        _mm512_store_ps(sums + 16,
                        _mm512_fmadd_ps(sum1, _mm512_mul_ps(scale1, scale), _mm512_load_ps(sums + 16)));
    }
}

/// M rows x 64 outputs (two pairs of weight tiles, or one); `sums` is [2][M][32].
template <int M>
void tile(const QuantBlock* x, ptrdiff_t xStride, int blocks, int pairs, const uint8_t* weights, float* sums)
{
    const QuantBlock* rows[M];
    Split parts[kAhead];
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m)
        rows[m] = x + m * xStride;
    for (int i = 0; i < pairs * M * 32; i += 16)
        _mm512_store_ps(sums + i, _mm512_setzero_ps());
    const ptrdiff_t tileBytes = blocks * kBlockBytes;
    for (int first = 0; first < blocks; first += kAhead) {
        const int count = blocks - first < kAhead ? blocks - first : kAhead;
        for (int b = 0; b < count; ++b)
#pragma GCC unroll 6
            for (int m = 0; m < M; ++m)
                split(rows[m][first + b], parts[b].low[m], parts[b].high[m]);
        for (int p = 0; p < pairs; ++p) {
            const uint8_t* from = weights + 2 * p * tileBytes + first * kBlockBytes;
            for (int b = 0; b < count; ++b, from += kBlockBytes) {
                // Broadcasts stay loads, which are free; GCC would hoist and spill them.
                asm volatile("" : : : "memory");
                addBlock<M>(parts[b], rows, first + b, from, from + tileBytes, sums + p * M * 32);
            }
        }
    }
}

using Tile = void (*)(const QuantBlock*, ptrdiff_t, int, int, const uint8_t*, float*);
constexpr Tile kTiles[kTileRows + 1] = {nullptr, tile<1>, tile<2>, tile<3>, tile<4>, tile<5>, tile<6>};
using Finish = void (*)(const float*, int, int, const PackedWeights&, const LinearOutput&, const Gelu&);
constexpr Finish kFinish[kTileRows + 1] = {nullptr,       finishRows<1>, finishRows<2>, finishRows<3>,
                                           finishRows<4>, finishRows<5>, finishRows<6>};

}

void linearQ8(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
              const LinearOutput& out)
{
    alignas(64) float sums[2 * kTileRows * 32];
    const Gelu table = loadGelu();
    const int blocks = w.inputs / 32;
    const int tiles = (rows + kTileRows - 1) / kTileRows;
    const auto* weights = static_cast<const uint8_t*>(w.data);
    for (int first = 0; first < w.paddedOutputs; first += 64, weights += 4 * kBlockBytes * blocks) {
        const int pairs = first + 64 <= w.paddedOutputs ? 2 : 1;
        for (int t = 0; t < tiles; ++t) {
            const int from = int(int64_t(rows) * t / tiles);
            const int height = int(int64_t(rows) * (t + 1) / tiles) - from;
            kTiles[height](x + from * xStride, xStride, blocks, pairs, weights, sums);
            for (int p = 0; p < pairs; ++p)
                kFinish[height](sums + p * height * 32, from, first + p * 32, w, out, table);
        }
    }
}

}
#endif
