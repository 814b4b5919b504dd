// AVX-VNNI: the dot product of bytes for processors with AVX2 but no AVX-512 (Intel since Alder Lake, AMD
// since Zen 5). Everything but Q8_0 products is that of AVX2. Where no processor at hand has it, the tests
// compile the same files a second time with the EVEX form of the instruction, which differs in its encoding
// alone (EMBEDSCOPE_AVXVNNI_TWIN); only the three bytes in front of it are unproven then.
#pragma once

#include "engine/kernels/avx2.h"

#if defined(EMBEDSCOPE_AVX2) && (defined(__AVXVNNI__) || defined(EMBEDSCOPE_AVXVNNI_TWIN))
#define EMBEDSCOPE_AVXVNNI 1

#if defined(EMBEDSCOPE_AVXVNNI_TWIN)
#define EMBEDSCOPE_AVXVNNI_SPACE avxvnni_twin
#else
#define EMBEDSCOPE_AVXVNNI_SPACE avxvnni
#endif

namespace embedscope::EMBEDSCOPE_AVXVNNI_SPACE {

using namespace avx2;

void linearQ8(const QuantBlock* x, ptrdiff_t xStride, int rows, const PackedWeights& w,
              const LinearOutput& out);
int32_t dotInt8(const int8_t* a, const int8_t* b, int count);
int64_t int8PeakLoop(int rounds);

/// sum + four products of unsigned a and signed b in each lane.
static inline __m256i addDot(__m256i sum, __m256i a, __m256i b)
{
#if defined(EMBEDSCOPE_AVXVNNI_TWIN)
    return _mm256_dpbusd_epi32(sum, a, b);
#else
    return _mm256_dpbusd_avx_epi32(sum, a, b);
#endif
}

}
#endif
