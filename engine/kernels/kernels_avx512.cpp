// The table of AVX-512 without VNNI and the small kernels of all AVX-512 targets.
#include "engine/kernels/avx512_finish.h"

#if defined(EMBEDSCOPE_AVX512)

namespace embedscope {

namespace avx512 {

void quantizeRow(const float* x, int count, QuantBlock* out)
{
    for (int i = 0; i < count / 32; i += kFinishRows) {
        const int blocks = count / 32 - i < kFinishRows ? count / 32 - i : kFinishRows;
        __m512 values[kFinishRows][2];
        for (int b = 0; b < kFinishRows; ++b) {
            const float* from = x + (i + (b < blocks ? b : 0)) * 32;
            values[b][0] = _mm512_loadu_ps(from);
            values[b][1] = _mm512_loadu_ps(from + 16);
        }
        quantizeSix(values, blocks, out + i, 1);
    }
}

void geluRow(float* x, int count)
{
    const Gelu table = loadGelu();
    for (int i = 0; i < count; i += 16) {
        const __mmask16 lanes = firstLanes(count - i);
        _mm512_mask_storeu_ps(x + i, lanes, gelu(_mm512_maskz_loadu_ps(lanes, x + i), table));
    }
}

static __m512 total(const __m512 (&sums)[4])
{
    return _mm512_add_ps(_mm512_add_ps(sums[0], sums[1]), _mm512_add_ps(sums[2], sums[3]));
}

/// Sum of (x - mean)^power, power 1 or 2; four chains, since one waits for its own additions.
template <int Power> static float sumOfPowers(const float* x, int count, __m512 mean)
{
    __m512 sums[4] = {_mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps()};
    const auto add = [mean](__m512 sum, __m512 value, __mmask16 lanes) {
        const __m512 centred = _mm512_maskz_sub_ps(lanes, value, mean);
        return Power == 1 ? _mm512_add_ps(sum, centred) : _mm512_fmadd_ps(centred, centred, sum);
    };
    int i = 0;
    for (; i + 64 <= count; i += 64)
        for (int n = 0; n < 4; ++n)
            sums[n] = add(sums[n], _mm512_loadu_ps(x + i + n * 16), 0xffff);
    for (; i < count; i += 16) {
        const __mmask16 lanes = firstLanes(count - i);
        sums[0] = add(sums[0], _mm512_maskz_loadu_ps(lanes, x + i), lanes);
    }
    return _mm512_reduce_add_ps(total(sums));
}

void layerNorm(const float* x, int count, const float* weight, const float* bias, float epsilon, float* y,
               QuantBlock* blocks)
{
    const __m512 mean = _mm512_set1_ps(sumOfPowers<1>(x, count, _mm512_setzero_ps()) / float(count));
    const float variance = sumOfPowers<2>(x, count, mean) / float(count);
    const __m512 inverse =
        _mm512_div_ps(_mm512_set1_ps(1.0f), _mm512_sqrt_ps(_mm512_set1_ps(variance + epsilon)));
    for (int i = 0; i < count; i += 16) {
        const __mmask16 lanes = firstLanes(count - i);
        const __m512 centred = _mm512_sub_ps(_mm512_maskz_loadu_ps(lanes, x + i), mean);
        const __m512 normal = _mm512_mul_ps(centred, inverse);
        const __m512 shift = bias ? _mm512_maskz_loadu_ps(lanes, bias + i) : _mm512_setzero_ps();
        _mm512_mask_storeu_ps(y + i, lanes,
                              _mm512_fmadd_ps(normal, _mm512_maskz_loadu_ps(lanes, weight + i), shift));
    }
    if (blocks)
        quantizeRow(y, count, blocks);
}

void rmsNorm(const float* x, int count, const float* weight, float epsilon, float* y, QuantBlock* blocks)
{
    const float square = sumOfPowers<2>(x, count, _mm512_setzero_ps()) / float(count);
    const __m512 inverse =
        _mm512_div_ps(_mm512_set1_ps(1.0f), _mm512_sqrt_ps(_mm512_set1_ps(square + epsilon)));
    for (int i = 0; i < count; i += 16) {
        const __mmask16 lanes = firstLanes(count - i);
        const __m512 normal = _mm512_mul_ps(_mm512_maskz_loadu_ps(lanes, x + i), inverse);
        _mm512_mask_storeu_ps(y + i, lanes, _mm512_mul_ps(normal, _mm512_maskz_loadu_ps(lanes, weight + i)));
    }
    if (blocks)
        quantizeRow(y, count, blocks);
}

static __m512 activated(__m512 x, Activation activation, const Gelu& table)
{
    if (activation == Activation::Gelu)
        return gelu(x, table);
    return activation == Activation::None ? x : activateWithoutTable(x, activation);
}

/// Six blocks at a time, as their quantising takes them.
void gatedRow(const float* gate, const float* up, int count, Activation activation, float* y,
              QuantBlock* blocks)
{
    const Gelu table = loadGelu();
    for (int i = 0; i < count; i += 32 * kFinishRows) {
        const int left = (count - i + 31) / 32, some = left < kFinishRows ? left : kFinishRows;
        __m512 part[kFinishRows][2];
        for (int n = 0; n < 2 * some; ++n) {
            const int at = i + n * 16;
            const __mmask16 lanes = firstLanes(count - at);
            const __m512 x = activated(_mm512_maskz_loadu_ps(lanes, gate + at), activation, table);
            part[n / 2][n % 2] = _mm512_mul_ps(x, _mm512_maskz_loadu_ps(lanes, up + at));
            if (y)
                _mm512_mask_storeu_ps(y + at, lanes, part[n / 2][n % 2]);
        }
        if (blocks) {
            for (int b = some; b < kFinishRows; ++b)
                part[b][0] = part[b][1] = part[0][0];
            quantizeSix(part, some, blocks + i / 32, 1);
        }
    }
}

/// Pairs that lie apart: a at row + i, b at row + i + pairs.
static void ropeHalves(float* row, int pairs, const float* cosines, const float* sines)
{
    for (int i = 0; i < pairs; i += 16) {
        const __mmask16 lanes = firstLanes(pairs - i);
        const __m512 cosine = _mm512_maskz_loadu_ps(lanes, cosines + i);
        const __m512 sine = _mm512_maskz_loadu_ps(lanes, sines + i);
        const __m512 a = _mm512_maskz_loadu_ps(lanes, row + i);
        const __m512 b = _mm512_maskz_loadu_ps(lanes, row + i + pairs);
        _mm512_mask_storeu_ps(row + i, lanes, _mm512_fmsub_ps(a, cosine, _mm512_mul_ps(b, sine)));
        _mm512_mask_storeu_ps(row + i + pairs, lanes, _mm512_fmadd_ps(a, sine, _mm512_mul_ps(b, cosine)));
    }
}

/// Neighbours: eight pairs at a time, each cosine and sine for both of its numbers.
static void ropeAdjacent(float* row, int pairs, const float* cosines, const float* sines)
{
    const __m512i twice = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    for (int i = 0; i < pairs; i += 8) {
        const __mmask16 some = firstLanes(pairs - i < 8 ? pairs - i : 8), lanes = firstLanes(2 * (pairs - i));
        const __m512 cosine = _mm512_permutexvar_ps(twice, _mm512_maskz_loadu_ps(some, cosines + i));
        const __m512 sine = _mm512_permutexvar_ps(twice, _mm512_maskz_loadu_ps(some, sines + i));
        const __m512 x = _mm512_maskz_loadu_ps(lanes, row + 2 * i);
        const __m512 swapped = _mm512_permute_ps(x, 0xb1);
        // a cos - b sin at even places, b cos + a sin at odd ones
        _mm512_mask_storeu_ps(row + 2 * i, lanes,
                              _mm512_fmaddsub_ps(x, cosine, _mm512_mul_ps(swapped, sine)));
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
    for (int i = 0; i < count; i += 16) {
        const __mmask16 lanes = firstLanes(count - i);
        _mm512_mask_storeu_ps(
            sum + i, lanes,
            _mm512_add_ps(_mm512_maskz_loadu_ps(lanes, sum + i), _mm512_maskz_loadu_ps(lanes, x + i)));
    }
}

float dot(const float* a, const float* b, int count)
{
    __m512 sums[4];
    for (__m512& sum : sums)
        sum = _mm512_setzero_ps();
    int i = 0;
    for (; i + 64 <= count; i += 64)
        for (int n = 0; n < 4; ++n)
            sums[n] =
                _mm512_fmadd_ps(_mm512_loadu_ps(a + i + n * 16), _mm512_loadu_ps(b + i + n * 16), sums[n]);
    for (; i < count; i += 16) {
        const __mmask16 lanes = firstLanes(count - i);
        sums[0] = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(lanes, a + i), _mm512_maskz_loadu_ps(lanes, b + i),
                                  sums[0]);
    }
    return _mm512_reduce_add_ps(total(sums));
}

static __m512i widen16(const int8_t* bytes, int count)
{
    const __mmask32 lanes = count >= 32 ? ~__mmask32(0) : count <= 0 ? 0 : (__mmask32(1) << count) - 1;
    return _mm512_cvtepi8_epi16(_mm256_maskz_loadu_epi8(lanes, bytes));
}

int32_t dotInt8(const int8_t* a, const int8_t* b, int count)
{
    __m512i sums[2] = {_mm512_setzero_si512(), _mm512_setzero_si512()};
    for (int i = 0; i < count; i += 64)
        for (int n = 0; n < 2; ++n) {
            const int at = i + n * 32;
            sums[n] = _mm512_add_epi32(
                sums[n], _mm512_madd_epi16(widen16(a + at, count - at), widen16(b + at, count - at)));
        }
    return _mm512_reduce_add_epi32(_mm512_add_epi32(sums[0], sums[1]));
}

// Independent chains; the empty assembler lines keep each step and cost nothing.
int64_t int8PeakLoop(int rounds)
{
    constexpr int kChains = 16;
    __m512i sums[kChains];
#pragma GCC unroll 16
    for (int n = 0; n < kChains; ++n)
        sums[n] = _mm512_setzero_si512();
    __m512i a = _mm512_set1_epi8(1), ones = _mm512_set1_epi16(1);
    asm("" : "+v"(a), "+v"(ones));
    for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 16
        for (int n = 0; n < kChains; ++n) {
            asm volatile("" : "+v"(a));
            sums[n] = _mm512_add_epi32(sums[n], _mm512_madd_epi16(_mm512_maddubs_epi16(a, a), ones));
            asm volatile("" : "+v"(sums[n]));
        }
    }
    return int64_t(rounds) * kChains * 64;
}

int64_t fp32PeakLoop(int rounds)
{
    constexpr int kChains = 16;
    __m512 sums[kChains];
#pragma GCC unroll 16
    for (int n = 0; n < kChains; ++n)
        sums[n] = _mm512_setzero_ps();
    __m512 a = _mm512_set1_ps(0.5f);
    asm("" : "+v"(a));
    for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 16
        for (int n = 0; n < kChains; ++n) {
            sums[n] = _mm512_fmadd_ps(sums[n], a, a);
            asm volatile("" : "+v"(sums[n]));
        }
    }
    return int64_t(rounds) * kChains * 16;
}

}

const KernelTable* avx512Kernels()
{
    static constexpr KernelTable table = avx512::baseTable(Target::Avx512, "avx512");
    return &table;
}

}

#else

const embedscope::KernelTable* embedscope::avx512Kernels()
{
    return nullptr;
}

#endif
