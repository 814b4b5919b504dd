// Exact Q8_0 product: int8 dot products of 32 inputs, rescaled and added in fp32. Tile: up to 6 rows x 32
// outputs, 24 of the 32 registers are sums; wider or taller tiles measured slower (engine/README.md).
#include "engine/kernels/avx512vnni.h"

#if defined(EMBEDSCOPE_AVX512VNNI)

namespace embedscope::avx512vnni {

namespace {

constexpr int kTileRows = 6;
constexpr ptrdiff_t kBlockBytes = 576;

inline __m512i broadcast4(const int8_t* q)
{
    int32_t four = 0;
    memcpy(&four, q, sizeof four);
    return _mm512_set1_epi32(four);
}

/// How a sum meets the scale of its activations. Where units of their own add (AMD's processors), additions
/// leave the multipliers to the dot products: 8 + 1 steps instead of 8 + 2. Elsewhere they would queue there
/// as well.
enum class Scaling
{
    Multiplied,
    Added
};

bool hasSeparateAdders()
{
    __builtin_cpu_init();
    return __builtin_cpu_is("amd");
}

/// A sum that began at `shifted`, times the scale.
inline __m512 scaled(__m512i sum, const QuantBlock& block)
{
    const __m512 first = _mm512_sub_ps(_mm512_castsi512_ps(sum), _mm512_set1_ps(block.offset));
    const __m512i second = _mm512_add_epi32(sum, _mm512_set1_epi32(block.second));
    return _mm512_add_ps(first, _mm512_castsi512_ps(second));
}

/// One block of 32 inputs: the sums of the rows grow by integer sum * activation scale * weight scale. Both
/// ways are exact up to the last addition, since the scales have few bits. Beside it, `Lines` cache lines
/// begin their way, half of them at each of two places, to L1 when `Near`, else to L2; a loop for them would
/// cost 2 % of the whole.
template <Scaling Way, int M, int Lines, bool Near>
inline __attribute__((always_inline)) void
addBlock(const QuantBlock* const (&x)[M], ptrdiff_t b, const uint8_t* w0, const uint8_t* w1,
         const uint8_t* ahead0, const uint8_t* ahead1, __m512 (&sums)[M][2])
{
    __m512i total[M][2];
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m)
        total[m][0] = total[m][1] =
            _mm512_set1_epi32(Way == Scaling::Added ? x[m][b].shifted : x[m][b].start);
#pragma GCC unroll 8
    for (int j = 0; j < 8; ++j) {
        for (int line = j * Lines / 8; line < (j + 1) * Lines / 8; ++line) {
            const auto* at = reinterpret_cast<const char*>(
                line < Lines / 2 ? ahead0 + line * 64 : ahead1 + (line - Lines / 2) * 64);
            if constexpr (Near)
                _mm_prefetch(at, _MM_HINT_T0);
            else
                _mm_prefetch(at, _MM_HINT_T1);
        }
        const __m512i weights0 = _mm512_load_si512(w0 + j * 64);
        const __m512i weights1 = _mm512_load_si512(w1 + j * 64);
#pragma GCC unroll 6
        for (int m = 0; m < M; ++m) {
            const __m512i q = broadcast4(x[m][b].q + j * 4);
            total[m][0] = _mm512_dpbusd_epi32(total[m][0], weights0, q);
            total[m][1] = _mm512_dpbusd_epi32(total[m][1], weights1, q);
        }
    }
    const __m512 scale0 = _mm512_load_ps(w0 + 512);
    const __m512 scale1 = _mm512_load_ps(w1 + 512);
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m) {
        if constexpr (Way == Scaling::Added) {
            sums[m][0] = _mm512_fmadd_ps(scaled(total[m][0], x[m][b]), scale0, sums[m][0]);
            sums[m][1] = _mm512_fmadd_ps(scaled(total[m][1], x[m][b]), scale1, sums[m][1]);
        } else {
            const __m512 scale = _mm512_set1_ps(x[m][b].scale);
            sums[m][0] =
                _mm512_fmadd_ps(_mm512_cvtepi32_ps(total[m][0]), _mm512_mul_ps(scale0, scale), sums[m][0]);
            sums[m][1] =
                _mm512_fmadd_ps(_mm512_cvtepi32_ps(total[m][1]), _mm512_mul_ps(scale1, scale), sums[m][1]);
        }
    }
}

