// The tables of AVX-512 VNNI, without and with bf16: what VNNI does better than AVX-512 alone.
#include "engine/kernels/avx512vnni.h"

#if defined(EMBEDSCOPE_AVX512VNNI)

namespace embedscope {

namespace avx512vnni {

// a + 128 is unsigned, as vpdpbusd wants; 128 * sum(b) is taken off at the end.
int32_t dotInt8(const int8_t* a, const int8_t* b, int count)
{
    const __m512i offset = _mm512_set1_epi8(char(-128));
    __m512i products = _mm512_setzero_si512(), sums = _mm512_setzero_si512();
    for (int i = 0; i < count; i += 64) {
        const __mmask64 lanes = count - i >= 64 ? ~__mmask64(0) : (__mmask64(1) << (count - i)) - 1;
        const __m512i y = _mm512_maskz_loadu_epi8(lanes, b + i);
        products =
            _mm512_dpbusd_epi32(products, _mm512_xor_si512(_mm512_maskz_loadu_epi8(lanes, a + i), offset), y);
        sums = _mm512_dpbusd_epi32(sums, offset, y);
    }
    return _mm512_reduce_add_epi32(_mm512_sub_epi32(products, sums));
}

// Sixteen independent chains; the empty assembler line keeps each step and costs nothing.
int64_t int8PeakLoop(int rounds)
{
    constexpr int kChains = 16;
    __m512i sums[kChains];
#pragma GCC unroll 16
    for (int n = 0; n < kChains; ++n)
        sums[n] = _mm512_setzero_si512();
    __m512i a = _mm512_set1_epi8(1);
    asm("" : "+v"(a));
    for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 16
        for (int n = 0; n < kChains; ++n) {
            sums[n] = _mm512_dpbusd_epi32(sums[n], a, a);
            asm volatile("" : "+v"(sums[n]));
        }
    }
    return int64_t(rounds) * kChains * 64;
}

}

namespace {

constexpr KernelTable table(Target target, const char* name,
                            decltype(KernelTable::attention) attentionRounded)
{
    KernelTable kernels = avx512::baseTable(target, name);
    kernels.linearQ8 = avx512vnni::linearQ8;
    kernels.attentionRounded = attentionRounded;
    kernels.dotInt8 = avx512vnni::dotInt8;
    kernels.int8PeakLoop = avx512vnni::int8PeakLoop;
    return kernels;
}

}

const KernelTable* avx512VnniKernels()
{
    static constexpr KernelTable kernels = table(Target::Avx512Vnni, "avx512vnni", avx512::attention);
    return &kernels;
}

const KernelTable* avx512Bf16Kernels()
{
    static constexpr KernelTable kernels = [] {
        KernelTable made = table(Target::Avx512Bf16, "avx512bf16", avx512bf16::attention);
        made.linearRounded = avx512bf16::linearRounded;
        made.linearRoundedScratchFloats = avx512bf16::linearRoundedScratchFloats;
        return made;
    }();
    return &kernels;
}

}

#else

const embedscope::KernelTable* embedscope::avx512VnniKernels()
{
    return nullptr;
}

const embedscope::KernelTable* embedscope::avx512Bf16Kernels()
{
    return nullptr;
}

#endif
