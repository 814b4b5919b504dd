// The table of this target and its small kernels.
#include "engine/kernels/avx2.h"

#if defined(EMBEDSCOPE_AVX2)

namespace embedscope {

namespace avx2 {

void quantizeRow(const float* x, int count, QuantBlock* out)
{
    for (int i = 0; i < count / 32; ++i) {
        __m256 values[4];
        for (int n = 0; n < 4; ++n)
            values[n] = _mm256_loadu_ps(x + i * 32 + n * 8);
        quantize(values, out + i);
    }
}

void geluRow(float* x, int count)
{
    for (int i = 0; i < count; i += 8) {
        const __m256i lanes = firstLanes(count - i);
        storeFirst(x + i, count - i, gelu(_mm256_maskload_ps(x + i, lanes)));
    }
}

static float total(const __m256 (&sums)[4])
{
    return reduceAdd(_mm256_add_ps(_mm256_add_ps(sums[0], sums[1]), _mm256_add_ps(sums[2], sums[3])));
}

/// Sum of (x - mean)^power, power 1 or 2; four chains, since one waits for its own additions.
template <int Power> static float sumOfPowers(const float* x, int count, __m256 mean)
{
    __m256 sums[4] = {_mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps(), _mm256_setzero_ps()};
    const auto add = [](__m256 sum, __m256 centred) {
        return Power == 1 ? _mm256_add_ps(sum, centred) : _mm256_fmadd_ps(centred, centred, sum);
    };
    int i = 0;
    for (; i + 32 <= count; i += 32)
        for (int n = 0; n < 4; ++n)
            sums[n] = add(sums[n], _mm256_sub_ps(_mm256_loadu_ps(x + i + n * 8), mean));
    for (; i < count; i += 8) {
        const __m256i lanes = firstLanes(count - i);
        const __m256 centred = _mm256_sub_ps(_mm256_maskload_ps(x + i, lanes), mean);
        sums[0] = add(sums[0], _mm256_and_ps(centred, _mm256_castsi256_ps(lanes)));
    }
    return total(sums);
}

void layerNorm(const float* x, int count, const float* weight, const float* bias, float epsilon, float* y,
               QuantBlock* blocks)
{
    const __m256 mean = _mm256_set1_ps(sumOfPowers<1>(x, count, _mm256_setzero_ps()) / float(count));
    const float variance = sumOfPowers<2>(x, count, mean) / float(count);
    const __m256 inverse =
        _mm256_div_ps(_mm256_set1_ps(1.0f), _mm256_sqrt_ps(_mm256_set1_ps(variance + epsilon)));
    for (int i = 0; i < count; i += 8) {
        const __m256i lanes = firstLanes(count - i);
        const __m256 normal = _mm256_mul_ps(_mm256_sub_ps(_mm256_maskload_ps(x + i, lanes), mean), inverse);
        const __m256 shift = bias ? _mm256_maskload_ps(bias + i, lanes) : _mm256_setzero_ps();
        storeFirst(y + i, count - i, _mm256_fmadd_ps(normal, _mm256_maskload_ps(weight + i, lanes), shift));
    }
    if (blocks)
        quantizeRow(y, count, blocks);
}

void rmsNorm(const float* x, int count, const float* weight, float epsilon, float* y, QuantBlock* blocks)
{
    const float square = sumOfPowers<2>(x, count, _mm256_setzero_ps()) / float(count);
    const __m256 inverse =
        _mm256_div_ps(_mm256_set1_ps(1.0f), _mm256_sqrt_ps(_mm256_set1_ps(square + epsilon)));
    for (int i = 0; i < count; i += 8) {
        const __m256i lanes = firstLanes(count - i);
        const __m256 normal = _mm256_mul_ps(_mm256_maskload_ps(x + i, lanes), inverse);
        storeFirst(y + i, count - i, _mm256_mul_ps(normal, _mm256_maskload_ps(weight + i, lanes)));
    }
    if (blocks)
        quantizeRow(y, count, blocks);
}

void gatedRow(const float* gate, const float* up, int count, Activation activation, float* y,
              QuantBlock* blocks)
{
    for (int i = 0; i < count; i += 32) {
        __m256 part[4];
        for (int n = 0; n < 4; ++n) {
            const int at = i + n * 8;
            const __m256i lanes = firstLanes(count - at);
            __m256 x = _mm256_maskload_ps(gate + at, lanes);
            if (activation == Activation::Gelu)
                x = gelu(x);
            else if (activation != Activation::None)
                x = activateWithoutTable(x, activation);
            part[n] = _mm256_mul_ps(x, _mm256_maskload_ps(up + at, lanes));
            if (y)
                storeFirst(y + at, count - at, part[n]);
        }
        if (blocks)
            quantize(part, blocks + i / 32);
    }
}

/// Pairs that lie apart: a at row + i, b at row + i + pairs.
static void ropeHalves(float* row, int pairs, const float* cosines, const float* sines)
{
    for (int i = 0; i < pairs; i += 8) {
        const __m256i lanes = firstLanes(pairs - i);
        const __m256 cosine = _mm256_maskload_ps(cosines + i, lanes);
        const __m256 sine = _mm256_maskload_ps(sines + i, lanes);
        const __m256 a = _mm256_maskload_ps(row + i, lanes);
        const __m256 b = _mm256_maskload_ps(row + i + pairs, lanes);
        storeFirst(row + i, pairs - i, _mm256_fmsub_ps(a, cosine, _mm256_mul_ps(b, sine)));
        storeFirst(row + i + pairs, pairs - i, _mm256_fmadd_ps(a, sine, _mm256_mul_ps(b, cosine)));
    }
}

/// Neighbours: four pairs at a time, each cosine and sine for both of its numbers.
static void ropeAdjacent(float* row, int pairs, const float* cosines, const float* sines)
{
    const __m256i twice = _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3);
    for (int i = 0; i < pairs; i += 4) {
        const __m256i some = firstLanes(pairs - i < 4 ? pairs - i : 4), lanes = firstLanes(2 * (pairs - i));
        const __m256 cosine = _mm256_permutevar8x32_ps(_mm256_maskload_ps(cosines + i, some), twice);
        const __m256 sine = _mm256_permutevar8x32_ps(_mm256_maskload_ps(sines + i, some), twice);
        const __m256 x = _mm256_maskload_ps(row + 2 * i, lanes);
        const __m256 swapped = _mm256_permute_ps(x, 0xb1);
        // a cos - b sin at even places, b cos + a sin at odd ones
        storeFirst(row + 2 * i, 2 * (pairs - i), _mm256_fmaddsub_ps(x, cosine, _mm256_mul_ps(swapped, sine)));
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
    for (int i = 0; i < count; i += 8) {
        const __m256i lanes = firstLanes(count - i);
        storeFirst(sum + i, count - i,
                   _mm256_add_ps(_mm256_maskload_ps(sum + i, lanes), _mm256_maskload_ps(x + i, lanes)));
    }
}

float dot(const float* a, const float* b, int count)
{
    __m256 sums[4];
    for (__m256& sum : sums)
        sum = _mm256_setzero_ps();
    int i = 0;
    for (; i + 32 <= count; i += 32)
        for (int n = 0; n < 4; ++n)
            sums[n] =
                _mm256_fmadd_ps(_mm256_loadu_ps(a + i + n * 8), _mm256_loadu_ps(b + i + n * 8), sums[n]);
    for (; i < count; i += 8) {
        const __m256i lanes = firstLanes(count - i);
        sums[0] =
            _mm256_fmadd_ps(_mm256_maskload_ps(a + i, lanes), _mm256_maskload_ps(b + i, lanes), sums[0]);
    }
    return total(sums);
}

static __m256i widen16(const int8_t* bytes)
{
    return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)));
}

