// The plain kernels: right on every machine, and what the others are tested against. Loops run over the 16
// outputs of a tile, so that a compiler can use whatever registers it has.
#include "engine/kernels/attention_sight.h"
#include "engine/kernels/block_scale.h"
#include "engine/kernels/kernels.h"
#include "engine/kernels/tables.h"

#include <math.h>
#include <string.h>

namespace embedscope {

namespace {

constexpr int kLanes = 16;

float fromBits(uint32_t bits)
{
    float value = 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

uint32_t toBits(float value)
{
    uint32_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

float widenHalf(uint16_t half)
{
    const uint32_t sign = uint32_t(half & 0x8000) << 16;
    const uint32_t exponent = (half >> 10) & 0x1f;
    const uint32_t mantissa = half & 0x3ff;
    if (exponent == 0)
        return fromBits(sign | toBits(float(mantissa) * 0x1p-24f));
    return fromBits(sign | (exponent == 31 ? 255 : exponent + 112) << 23 | mantissa << 13);
}

// The largest magnitude is found on the bits: NaN is above infinity there, so it reaches the scale and is not
// lost.
void quantizeBlock(const float* x, QuantBlock& block)
{
    uint32_t largest = 0;
    for (int i = 0; i < 32; ++i) {
        const uint32_t magnitude = toBits(x[i]) & 0x7fffffffu;
        largest = magnitude > largest ? magnitude : largest;
    }
    const float inverse = chooseScale(fromBits(largest), &block);
    int sum = 0;
    for (int i = 0; i < 32; ++i) {
        const float scaled = x[i] * inverse;
        const int q = scaled >= -128.0f ? int(lrintf(scaled)) : -128; // NaN is -128, as in the vector kernels
        block.q[i] = int8_t(q);
        sum += q;
    }
    setStart(-128 * sum, &block);
}

void quantizeRow(const float* x, int count, QuantBlock* out)
{
    for (int i = 0; i < count / 32; ++i)
        quantizeBlock(x + i * 32, out[i]);
}

float geluOf(float x)
{
    if (x < -30.0f)
        return 0; // the product below would be infinity times zero at the end
    return float(0.5 * double(x) * erfc(-double(x) * 0.70710678118654752440));
}

void gelu(float* x, int count)
{
    for (int i = 0; i < count; ++i)
        x[i] = geluOf(x[i]);
}

/// x / (1 + e^-z): SiLU where z is x. Far below, the product would be infinity times zero.
float timesSigmoid(float x, double z)
{
    return x < -100.0f ? 0.0f : float(double(x) / (1 + exp(-z)));
}

float activate(float x, Activation activation)
{
    switch (activation) {
    case Activation::None:
        return x;
    case Activation::Gelu:
        return geluOf(x);
    case Activation::GeluTanh:
        return timesSigmoid(x, kGeluTanhSlope * double(x) * (1 + kGeluTanhCube * double(x) * double(x)));
    case Activation::Silu:
        return timesSigmoid(x, double(x));
    case Activation::Relu:
        return x < 0 ? 0.0f : x;
    }
    return x;
}

void gatedRow(const float* gate, const float* up, int count, Activation activation, float* y,
              QuantBlock* blocks)
{
    for (int first = 0; first < count; first += 32) {
        float values[32];
        const int part = count - first < 32 ? count - first : 32;
        for (int i = 0; i < part; ++i)
            values[i] = activate(gate[first + i], activation) * up[first + i];
        if (y)
            memcpy(y + first, values, sizeof(float) * size_t(part));
        if (blocks)
            quantizeBlock(values, blocks[first / 32]);
    }
}

/// Bias, activation and residual for 32 outputs of one row, then to where the caller wants them.
void finish(float* sums, int row, int first, const PackedWeights& w, const LinearOutput& out)
{
    const int count = w.outputs - first < 32 ? w.outputs - first : 32;
    for (int i = 0; i < count; ++i) {
        float value = sums[i] + (w.bias ? w.bias[first + i] : 0.0f);
        value = activate(value, out.activation);
        if (out.residual)
            value += out.residual[row * out.residualStride + first + i];
        sums[i] = value;
    }
    if (out.values)
        memcpy(out.values + row * out.valueStride + first, sums, sizeof(float) * size_t(count));
    if (out.blocks && count == 32)
        quantizeBlock(sums, out.blocks[row * out.blockStride + first / 32]);
}

void tileQ8(const QuantBlock* x, int blocks, const uint8_t* tile, float* sums)
{
    for (int o = 0; o < kLanes; ++o)
        sums[o] = 0;
    for (int b = 0; b < blocks; ++b, tile += 576) {
        int32_t total[kLanes];
        float scales[kLanes];
        memcpy(scales, tile + 512, sizeof scales);
        for (int o = 0; o < kLanes; ++o)
            total[o] = x[b].start;
        for (int k = 0; k < 32; ++k)
            for (int o = 0; o < kLanes; ++o)
                total[o] += int32_t(tile[k / 4 * 64 + o * 4 + k % 4]) * x[b].q[k];
        const double scale = double(x[b].scale);
        for (int o = 0; o < kLanes; ++o) // in double, so that it rounds once as the vector kernels do
            sums[o] = float(double(sums[o]) + double(total[o]) * (double(scales[o]) * scale));
    }
}

void linearQ8(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
              const LinearOutput& out)
{
    const int blocks = w.inputs / 32;
    const auto* data = static_cast<const uint8_t*>(w.data);
    const ptrdiff_t tileBytes = ptrdiff_t(blocks) * 576;
    for (int first = 0; first < w.paddedOutputs; first += 32) {
        const uint8_t* tile = data + first / kLanes * tileBytes;
        for (int row = 0; row < rows; ++row) {
            float sums[32];
            tileQ8(x + row * xStride, blocks, tile, sums);
            tileQ8(x + row * xStride, blocks, tile + tileBytes, sums + kLanes);
            finish(sums, row, first, w, out);
        }
    }
}

float widen(const float* weight)
{
    return *weight;
}

struct Half
{
    uint16_t bits;
};
float widen(const Half* weight)
{
    return widenHalf(weight->bits);
}

struct Brain
{
    uint16_t bits;
};
float widen(const Brain* weight)
{
    return fromBits(uint32_t(weight->bits) << 16);
}

template <class T>
void linearOf(const float* x, ptrdiff_t xStride, int rows, const PackedWeights& w, const LinearOutput& out)
{
    const auto* data = static_cast<const T*>(w.data);
    const ptrdiff_t tileSize = ptrdiff_t(w.inputs) * kLanes;
    for (int first = 0; first < w.paddedOutputs; first += 32) {
        for (int row = 0; row < rows; ++row) {
            float sums[32] = {};
            for (int half = 0; half < 2; ++half) {
                const T* weight = data + (first / kLanes + half) * tileSize;
                for (int k = 0; k < w.inputs; ++k, weight += kLanes)
                    for (int o = 0; o < kLanes; ++o)
                        sums[half * kLanes + o] += x[row * xStride + k] * widen(weight + o);
            }
            finish(sums, row, first, w, out);
        }
    }
}

void linearFloat(const float* x, ptrdiff_t xStride, int rows, const PackedWeights& w, const LinearOutput& out)
{
    if (w.kind == WeightKind::F32)
        linearOf<float>(x, xStride, rows, w, out);
    else if (w.kind == WeightKind::F16)
        linearOf<Half>(x, xStride, rows, w, out);
    else if (w.kind == WeightKind::BF16)
        linearOf<Brain>(x, xStride, rows, w, out);
}

void layerNorm(const float* x, int count, const float* weight, const float* bias, float epsilon, float* y,
               QuantBlock* blocks)
{
    double sum = 0;
    for (int i = 0; i < count; ++i)
        sum += double(x[i]);
    const double mean = sum / count;
    double squares = 0;
    for (int i = 0; i < count; ++i)
        squares += (double(x[i]) - mean) * (double(x[i]) - mean);
    const double inverse = 1 / sqrt(squares / count + double(epsilon));
    for (int i = 0; i < count; ++i)
        y[i] = float((double(x[i]) - mean) * inverse) * weight[i] + (bias ? bias[i] : 0.0f);
    if (blocks)
        quantizeRow(y, count, blocks);
}

void rmsNorm(const float* x, int count, const float* weight, float epsilon, float* y, QuantBlock* blocks)
{
    double squares = 0;
    for (int i = 0; i < count; ++i)
        squares += double(x[i]) * double(x[i]);
    const double inverse = 1 / sqrt(squares / count + double(epsilon));
    for (int i = 0; i < count; ++i)
        y[i] = float(double(x[i]) * inverse) * weight[i];
    if (blocks)
        quantizeRow(y, count, blocks);
}

void rope(float* row, int heads, int headSize, int rotated, RopeLayout layout, const float* cosines,
          const float* sines)
{
    const int pairs = rotated / 2;
    const int step = layout == RopeLayout::Halves ? 1 : 2, apart = layout == RopeLayout::Halves ? pairs : 1;
    for (int head = 0; head < heads; ++head, row += headSize)
        for (int i = 0; i < pairs; ++i) {
            float* const a = row + i * step;
            float* const b = a + apart;
            const float before = *a;
            *a = before * cosines[i] - *b * sines[i];
            *b = before * sines[i] + *b * cosines[i];
        }
}

float dot(const float* a, const float* b, int count)
{
    double sum = 0;
    for (int i = 0; i < count; ++i)
        sum += double(a[i]) * double(b[i]);
    return float(sum);
}

/// One query of one head against the keys that it sees. `scores`: one number per token.
void attend(const float* query, const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape,
            int i, const float* bias, float* scores, float* result)
{
    const int size = shape.headSize, first = firstKeySeen(shape, i), end = endOfKeysSeen(shape, i);
    float largest = -3e38f; // finite: no score may be infinitely far from it
    for (int j = first; j < end; ++j) {
        scores[j] = dot(query, k + j * stride, size) * shape.scale + (bias ? bias[j - i] : 0.0f);
        largest = scores[j] > largest ? scores[j] : largest;
    }
    float total = 0;
    for (int j = first; j < end; ++j) {
        const float relative = scores[j] - largest;
        total += scores[j] = expf(relative < -80.0f ? -80.0f : relative);
    }
    for (int d = 0; d < size; ++d)
        result[d] = 0;
    for (int j = first; j < end; ++j)
        for (int d = 0; d < size; ++d)
            result[d] += scores[j] * v[j * stride + d];
    for (int d = 0; d < size; ++d)
        result[d] /= total;
}

void attention(const float* q, const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape,
               int firstQuery, int queryCount, float* out, ptrdiff_t outStride, float* scratch)
{
    const int group = shape.heads / keyHeadCount(shape);
    for (int head = 0; head < shape.heads; ++head) {
        const ptrdiff_t at = ptrdiff_t(head) * shape.headSize,
                        keyAt = ptrdiff_t(head / group) * shape.headSize;
        const float* bias = headBias(shape, head);
        for (int i = firstQuery; i < firstQuery + queryCount; ++i)
            attend(q + i * stride + at, k + keyAt, v + keyAt, stride, shape, i, bias, scratch,
                   out + i * outStride + at);
    }
}

size_t attentionScratchFloats(const AttentionShape& shape)
{
    return size_t(shape.tokens);
}

void addRow(const float* x, int count, float* sum)
{
    for (int i = 0; i < count; ++i)
        sum[i] += x[i];
}

int32_t dotInt8(const int8_t* a, const int8_t* b, int count)
{
    int32_t sum = 0;
    for (int i = 0; i < count; ++i)
        sum += int32_t(a[i]) * b[i];
    return sum;
}

// Sixteen independent sums each; the compiler may use what registers the baseline has, as it may in the
// kernels above.
int64_t int8PeakLoop(int rounds)
{
    volatile int16_t source = 3; // unknown to the compiler, so that the loop stays
    int16_t weights[kLanes];
    for (int16_t& weight : weights)
        weight = source;
    int32_t sums[kLanes] = {};
    for (int i = 0; i < rounds; ++i) {
        const auto factor = int8_t(i);
        for (int o = 0; o < kLanes; ++o)
            sums[o] += int32_t(weights[o]) * factor;
    }
    for (int32_t sum : sums)
        source = int16_t(sum);
    return int64_t(rounds) * kLanes;
}

int64_t fp32PeakLoop(int rounds)
{
    volatile float source = 0.5f;
    float sums[kLanes] = {};
    const float factor = source;
    for (int i = 0; i < rounds; ++i)
        for (int o = 0; o < kLanes; ++o)
            sums[o] = sums[o] * factor + factor;
    for (float sum : sums)
        source = sum;
    return int64_t(rounds) * kLanes;
}

}

const KernelTable* scalarKernels()
{
    static constexpr KernelTable table = {Target::Scalar,
                                          "scalar",
                                          linearQ8,
                                          linearFloat,
                                          quantizeRow,
                                          layerNorm,
                                          rmsNorm,
                                          gelu,
                                          gatedRow,
                                          rope,
                                          attention,
                                          attention,
                                          attentionScratchFloats,
                                          addRow,
                                          dot,
                                          dotInt8,
                                          int8PeakLoop,
                                          fp32PeakLoop};
    return &table;
}

}
