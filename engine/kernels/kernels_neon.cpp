// The table of this target and its small kernels.
#include "engine/kernels/neon.h"

#if defined(EMBEDSCOPE_NEON)

namespace embedscope {

namespace neon {

namespace {

void quantizeRow(const float* x, int count, QuantBlock* out)
{
    for (int i = 0; i < count / 32; ++i) {
        float32x4_t values[8];
        for (int n = 0; n < 8; ++n)
            values[n] = vld1q_f32(x + i * 32 + n * 4);
        quantize(values, out + i);
    }
}

void geluRow(float* x, int count)
{
    for (int i = 0; i < count; i += 16) {
        float32x4_t part[4];
        for (int n = 0; n < 4; ++n)
            part[n] = loadFirst(x + i + n * 4, count - i - n * 4);
        geluFour(part);
        for (int n = 0; n < 4; ++n)
            storeFirst(x + i + n * 4, count - i - n * 4, part[n]);
    }
}

float total(const float32x4_t (&sums)[4])
{
    return vaddvq_f32(vaddq_f32(vaddq_f32(sums[0], sums[1]), vaddq_f32(sums[2], sums[3])));
}

/// Sum of (x - mean)^power, power 1 or 2; four chains, since one waits for its own additions.
template <int Power> float sumOfPowers(const float* x, int count, float mean)
{
    float32x4_t sums[4] = {vdupq_n_f32(0), vdupq_n_f32(0), vdupq_n_f32(0), vdupq_n_f32(0)};
    const float32x4_t means = vdupq_n_f32(mean);
    const auto add = [](float32x4_t sum, float32x4_t centred) {
        return Power == 1 ? vaddq_f32(sum, centred) : vfmaq_f32(sum, centred, centred);
    };
    int i = 0;
    for (; i + 16 <= count; i += 16)
        for (int n = 0; n < 4; ++n)
            sums[n] = add(sums[n], vsubq_f32(vld1q_f32(x + i + n * 4), means));
    for (; i + 4 <= count; i += 4)
        sums[0] = add(sums[0], vsubq_f32(vld1q_f32(x + i), means));
    for (; i < count; ++i)
        sums[1] = add(sums[1], vsetq_lane_f32(x[i] - mean, vdupq_n_f32(0), 0));
    return total(sums);
}

void layerNorm(const float* x, int count, const float* weight, const float* bias, float epsilon, float* y,
               QuantBlock* blocks)
{
    const float mean = sumOfPowers<1>(x, count, 0) / float(count);
    const float variance = sumOfPowers<2>(x, count, mean) / float(count);
    const float32x4_t inverse = vdivq_f32(vdupq_n_f32(1), vsqrtq_f32(vdupq_n_f32(variance + epsilon)));
    for (int i = 0; i < count; i += 4) {
        const int lanes = count - i;
        const float32x4_t normal = vmulq_f32(vsubq_f32(loadFirst(x + i, lanes), vdupq_n_f32(mean)), inverse);
        const float32x4_t shift = bias ? loadFirst(bias + i, lanes) : vdupq_n_f32(0);
        storeFirst(y + i, lanes, vfmaq_f32(shift, normal, loadFirst(weight + i, lanes)));
    }
    if (blocks)
        quantizeRow(y, count, blocks);
}

void rmsNorm(const float* x, int count, const float* weight, float epsilon, float* y, QuantBlock* blocks)
{
    const float square = sumOfPowers<2>(x, count, 0) / float(count);
    const float32x4_t inverse = vdivq_f32(vdupq_n_f32(1), vsqrtq_f32(vdupq_n_f32(square + epsilon)));
    for (int i = 0; i < count; i += 4) {
        const float32x4_t normal = vmulq_f32(loadFirst(x + i, count - i), inverse);
        storeFirst(y + i, count - i, vmulq_f32(normal, loadFirst(weight + i, count - i)));
    }
    if (blocks)
        quantizeRow(y, count, blocks);
}

void gatedRow(const float* gate, const float* up, int count, Activation activation, float* y,
              QuantBlock* blocks)
{
    for (int i = 0; i < count; i += 32) {
        float32x4_t part[8];
        for (int n = 0; n < 8; ++n)
            part[n] = loadFirst(gate + i + n * 4, count - i - n * 4);
        activate(part, activation);
        for (int n = 0; n < 8; ++n) {
            const int at = i + n * 4;
            part[n] = vmulq_f32(part[n], loadFirst(up + at, count - at));
            if (y)
                storeFirst(y + at, count - at, part[n]);
        }
        if (blocks)
            quantize(part, blocks + i / 32);
    }
}

/// Pairs that lie apart: a at row + i, b at row + i + pairs.
void ropeHalves(float* row, int pairs, const float* cosines, const float* sines)
{
    for (int i = 0; i < pairs; i += 4) {
        const int lanes = pairs - i;
        const float32x4_t cosine = loadFirst(cosines + i, lanes), sine = loadFirst(sines + i, lanes);
        const float32x4_t a = loadFirst(row + i, lanes), b = loadFirst(row + i + pairs, lanes);
        storeFirst(row + i, lanes, vfmaq_f32(vnegq_f32(vmulq_f32(b, sine)), a, cosine));
        storeFirst(row + i + pairs, lanes, vfmaq_f32(vmulq_f32(b, cosine), a, sine));
    }
}

/// Neighbours: four pairs at a time, brought apart and together again.
void ropeAdjacent(float* row, int pairs, const float* cosines, const float* sines)
{
    for (int i = 0; i < pairs; i += 4) {
        const int lanes = pairs - i, numbers = 2 * lanes;
        const float32x4_t cosine = loadFirst(cosines + i, lanes), sine = loadFirst(sines + i, lanes);
        float* const at = row + 2 * i;
        const float32x4x2_t x = vuzpq_f32(loadFirst(at, numbers), loadFirst(at + 4, numbers - 4));
        const float32x4_t a = vfmaq_f32(vnegq_f32(vmulq_f32(x.val[1], sine)), x.val[0], cosine);
        const float32x4_t b = vfmaq_f32(vmulq_f32(x.val[0], sine), x.val[1], cosine);
        const float32x4x2_t turned = vzipq_f32(a, b);
        storeFirst(at, numbers, turned.val[0]);
        storeFirst(at + 4, numbers - 4, turned.val[1]);
    }
}

void rope(float* row, int heads, int headSize, int rotated, RopeLayout layout, const float* cosines,
          const float* sines)
{
    for (int head = 0; head < heads; ++head, row += headSize) {
        if (layout == RopeLayout::Halves)
            ropeHalves(row, rotated / 2, cosines, sines);
        else
            ropeAdjacent(row, rotated / 2, cosines, sines);
    }
}

void addRow(const float* x, int count, float* sum)
{
    for (int i = 0; i < count; i += 4)
        storeFirst(sum + i, count - i, vaddq_f32(loadFirst(sum + i, count - i), loadFirst(x + i, count - i)));
}

float dot(const float* a, const float* b, int count)
{
    float32x4_t sums[4];
    for (float32x4_t& sum : sums)
        sum = vdupq_n_f32(0);
    int i = 0;
    for (; i + 16 <= count; i += 16)
        for (int n = 0; n < 4; ++n)
            sums[n] = vfmaq_f32(sums[n], vld1q_f32(a + i + n * 4), vld1q_f32(b + i + n * 4));
    for (; i < count; i += 4)
        sums[0] = vfmaq_f32(sums[0], loadFirst(a + i, count - i), loadFirst(b + i, count - i));
    return total(sums);
}

int32_t dotInt8(const int8_t* a, const int8_t* b, int count)
{
    int32x4_t sums[4];
    for (int32x4_t& sum : sums)
        sum = vdupq_n_s32(0);
    int i = 0;
    for (; i + 64 <= count; i += 64)
        for (int n = 0; n < 4; ++n)
            sums[n] = vdotq_s32(sums[n], vld1q_s8(a + i + n * 16), vld1q_s8(b + i + n * 16));
    for (; i + 16 <= count; i += 16)
        sums[0] = vdotq_s32(sums[0], vld1q_s8(a + i), vld1q_s8(b + i));
    int32_t sum = vaddvq_s32(vaddq_s32(vaddq_s32(sums[0], sums[1]), vaddq_s32(sums[2], sums[3])));
    for (; i < count; ++i)
        sum += int32_t(a[i]) * b[i];
    return sum;
}

}

// Independent chains; the empty assembler lines keep each step and cost nothing.
int64_t int8PeakLoop(int rounds)
{
    constexpr int kChains = 24;
    int32x4_t sums[kChains];
#pragma GCC unroll 24
    for (int n = 0; n < kChains; ++n)
        sums[n] = vdupq_n_s32(0);
    int8x16_t a = vdupq_n_s8(1);
    asm("" : "+w"(a));
    for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 24
        for (int n = 0; n < kChains; ++n) {
            sums[n] = vdotq_s32(sums[n], a, a);
            asm volatile("" : "+w"(sums[n]));
        }
    }
    return int64_t(rounds) * kChains * 16;
}

int64_t fp32PeakLoop(int rounds)
{
    constexpr int kChains = 24;
    float32x4_t sums[kChains];
#pragma GCC unroll 24
    for (int n = 0; n < kChains; ++n)
        sums[n] = vdupq_n_f32(0);
    float32x4_t a = vdupq_n_f32(0.5f), b = vdupq_n_f32(0.25f);
    asm("" : "+w"(a), "+w"(b));
    for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 24
        for (int n = 0; n < kChains; ++n) {
            sums[n] = vfmaq_f32(sums[n], a, b);
            asm volatile("" : "+w"(sums[n]));
        }
    }
    return int64_t(rounds) * kChains * 4;
}

}

const KernelTable* neonKernels()
{
    using namespace neon;
    static constexpr KernelTable table = {Target::Neon,
                                          "neon",
                                          linearQ8,
                                          linearFloat,
                                          quantizeRow,
                                          layerNorm,
                                          rmsNorm,
                                          geluRow,
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

#else

const embedscope::KernelTable* embedscope::neonKernels()
{
    return nullptr;
}

#endif
