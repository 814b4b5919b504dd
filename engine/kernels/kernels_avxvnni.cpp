// The table of AVX2 with AVX-VNNI: what the dot product of bytes does better than AVX2 alone.
#include "engine/kernels/avxvnni.h"

#if defined(EMBEDSCOPE_AVXVNNI)

namespace embedscope {

namespace EMBEDSCOPE_AVXVNNI_SPACE {

// a + 128 is unsigned; 128 * sum(b) is taken off at the end.
int32_t dotInt8(const int8_t* a, const int8_t* b, int count)
{
    const __m256i offset = _mm256_set1_epi8(char(-128));
    __m256i products = _mm256_setzero_si256(), sums = _mm256_setzero_si256();
    int i = 0;
    for (; i + 32 <= count; i += 32) {
        const __m256i x = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(a + i));
        const __m256i y = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b + i));
        products = addDot(products, _mm256_xor_si256(x, offset), y);
        sums = addDot(sums, offset, y);
    }
    int32_t sum = reduceAdd(_mm256_sub_epi32(products, sums));
    for (; i < count; ++i)
        sum += int32_t(a[i]) * b[i];
    return sum;
}

// Independent chains; the empty assembler line keeps each step and costs nothing.
int64_t int8PeakLoop(int rounds)
{
    constexpr int kChains = 12;
    __m256i sums[kChains];
#pragma GCC unroll 12
    for (int n = 0; n < kChains; ++n)
        sums[n] = _mm256_setzero_si256();
    __m256i a = _mm256_set1_epi8(1);
    asm("" : "+x"(a));
    for (int i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
        for (int n = 0; n < kChains; ++n) {
            sums[n] = addDot(sums[n], a, a);
            asm volatile("" : "+x"(sums[n]));
        }
    }
    return int64_t(rounds) * kChains * 32;
}

namespace {

constexpr KernelTable table(const char* name)
{
    KernelTable kernels = avx2::baseTable(Target::AvxVnni, name);
    kernels.linearQ8 = EMBEDSCOPE_AVXVNNI_SPACE::linearQ8;
    kernels.dotInt8 = EMBEDSCOPE_AVXVNNI_SPACE::dotInt8;
    kernels.int8PeakLoop = EMBEDSCOPE_AVXVNNI_SPACE::int8PeakLoop;
    return kernels;
}

}

}

#if defined(EMBEDSCOPE_AVXVNNI_TWIN)
const KernelTable* avxVnniTwinKernels();
const KernelTable* avxVnniTwinKernels()
{
    static constexpr KernelTable kernels = avxvnni_twin::table("avxvnni_twin");
    return &kernels;
}
#else
const KernelTable* avxVnniKernels()
{
    static constexpr KernelTable kernels = avxvnni::table("avxvnni");
    return &kernels;
}
#endif

}

#else

const embedscope::KernelTable* embedscope::avxVnniKernels()
{
    return nullptr;
}

#endif