/// `ahead`: where the next pair of weight tiles, or this tile's share of it, begins.
template <Scaling Way, int M, int Lines>
void tile(const QuantBlock* x, ptrdiff_t xStride, int blocks, const uint8_t* weights, const uint8_t* ahead,
          float* result)
{
    const QuantBlock* rows[M];
    __m512 sums[M][2];
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m) {
        rows[m] = x + m * xStride;
        sums[m][0] = sums[m][1] = _mm512_setzero_ps();
    }
    const uint8_t* second = weights + blocks * kBlockBytes;
    for (ptrdiff_t b = 0; b < blocks; ++b) {
        const uint8_t* from = ahead + b * Lines * 64;
        addBlock<Way, M, Lines, false>(rows, b, weights + b * kBlockBytes, second + b * kBlockBytes, from,
                                       from + Lines / 2 * 64, sums);
    }
#pragma GCC unroll 6
    for (int m = 0; m < M; ++m) {
        _mm512_store_ps(result + m * 32, sums[m][0]);
        _mm512_store_ps(result + m * 32 + 16, sums[m][1]);
    }
}

/// One or two rows are done before a line of the next pair could arrive from L3: both weight tiles are
/// fetched to L1 eight blocks ahead of their use, and the first blocks of the next pair at the end of this
/// one.
template <int M>
void flatTile(const QuantBlock* x, ptrdiff_t xStride, int blocks, const uint8_t* weights, const uint8_t* next,
              float* result)
{
    const QuantBlock* rows[M];
    __m512 sums[M][2];
#pragma GCC unroll 2
    for (int m = 0; m < M; ++m) {
        rows[m] = x + m * xStride;
        sums[m][0] = sums[m][1] = _mm512_setzero_ps();
    }
    const ptrdiff_t tileBytes = blocks * kBlockBytes;
    const int lead = blocks < 8 ? blocks : 8;
    for (ptrdiff_t b = 0; b < blocks; ++b) {
        const uint8_t* ahead =
            b + lead < blocks ? weights + (b + lead) * kBlockBytes : next + (b + lead - blocks) * kBlockBytes;
        const uint8_t* aheadInSecond = ahead + tileBytes;
        asm("" : "+r"(ahead), "+r"(aheadInSecond)); // or the compiler keeps 18 addresses in vector registers
        addBlock<Scaling::Multiplied, M, 2 * kBlockBytes / 64, true>(rows, b, weights + b * kBlockBytes,
                                                                     weights + tileBytes + b * kBlockBytes,
                                                                     ahead, aheadInSecond, sums);
    }
#pragma GCC unroll 2
    for (int m = 0; m < M; ++m) {
        _mm512_store_ps(result + m * 32, sums[m][0]);
        _mm512_store_ps(result + m * 32 + 16, sums[m][1]);
    }
}

using Tile = void (*)(const QuantBlock*, ptrdiff_t, int, const uint8_t*, const uint8_t*, float*);

template <Scaling Way, int Lines>
constexpr Tile kTiles[kTileRows + 1] = {nullptr,
                                        tile<Way, 1, Lines>,
                                        tile<Way, 2, Lines>,
                                        tile<Way, 3, Lines>,
                                        tile<Way, 4, Lines>,
                                        tile<Way, 5, Lines>,
                                        tile<Way, 6, Lines>};

/// For a call of one or two rows.
constexpr Tile kFlatTiles[] = {nullptr, flatTile<1>, flatTile<2>};