int32_t dotInt8(const int8_t* a, const int8_t* b, int count)
{
    __m256i sums[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    int i = 0;
    for (; i + 32 <= count; i += 32)
        for (int n = 0; n < 2; ++n)
            sums[n] = _mm256_add_epi32(sums[n],
                                       _mm256_madd_epi16(widen16(a + i + n * 16), widen16(b + i + n * 16)));
    int32_t sum = reduceAdd(_mm256_add_epi32(sums[0], sums[1]));
    for (; i < count; ++i)
        sum += int32_t(a[i]) * b[i];
    return sum;
}

// Independent chains; the empty assembler lines keep each step and cost nothing.
int64_t int8PeakLoop(int rounds)
{
    constexpr int kChains = 8;
    __m256i sums[kChains];
#pragma GCC unroll 8
    for (int n = 0; n < kChains; ++n)
        sums[n] = _mm256_setzero_si256();
    __m256i a = _mm256_set1_epi8(1), ones = _mm256_set1_epi16(1);
    asm("" : "+x"(a), "+x"(ones));
    for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 8
        for (int n = 0; n < kChains; ++n) {
            asm volatile("" : "+x"(a));
            sums[n] = _mm256_add_epi32(sums[n], _mm256_madd_epi16(_mm256_maddubs_epi16(a, a), ones));
            asm volatile("" : "+x"(sums[n]));
        }
    }
    return int64_t(rounds) * kChains * 32;
}

int64_t fp32PeakLoop(int rounds)
{
    constexpr int kChains = 12;
    __m256 sums[kChains];
#pragma GCC unroll 12
    for (int n = 0; n < kChains; ++n)
        sums[n] = _mm256_setzero_ps();
    __m256 a = _mm256_set1_ps(0.5f);
    asm("" : "+x"(a));
    for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
        for (int n = 0; n < kChains; ++n) {
            sums[n] = _mm256_fmadd_ps(sums[n], a, a);
            asm volatile("" : "+x"(sums[n]));
        }
    }
    return int64_t(rounds) * kChains * 8;
}

}

const KernelTable* avx2Kernels()
{
    static constexpr KernelTable table = avx2::baseTable(Target::Avx2, "avx2");
    return &table;
}

}

#else

const embedscope::KernelTable* embedscope::avx2Kernels()
{
    return nullptr;
}

#endif
