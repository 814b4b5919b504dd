// Exponentials and what is made of them, eight numbers at a time. Everything is static. Include only from
// files that are compiled for AVX2.
#pragma once

#include "engine/kernels/kernels.h"
#include "engine/kernels/tables.h"

#if defined(__AVX2__) && defined(__FMA__) && defined(__F16C__)
#include <immintrin.h>

namespace embedscope::avx2 {

/// 2^t for t in +-120. Adding 1.5 * 2^23 leaves the rounded exponent in the low bits.
static inline __m256 exp2(__m256 t)
{
    const __m256 magic = _mm256_set1_ps(12582912.0f);
    const __m256 shifted = _mm256_add_ps(t, magic);
    const __m256 r = _mm256_sub_ps(t, _mm256_sub_ps(shifted, magic));
    __m256 p = _mm256_set1_ps(kExp2[4]);
    for (int i = 3; i >= 0; --i)
        p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(kExp2[i]));
    p = _mm256_fmadd_ps(p, r, _mm256_set1_ps(1.0f));
    const __m256i exponent = _mm256_slli_epi32(_mm256_castps_si256(shifted), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(p), exponent));
}

/// Not below the lowest exponent; NaN stays NaN.
static inline __m256 clamped(__m256 t)
{
    return _mm256_max_ps(_mm256_set1_ps(kExp2Lowest), t);
}

/// x / (1 + e^-z) for z of the sign of x. Far below 0 the answer is 0: x must not outgrow the exponential
/// there.
static inline __m256 timesSigmoid(__m256 x, __m256 z)
{
    const __m256 t = _mm256_mul_ps(z, _mm256_set1_ps(-kLog2E));
    const __m256 e = exp2(clamped(_mm256_min_ps(_mm256_set1_ps(-kExp2Lowest), t)));
    return _mm256_div_ps(_mm256_max_ps(_mm256_set1_ps(-100.0f), x), _mm256_add_ps(_mm256_set1_ps(1.0f), e));
}

static inline __m256 geluTanh(__m256 x)
{
    const __m256 cube = _mm256_mul_ps(_mm256_set1_ps(kGeluTanhCube), _mm256_mul_ps(x, x));
    const __m256 slope = _mm256_mul_ps(_mm256_set1_ps(kGeluTanhSlope), x);
    return timesSigmoid(x, _mm256_fmadd_ps(slope, cube, slope));
}

/// The activations that need no table. `None` and `Gelu` are not among them.
static inline __m256 activateWithoutTable(__m256 x, Activation activation)
{
    if (activation == Activation::Relu)
        return _mm256_max_ps(_mm256_setzero_ps(), x);
    return activation == Activation::Silu ? timesSigmoid(x, x) : geluTanh(x);
}

}
#endif
