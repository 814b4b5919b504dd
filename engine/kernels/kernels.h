// The kernels behind one table per target, chosen once at run time. All matrices are serial: parallelism is over texts.
// Raw pointers only, so that a kernel file includes nothing but this header and intrinsics (otherwise the linker might
// keep an AVX-512 copy of a shared inline function for everyone). Source of layout and tiles: engine/README.md, "Kernels".
//
// Reduction order of every output depends on the row and the weights only: not on how many rows are in the call, on the
// tile it falls in, or on the split of rows over threads. Same row in, same bits out (within one target).
#pragma once

#include <cstddef>
#include <cstdint>

namespace embedscope {

enum class Target : int { Scalar = 0, Avx2 = 1, Avx512Vnni = 2, Avx512Bf16 = 3, Neon = 4, Avx512 = 5, AvxVnni = 6 };

/// 32 activations of one row, quantised symmetrically: x ~ scale * q. `start` = -128 * sum(q) cancels the +128 offset of the
/// packed unsigned weights when it is the start value of the integer sum.
///
/// scale is p (1 + 2^-k) or p (1 - 2^-k) for a power of two p (kScaleStep in tables.h). So a sum n can be scaled by additions
/// where multipliers are the bottleneck: begun at `shifted` its bits, read as a float f, are p (1.5 * 2^23 + n); `second`
/// added to the bits gives g = +-2^-k f; and (f - offset) + g = n * scale, exactly.
struct QuantBlock {
    int8_t q[32];
    float scale;
    int32_t start;
    int32_t shifted;
    float offset;
    int32_t second;
};
static_assert(sizeof(QuantBlock) == 52);

enum class WeightKind : int { Q8 = 0, F32 = 1, F16 = 2, BF16 = 3, BF16Pairs = 4 };

/// A packed matrix [outputs, inputs]; the memory belongs to the caller, 64-byte aligned. outputs are padded to 32 with zeros
/// (`paddedOutputs`), inputs of Q8 to 32.
/// Q8: tiles of 16 outputs; tile t, block b at (t * inputs/32 + b) * 576 bytes: 8 vectors of (16 outputs x 4 inputs) of
///     unsigned weight + 128, then 16 fp32 scales.
/// F32, F16, BF16: tiles of 16 outputs; tile t, input k at (t * inputs + k) * 16 elements: [k][16 outputs].
/// BF16Pairs: tiles of 16 outputs; tile t, inputs 2 p and 2 p + 1 at (t * inputs/2 + p) * 32 elements: [p][16 outputs][2];
///     inputs % 8 == 0.
struct PackedWeights {
    WeightKind kind = WeightKind::Q8;
    int inputs = 0;
    int outputs = 0;
    int paddedOutputs = 0;
    const void* data = nullptr;
    const float* bias = nullptr; ///< paddedOutputs values or nullptr
};

/// Gelu is the exact one (erf); NaN stays NaN. Errors below 1e-6 absolute.
enum class Activation : int { None = 0, Gelu = 1, GeluTanh = 2, Silu = 3, Relu = 4 };

/// Which two numbers of a head a rotation takes: the i-th of either half of the rotated part, or two neighbours.
enum class RopeLayout : int { Halves = 0, Adjacent = 1 };

/// Where a product goes: floats and/or quantised blocks. Order: + bias, activation, + residual.
struct LinearOutput {
    float* values = nullptr;            ///< row r at values + r * valueStride; nullptr: not wanted
    std::ptrdiff_t valueStride = 0;     ///< floats
    const float* residual = nullptr;    ///< added, row r at residual + r * residualStride; may equal values
    std::ptrdiff_t residualStride = 0;
    QuantBlock* blocks = nullptr;       ///< row r at blocks + r * blockStride, outputs/32 whole blocks; nullptr: not wanted
    std::ptrdiff_t blockStride = 0;     ///< blocks
    Activation activation = Activation::None;
};

/// What a query sees on one side of its own place when nothing limits it.
constexpr int kAllKeys = 1 << 30;

struct AttentionShape {
    int tokens = 0;
    int heads = 0;
    int headSize = 0;            ///< multiple of 4, at most 256
    float scale = 1;             ///< 1 / sqrt(headSize)
    int keyHeads = 0;            ///< heads of K and V, divides heads: query head h reads key head h / (heads / keyHeads); 0: as many
    int before = kAllKeys;       ///< query i sees keys i - before .. i + after, both at least 0. Causal: after = 0;
    int after = kAllKeys;        ///< symmetric window of w: w / 2 each. Keys out of sight cost nothing, tile by tile.
    /// Added to scale * (q . k) of query i, key j in head h: bias[h * biasStride + biasCentre + (j - i)], for every distance
    /// that occurs in the text and is seen. ALiBi and the relative bias of T5 are such tables. nullptr: none.
    const float* bias = nullptr;
    std::ptrdiff_t biasStride = 0;
    std::ptrdiff_t biasCentre = 0;
};

struct KernelTable {
    Target target;
    const char* name;

