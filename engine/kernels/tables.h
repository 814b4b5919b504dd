// Numbers that several targets share. Data only: a kernel file may include this, since no code comes from
// here.
#pragma once

namespace embedscope {

/// GELU(x) = max(x, 0) - g(|x|) with g(a) = a * erfc(a / sqrt 2) / 2. Sixteen intervals of |x|, the i-th
/// around 0.375 i; row d holds the coefficients of t^d, t = |x| * 8/3 - i. Remez fit of degree 4,
/// error 3.8e-7 with fp32 arithmetic.
constexpr float kGeluTable[5][16] = {
    {0.0f, 1.326863170e-01f, 1.699705273e-01f, 1.465813518e-01f, 1.002108157e-01f, 5.699317902e-02f,
     2.750505880e-02f, 1.137267239e-02f, 4.049692769e-03f, 1.245639636e-03f, 3.315652430e-04f,
     7.646439190e-05f, 1.528969551e-05f, 2.652264811e-06f, 3.992765301e-07f, 5.217769328e-08f},
    {1.875002384e-01f, 8.039696515e-02f, 2.936386445e-04f, -4.052338749e-02f, -4.780132324e-02f,
     -3.696799651e-02f, -2.219719067e-02f, -1.090111583e-02f, -4.479619209e-03f, -1.558827818e-03f,
     -4.625839065e-04f, -1.175862999e-04f, -2.568046693e-05f, -4.828913461e-06f, -7.830109894e-07f,
     -1.096130120e-07f},
    {-5.610471219e-02f, -4.861452430e-02f, -3.043756820e-02f, -1.094135270e-02f, 2.275999403e-03f,
     7.330277003e-03f, 6.834810600e-03f, 4.375736695e-03f, 2.181384945e-03f, 8.855214692e-04f,
     2.990305074e-04f, 8.501544653e-05f, 2.050170588e-05f, 4.214638011e-06f, 7.412008927e-07f,
     1.117985562e-07f},
    {1.696227264e-05f, 4.685940687e-03f, 6.770911627e-03f, 5.702341441e-03f, 2.994302195e-03f,
     5.696452572e-04f, -6.503000041e-04f, -8.419048390e-04f, -5.842553219e-04f, -2.959590638e-04f,
     -1.184957218e-04f, -3.877975905e-05f, -1.055972371e-05f, -2.418182703e-06f, -4.689886168e-07f,
     -7.741007835e-08f},
    {1.286059385e-03f, 9.230764117e-04f, 9.693907487e-05f, -5.605460028e-04f, -7.077926421e-04f,
     -4.667533794e-04f, -1.540436060e-04f, 3.191198994e-05f, 7.948462007e-05f, 5.960257840e-05f,
     3.020310942e-05f, 1.173071087e-05f, 3.661119990e-06f, 9.400488921e-07f, 2.013272251e-07f,
     3.628412415e-08f},
};
constexpr float kGeluStep = 8.0f / 3;
constexpr float kGeluEnd = 5.8f; ///< still in the last interval; beyond, |GELU(x) - max(x, 0)| is below 2e-8

/// GELU by tanh is x / (1 + e^-z) with z = slope * x * (1 + cube * x^2), slope = 2 sqrt(2 / pi).
constexpr float kGeluTanhSlope = 1.595769122f;
constexpr float kGeluTanhCube = 0.044715f;

/// 2^r = 1 + r * (e[0] + r * (e[1] + ...)) for |r| <= 0.5, relative error 1.5e-7 and exact at 0.
constexpr float kExp2[5] = {6.931472421e-01f, 2.402223498e-01f, 5.550308526e-02f, 9.671861306e-03f,
                            1.340723829e-03f};
constexpr float kExp2Lowest = -120.0f; ///< smaller exponents count as this one, so that no denormals arise
constexpr float kLog2E = 1.44269504f;

constexpr float kTinyBlock = 1e-28f; ///< below, a product of scales could underflow: counts as all zero
constexpr float kHugeBlock = 1e32f; ///< from here on the offset could overflow: counts as NaN

/// Scales of activation blocks (QuantBlock), by the four highest bits of a mantissa that was rounded up to so
/// many: p (1 + 2^-k), or p (1 - 2^-k) from 1.75 on. kScaleShift leads from the bits of a power of two to
/// those of 1.5 * 2^23 * p beside it, kScaleSecond from the bits of a sum to those of +-2^-k times it.
constexpr float kScaleStep[16] = {1.0f, 1.0625f, 1.125f, 1.25f, 1.25f, 1.5f,   1.5f,   1.5f,
                                  1.5f, 1.75f,   1.75f,  1.75f, 1.75f, 1.875f, 1.875f, 1.9375f};
constexpr int kScaleShift[16] = {0x0b400000, 0x0bc00000, 0x0bc00000, 0x0bc00000, 0x0bc00000, 0x0bc00000,
                                 0x0bc00000, 0x0bc00000, 0x0bc00000, 0x0c400000, 0x0c400000, 0x0c400000,
                                 0x0c400000, 0x0c400000, 0x0c400000, 0x0c400000};
constexpr unsigned kScaleSecond[16] = {0x00000000, 0xfe000000, 0xfe800000, 0xff000000, 0xff000000, 0xff800000,
                                       0xff800000, 0xff800000, 0xff800000, 0x7e800000, 0x7e800000, 0x7e800000,
                                       0x7e800000, 0x7e000000, 0x7e000000, 0x7d800000};
/// 1 / step, rounded: with the other power of two it is 1 / scale, rounded.
constexpr float kScaleInverse[16] = {1,         1 / 1.0625f, 1 / 1.125f, 1 / 1.25f,  1 / 1.25f, 1 / 1.5f,
                                     1 / 1.5f,  1 / 1.5f,    1 / 1.5f,   1 / 1.75f,  1 / 1.75f, 1 / 1.75f,
                                     1 / 1.75f, 1 / 1.875f,  1 / 1.875f, 1 / 1.9375f};
constexpr float kScaleOffset = 12582912.0f; ///< 1.5 * 2^23
constexpr float kScaleOf = 1.0f / 127; ///< times the largest magnitude

}
