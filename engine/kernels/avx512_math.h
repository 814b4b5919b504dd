// Exponentials and what is made of them, sixteen numbers at a time. Everything is static. Include only from
// files that are compiled for AVX-512.
#pragma once

#include "engine/kernels/kernels.h"
#include "engine/kernels/tables.h"

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__) && defined(__AVX512DQ__)
#include <immintrin.h>

namespace embedscope::avx512 {

/// 2^t for the chosen lanes, 0 for the others; t in +-120. Adding 1.5 * 2^23 leaves the rounded exponent in
/// the low bits.
static inline __m512 exp2(__m512 t, __mmask16 lanes)
{
    const __m512 magic = _mm512_set1_ps(12582912.0f);
    const __m512 shifted = _mm512_add_ps(t, magic);
    const __m512 r = _mm512_sub_ps(t, _mm512_sub_ps(shifted, magic));
    __m512 p = _mm512_set1_ps(kExp2[4]);
    for (int i = 3; i >= 0; --i)
        p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(kExp2[i]));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.0f));
    const __m512i exponent = _mm512_slli_epi32(_mm512_castps_si512(shifted), 23);
    return _mm512_castsi512_ps(_mm512_maskz_add_epi32(lanes, _mm512_castps_si512(p), exponent));
}

/// Not below the lowest exponent; NaN stays NaN.
static inline __m512 clamped(__m512 t)
{
    return _mm512_max_ps(_mm512_set1_ps(kExp2Lowest), t);
}

/// x / (1 + e^-z) for z of the sign of x. Far below 0 the answer is 0: x must not outgrow the exponential
/// there.
static inline __m512 timesSigmoid(__m512 x, __m512 z)
{
    const __m512 t = _mm512_mul_ps(z, _mm512_set1_ps(-kLog2E));
    const __m512 e = exp2(clamped(_mm512_min_ps(_mm512_set1_ps(-kExp2Lowest), t)), 0xffff);
    return _mm512_div_ps(_mm512_max_ps(_mm512_set1_ps(-100.0f), x), _mm512_add_ps(_mm512_set1_ps(1.0f), e));
}

static inline __m512 geluTanh(__m512 x)
{
    const __m512 cube = _mm512_mul_ps(_mm512_set1_ps(kGeluTanhCube), _mm512_mul_ps(x, x));
    const __m512 slope = _mm512_mul_ps(_mm512_set1_ps(kGeluTanhSlope), x);
    return timesSigmoid(x, _mm512_fmadd_ps(slope, cube, slope));
}

/// The activations that need no table. `None` and `Gelu` are not among them.
static inline __m512 activateWithoutTable(__m512 x, Activation activation)
{
    if (activation == Activation::Relu)
        return _mm512_max_ps(_mm512_setzero_ps(), x);
    return activation == Activation::Silu ? timesSigmoid(x, x) : geluTanh(x);
}

}
#endif
