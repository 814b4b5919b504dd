// What the files of this target share: everything is static, so nothing here can leak into the program for
// older processors. Include only from neon_*.cpp and kernels_neon.cpp.
#pragma once

#include "engine/kernels/kernels.h"
#include "engine/kernels/neon_math.h"
#include "engine/kernels/tables.h"

#if defined(__aarch64__) && defined(__ARM_FEATURE_DOTPROD)
#define EMBEDSCOPE_NEON 1
#include <arm_neon.h>

namespace embedscope::neon {

void linearQ8(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
              const LinearOutput& out);
void linearFloat(const float* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
                 const LinearOutput& out);
void attention(const float* q, const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape,
               int firstQuery, int queryCount, float* out, ptrdiff_t outStride, float* scratch);
size_t attentionScratchFloats(const AttentionShape& shape);
int64_t int8PeakLoop(int rounds);
int64_t fp32PeakLoop(int rounds);

// Heads as attention reads them (neon_heads.cpp).
constexpr int kKeyBlock = 8; ///< keys of a packed block
static inline int paddedHeadSize(const AttentionShape& shape)
{
    return (shape.headSize + 7) / 8 * 8;
}
/// Rows of one head times `factor`, one behind the other; `size` is a multiple of 4.
void copyQueries(const float* rows, ptrdiff_t stride, int count, int size, float factor, float* out);
float squaredLength(const float* row, int size);
/// keys: blocks of 8 as [size][8], those past the last repeat it; values: [tokens][padded size], zeros beside
/// and behind to whole blocks. Squared length of the longest key.
float packHead(const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape, float* keys,
               float* values);

/// The first `count` of 4 floats, zeros behind; count may be below 0 or above 4.
static inline float32x4_t loadFirst(const float* x, int count)
{
    if (count >= 4)
        return vld1q_f32(x);
    float32x4_t values = vdupq_n_f32(0);
    if (count > 0)
        values = vsetq_lane_f32(x[0], values, 0);
    if (count > 1)
        values = vsetq_lane_f32(x[1], values, 1);
    if (count > 2)
        values = vsetq_lane_f32(x[2], values, 2);
    return values;
}

static inline void storeFirst(float* x, int count, float32x4_t values)
{
    if (count >= 4) {
        vst1q_f32(x, values);
        return;
    }
    if (count > 0)
        x[0] = vgetq_lane_f32(values, 0);
    if (count > 1)
        x[1] = vgetq_lane_f32(values, 1);
    if (count > 2)
        x[2] = vgetq_lane_f32(values, 2);
}

/// Bias, activation and residual for 32 outputs of one row, then to where the caller wants them.
static inline void finish(const float* sums, int row, int first, const PackedWeights& w,
                          const LinearOutput& out)
{
    float32x4_t v[8];
    for (int i = 0; i < 8; ++i) {
        v[i] = vld1q_f32(sums + i * 4);
        if (w.bias)
            v[i] = vaddq_f32(v[i], vld1q_f32(w.bias + first + i * 4));
    }
    activate(v, out.activation);
    for (int i = 0; i < 8; ++i) {
        const int lanes = w.outputs - first - i * 4;
        if (out.residual)
            v[i] = vaddq_f32(v[i], loadFirst(out.residual + row * out.residualStride + first + i * 4, lanes));
        if (out.values)
            storeFirst(out.values + row * out.valueStride + first + i * 4, lanes, v[i]);
    }
    if (out.blocks && w.outputs - first >= 32)
        quantize(v, out.blocks + row * out.blockStride + first / 32);
}

}
#endif