    /// x: quantised rows, row r at x + r * xStride blocks. Weights of kind Q8.
    void (*linearQ8)(const QuantBlock* x, std::ptrdiff_t xStride, int rows, const PackedWeights& w, const LinearOutput& out);
    /// x: float rows, row r at x + r * xStride floats. Weights of kind F32, F16 or BF16, widened in the kernel.
    void (*linearFloat)(const float* x, std::ptrdiff_t xStride, int rows, const PackedWeights& w, const LinearOutput& out);
    /// count is a multiple of 32. scale = max|x| / 127 up to the next step, q = round to nearest (ties to even) of
    /// x * (1 / scale): the same bytes on every target. Blocks below 1e-28 count as all zero: scale 0. Blocks with NaN, infinity
    /// or numbers above 1e32 have the scale NaN.
    void (*quantizeRow)(const float* x, int count, QuantBlock* out);
    /// y = (x - mean) / sqrt(variance + epsilon) * weight + bias; x may equal y; no bias when null; blocks wanted when not
    /// null (count % 32 == 0).
    void (*layerNorm)(const float* x, int count, const float* weight, const float* bias, float epsilon, float* y, QuantBlock* blocks);
    /// y = x / sqrt(mean of squares + epsilon) * weight; x may equal y; blocks as above.
    void (*rmsNorm)(const float* x, int count, const float* weight, float epsilon, float* y, QuantBlock* blocks);
    /// Exact GELU (erf), error below 1e-6 absolute.
    void (*gelu)(float* x, int count);
    /// y = activation(gate) * up, as floats and / or blocks (count % 32 == 0): either may be null. y may equal gate or up.
    void (*gatedRow)(const float* gate, const float* up, int count, Activation activation, float* y, QuantBlock* blocks);
    /// Turns the pairs of the first `rotated` (even, at most headSize) numbers of each of a row's heads in place:
    /// (a, b) to (a cos - b sin, a sin + b cos). cosines, sines: rotated / 2 numbers for the position of this row.
    void (*rope)(float* row, int heads, int headSize, int rotated, RopeLayout layout, const float* cosines, const float* sines);
    /// Attention of one text. Query row i at q + i * stride (heads * headSize floats), keys and values likewise
    /// (keyHeads * headSize floats). Row i of the result at out + i * outStride. Queries firstQuery ..
    /// firstQuery + queryCount - 1 only, so that a team can split rows. `scratch`: attentionScratchFloats(shape) floats.
    void (*attention)(const float* q, const float* k, const float* v, std::ptrdiff_t stride, const AttentionShape& shape,
                      int firstQuery, int queryCount, float* out, std::ptrdiff_t outStride, float* scratch);
    /// The same for queries, keys and values that come from products of Q8_0 weights, whose own rounding is coarser: may
    /// round them and the weights of the softmax to bf16. Equal to `attention` where the processor gains nothing by it.
    decltype(attention) attentionRounded;
    std::size_t (*attentionScratchFloats)(const AttentionShape& shape);
    /// sum += x, for mean pooling and embedding sums.
    void (*addRow)(const float* x, int count, float* sum);
    float (*dot)(const float* a, const float* b, int count);
    int32_t (*dotInt8)(const int8_t* a, const int8_t* b, int count);
    /// What the core could do at best: dot products of int8 and fp32 multiply-adds in registers only, for peak.h. Both
    /// answer how many multiply-adds they did.
    int64_t (*int8PeakLoop)(int rounds);
    int64_t (*fp32PeakLoop)(int rounds);
    /// Weights of kind BF16Pairs; rows are rounded to bf16 as well, sums are fp32. `scratch`:
    /// linearRoundedScratchFloats(inputs) floats. nullptr: the processor gains nothing by it.
    void (*linearRounded)(const float* x, std::ptrdiff_t xStride, int rows, const PackedWeights& w, const LinearOutput& out,
                          float* scratch) = nullptr;
    std::size_t (*linearRoundedScratchFloats)(int inputs) = nullptr;
};

const KernelTable* scalarKernels();
const KernelTable* avx2Kernels();        ///< nullptr when not built for this processor family
const KernelTable* avxVnniKernels();     ///< AVX2 with AVX-VNNI; nullptr likewise
const KernelTable* avx512Kernels();      ///< AVX-512 F, BW, VL, DQ; nullptr likewise
const KernelTable* avx512VnniKernels();  ///< nullptr when not built for this processor family
const KernelTable* avx512Bf16Kernels();  ///< AVX-512 VNNI with bf16 attention; nullptr likewise
const KernelTable* neonKernels();        ///< NEON with dot products; nullptr likewise

}