using Finish = void (*)(const float*, int, int, const PackedWeights&, const LinearOutput&, const Gelu&);
constexpr Finish kFinish[kTileRows + 1] = {nullptr,       finishRows<1>, finishRows<2>, finishRows<3>,
                                           finishRows<4>, finishRows<5>, finishRows<6>};

struct Fetch
{
    const Tile* tiles; ///< kernels that fetch `lines` of the next pair per block
    int lines;
};

/// Spread over the row tiles, so that the next pair of weight tiles (18 lines per block) is in L2 when its
/// turn comes.
template <Scaling Way> Fetch fetchFor(int rowTiles)
{
    if (rowTiles >= 18)
        return {kTiles<Way, 1>, 1};
    return rowTiles >= 3 ? Fetch{kTiles<Way, 6>, 6} : Fetch{kTiles<Way, 18>, 18};
}

void flatPanel(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
               const LinearOutput& out, const Gelu& table)
{
    alignas(64) float sums[2 * 32];
    const int blocks = w.inputs / 32;
    const ptrdiff_t pairBytes = 2 * kBlockBytes * blocks;
    const auto* weights = static_cast<const uint8_t*>(w.data);
    for (int first = 0; first < w.paddedOutputs; first += 32, weights += pairBytes) {
        const uint8_t* next = first + 32 < w.paddedOutputs ? weights + pairBytes : weights;
        kFlatTiles[rows](x, xStride, blocks, weights, next, sums);
        for (int m = 0; m < rows; ++m)
            finish(_mm512_load_ps(sums + m * 32), _mm512_load_ps(sums + m * 32 + 16), m, first, w, out,
                   table);
    }
}

/// All outputs for a panel of rows: each pair of weight tiles is read once and meets all rows.
template <Scaling Way>
void panel(const QuantBlock* x, ptrdiff_t xStride, int firstRow, int rows, const PackedWeights& w,
           const LinearOutput& out, const Gelu& table)
{
    alignas(64) float sums[kTileRows * 32];
    const int blocks = w.inputs / 32;
    const ptrdiff_t pairBytes = 2 * kBlockBytes * blocks;
    const int tiles = (rows + kTileRows - 1) / kTileRows;
    const Fetch fetch = fetchFor<Way>(tiles);
    const ptrdiff_t sliceBytes = ptrdiff_t(fetch.lines) * blocks * 64;
    const auto* weights = static_cast<const uint8_t*>(w.data);
    for (int first = 0; first < w.paddedOutputs; first += 32, weights += pairBytes) {
        const bool last = first + 32 >= w.paddedOutputs;
        for (int t = 0; t < tiles; ++t) { // 15 rows are 5 + 5 + 5
            const int from = firstRow + rows * t / tiles;
            const int height = firstRow + rows * (t + 1) / tiles - from;
            const bool ahead = !last && t * sliceBytes < pairBytes;
            (ahead ? fetch.tiles : kTiles<Way, 0>)[height](x + from * xStride, xStride, blocks, weights,
                                                           weights + (ahead ? pairBytes + t * sliceBytes : 0),
                                                           sums);
            kFinish[height](sums, from, first, w, out, table);
        }
    }
}

}

void linearQ8(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
              const LinearOutput& out)
{
    constexpr int kPanelBytes = 256 << 10; // activations that stay in L2 beside the weights and the result
    const int fitting = kPanelBytes / (w.inputs / 32 * int(sizeof(QuantBlock)) + 1) / kTileRows * kTileRows;
    const int height = fitting < 4 * kTileRows ? 4 * kTileRows : fitting;
    const int panels = (rows + height - 1) / height;
    const Gelu table = loadGelu();
    if (rows <= 2 && rows > 0)
        return flatPanel(x, xStride, rows, w, out, table);
    const auto whole = hasSeparateAdders() ? panel<Scaling::Added> : panel<Scaling::Multiplied>;
    for (int p = 0; p < panels; ++p) {
        const int from = int(int64_t(rows) * p / panels);
        whole(x, xStride, from, int(int64_t(rows) * (p + 1) / panels) - from, w, out, table);
    }
}

}
#endif
