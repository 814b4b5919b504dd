// Exponentials, activations and quantisation, four numbers at a time. Everything is static. Include only from
// files that are compiled for NEON with dot products.
#pragma once

#include "engine/kernels/kernels.h"
#include "engine/kernels/block_scale.h"
#include "engine/kernels/tables.h"

#if defined(__aarch64__) && defined(__ARM_FEATURE_DOTPROD)
#include <arm_neon.h>

namespace embedscope::neon {

static inline float32x4_t fromBits(uint32x4_t bits)
{
    return vreinterpretq_f32_u32(bits);
}

/// 2^t for t in +-120.
static inline float32x4_t exp2(float32x4_t t)
{
    const float32x4_t whole = vrndnq_f32(t);
    const float32x4_t r = vsubq_f32(t, whole);
    float32x4_t p = vdupq_n_f32(kExp2[4]);
    for (int i = 3; i >= 0; --i)
        p = vfmaq_f32(vdupq_n_f32(kExp2[i]), p, r);
    p = vfmaq_f32(vdupq_n_f32(1), p, r);
    const int32x4_t exponent = vshlq_n_s32(vcvtq_s32_f32(whole), 23);
    return vreinterpretq_f32_s32(vaddq_s32(vreinterpretq_s32_f32(p), exponent));
}

/// Not below the lowest exponent; NaN stays NaN.
static inline float32x4_t clamped(float32x4_t t)
{
    return vmaxq_f32(vdupq_n_f32(kExp2Lowest), t);
}

/// x / (1 + e^-z) for z of the sign of x. Far below 0 the answer is 0: x must not outgrow the exponential
/// there.
static inline float32x4_t timesSigmoid(float32x4_t x, float32x4_t z)
{
    const float32x4_t t = vmulq_n_f32(z, -kLog2E);
    const float32x4_t e = exp2(clamped(vminq_f32(vdupq_n_f32(-kExp2Lowest), t)));
    return vdivq_f32(vmaxq_f32(vdupq_n_f32(-100), x), vaddq_f32(vdupq_n_f32(1), e));
}

static inline float32x4_t geluTanh(float32x4_t x)
{
    const float32x4_t cube = vmulq_n_f32(vmulq_f32(x, x), kGeluTanhCube);
    const float32x4_t slope = vmulq_n_f32(x, kGeluTanhSlope);
    return timesSigmoid(x, vfmaq_f32(slope, slope, cube));
}

/// 16 numbers, so that each row of the table is loaded once for four vectors.
static inline void geluFour(float32x4_t* x)
{
    const float32x4_t step = vdupq_n_f32(kGeluStep);
    const float32x4_t magic =
        vdupq_n_f32(12582912.0f); // 1.5 * 2^23: adding it leaves the rounded value in the low bits
    float32x4_t t[4], g[4];
    uint8x16_t places[4]; // of the bytes of a coefficient
    for (int i = 0; i < 4; ++i) {
        const float32x4_t magnitude = vminq_f32(vdupq_n_f32(kGeluEnd), vabsq_f32(x[i])); // NaN stays NaN
        const float32x4_t shifted = vfmaq_f32(magic, magnitude, step);
        t[i] = vfmaq_f32(vsubq_f32(magic, shifted), magnitude, step);
        const uint32x4_t interval = vandq_u32(vreinterpretq_u32_f32(shifted), vdupq_n_u32(15));
        places[i] =
            vreinterpretq_u8_u32(vmlaq_u32(vdupq_n_u32(0x03020100), interval, vdupq_n_u32(0x04040404)));
        g[i] = vdupq_n_f32(0);
    }
    for (int d = 4; d >= 0; --d) {
        const auto* row = reinterpret_cast<const uint8_t*>(kGeluTable[d]);
        const uint8x16x4_t table = vld1q_u8_x4(row);
        for (int i = 0; i < 4; ++i)
            g[i] = vfmaq_f32(vreinterpretq_f32_u8(vqtbl4q_u8(table, places[i])), g[i], t[i]);
    }
    for (int i = 0; i < 4; ++i)
        x[i] = vsubq_f32(vmaxq_f32(vdupq_n_f32(0), x[i]), g[i]);
}

/// 32 numbers.
static inline void activate(float32x4_t (&x)[8], Activation activation)
{
    if (activation == Activation::Gelu) {
        geluFour(x);
        asm volatile("" : : : "memory"); // both at once need more registers than there are
        geluFour(x + 4);
    } else if (activation == Activation::GeluTanh) {
        for (float32x4_t& part : x)
            part = geluTanh(part);
    } else if (activation == Activation::Silu) {
        for (float32x4_t& part : x)
            part = timesSigmoid(part, part);
    } else if (activation == Activation::Relu) {
        for (float32x4_t& part : x)
            part = vmaxq_f32(vdupq_n_f32(0), part);
    }
}

/// To the nearest integer, ties to even; NaN is -128 as in the other targets.
static inline int16x4_t rounded(float32x4_t x)
{
    return vmovn_s32(vbslq_s32(vceqq_f32(x, x), vcvtnq_s32_f32(x), vdupq_n_s32(-128)));
}

/// One block of 32. The largest magnitude is found on the bits: NaN is above infinity there and reaches the
/// scale.
static inline void quantize(const float32x4_t (&x)[8], QuantBlock* block)
{
    uint32x4_t bits = vdupq_n_u32(0);
    for (int i = 0; i < 8; ++i)
        bits = vmaxq_u32(bits, vreinterpretq_u32_f32(vabsq_f32(x[i])));
    const float amax = vgetq_lane_f32(fromBits(vdupq_n_u32(vmaxvq_u32(bits))), 0);
    const float inverse = chooseScale(amax, block);
    int32x4_t sum = vdupq_n_s32(0);
    for (int i = 0; i < 8; i += 4) {
        const int16x8_t low =
            vcombine_s16(rounded(vmulq_n_f32(x[i], inverse)), rounded(vmulq_n_f32(x[i + 1], inverse)));
        const int16x8_t high =
            vcombine_s16(rounded(vmulq_n_f32(x[i + 2], inverse)), rounded(vmulq_n_f32(x[i + 3], inverse)));
        const int8x16_t bytes = vcombine_s8(vqmovn_s16(low), vqmovn_s16(high));
        vst1q_s8(block->q + i * 4, bytes);
        sum = vdotq_s32(sum, bytes, vdupq_n_s8(1));
    }
    setStart(-128 * vaddvq_s32(sum), block);
}

}
#endif
