// Product of rows and weights that are both rounded to bf16, summed in fp32: twice the rate of the fp32
// product. Rows are rounded and transposed into tiles of up to 12 first, then each pair of weight tiles (32
// outputs) meets all of them. 12 rows x 32 outputs: 24 of the 32 registers are sums.
#include "engine/kernels/avx512bf16.h"
#include "engine/kernels/avx512_finish.h"

#if defined(EMBEDSCOPE_AVX512BF16)

namespace embedscope::avx512bf16 {

namespace {

constexpr int kTileRows = 12;
constexpr int kPanelTiles =
    8; ///< of rows that are transposed at once, so that they stay in L2 beside the weights
constexpr int kColumns = 16; ///< places of a row tile, of which up to 12 are used

/// Sums of M rows ([pairs][16]) and 32 outputs (two tiles of [pairs][16]); a line of the next weights for
/// every four pairs.
template <int M>
void tile(const uint32_t* rows, const uint32_t* first, const uint32_t* second, int pairs,
          const uint32_t* ahead, float* result)
{
    __m512 sums[M][2];
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m)
        sums[m][0] = sums[m][1] = _mm512_setzero_ps();
    for (int p = 0; p < pairs; p += 4, ahead += 16) {
        _mm_prefetch(reinterpret_cast<const char*>(ahead), _MM_HINT_T1);
#pragma GCC unroll 4
        for (int i = 0; i < 4; ++i, rows += kColumns, first += 16, second += 16) {
            const __m512i w0 = _mm512_load_si512(first), w1 = _mm512_load_si512(second);
#pragma GCC unroll 12
            for (int m = 0; m < M; ++m) {
                const __m512i x = broadcastPair(rows + m);
                sums[m][0] = addDot(sums[m][0], w0, x);
                sums[m][1] = addDot(sums[m][1], w1, x);
            }
        }
    }
#pragma GCC unroll 12
    for (int m = 0; m < M; ++m) {
        _mm512_store_ps(result + m * 32, sums[m][0]);
        _mm512_store_ps(result + m * 32 + 16, sums[m][1]);
    }
}

using Tile = void (*)(const uint32_t*, const uint32_t*, const uint32_t*, int, const uint32_t*, float*);
constexpr Tile kTiles[kTileRows + 1] = {nullptr, tile<1>, tile<2>, tile<3>,  tile<4>,  tile<5>, tile<6>,
                                        tile<7>, tile<8>, tile<9>, tile<10>, tile<11>, tile<12>};

using Finish = void (*)(const float*, int, int, const PackedWeights&, const LinearOutput&, const Gelu&);
constexpr Finish kFinish[kFinishRows + 1] = {nullptr,       finishRows<1>, finishRows<2>, finishRows<3>,
                                             finishRows<4>, finishRows<5>, finishRows<6>};

void finishTile(const float* sums, int height, int row, int first, const PackedWeights& w,
                const LinearOutput& out, const Gelu& table)
{
    const int upper = height > kFinishRows ? kFinishRows : height;
    kFinish[upper](sums, row, first, w, out, table);
    if (height > upper)
        kFinish[height - upper](sums + upper * 32, row + upper, first, w, out, table);
}

/// Rows firstRow .. of a panel; row tiles of even height.
void panel(const float* x, ptrdiff_t xStride, int firstRow, int rows, const PackedWeights& w,
           const LinearOutput& out, const Gelu& table, uint32_t* packed)
{
    alignas(64) float sums[kTileRows * 32];
    const int pairs = w.inputs / 2;
    const int tiles = (rows + kTileRows - 1) / kTileRows;
    const ptrdiff_t tilePlaces = ptrdiff_t(pairs) * kColumns;
    const auto begin = [&](int t) { return firstRow + rows * t / tiles; };
    for (int t = 0; t < tiles; ++t)
        transposePairs(x + begin(t) * xStride, xStride, begin(t + 1) - begin(t), w.inputs, 1.0f,
                       packed + t * tilePlaces, kColumns);
    const auto* weights = static_cast<const uint32_t*>(w.data);
    const ptrdiff_t pairWords = ptrdiff_t(pairs) * 32, slice = ptrdiff_t(pairs) * 4;
    for (int first = 0; first < w.paddedOutputs; first += 32, weights += pairWords) {
        const bool last = first + 32 >= w.paddedOutputs;
        for (int t = 0; t < tiles; ++t) {
            const uint32_t* ahead = last ? weights : weights + pairWords + t * slice;
            const int height = begin(t + 1) - begin(t);
            kTiles[height](packed + t * tilePlaces, weights, weights + pairWords / 2, pairs, ahead, sums);
            finishTile(sums, height, begin(t), first, w, out, table);
        }
    }
}

}

size_t linearRoundedScratchFloats(int inputs)
{
    return size_t(kPanelTiles) * kColumns * (size_t(inputs) / 2) + 16;
}

void linearRounded(const float* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
                   const LinearOutput& out, float* scratch)
{
    auto* const packed = reinterpret_cast<uint32_t*>(
        scratch + (64 - (reinterpret_cast<uintptr_t>(scratch) & 63)) / sizeof(float) % 16);
    constexpr int kPanelRows = kPanelTiles * kTileRows;
    const int panels = (rows + kPanelRows - 1) / kPanelRows;
    const Gelu table = loadGelu();
    for (int p = 0; p < panels; ++p) {
        const int from = int(int64_t(rows) * p / panels);
        panel(x, xStride, from, int(int64_t(rows) * (p + 1) / panels) - from, w, out, table, packed);
    }
}

}
#endif
