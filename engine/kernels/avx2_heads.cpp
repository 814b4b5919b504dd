// Brings the heads of attention into straight memory: keys and queries transposed, values copied.
#include "engine/kernels/avx2.h"

#if defined(EMBEDSCOPE_AVX2)

namespace embedscope::avx2 {

void transpose8(const float* rows, ptrdiff_t stride, int count, int size, float factor, float* out,
                ptrdiff_t outStride)
{
    const float* row[8];
    for (int r = 0; r < 8; ++r)
        row[r] = rows + (r < count ? r : count - 1) * stride;
    const __m256 scale = _mm256_set1_ps(factor);
    for (int d = 0; d < size; d += 4) {
        __m256 part[4]; // lane group g of part i: four numbers of row 4 g + i
        for (int i = 0; i < 4; ++i)
            part[i] = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(row[i] + d)),
                                           _mm_loadu_ps(row[i + 4] + d), 1);
        const __m256 low01 = _mm256_unpacklo_ps(part[0], part[1]),
                     high01 = _mm256_unpackhi_ps(part[0], part[1]);
        const __m256 low23 = _mm256_unpacklo_ps(part[2], part[3]),
                     high23 = _mm256_unpackhi_ps(part[2], part[3]);
        float* to = out + d * outStride;
        _mm256_storeu_ps(to, _mm256_mul_ps(scale, _mm256_shuffle_ps(low01, low23, 0x44)));
        _mm256_storeu_ps(to + outStride, _mm256_mul_ps(scale, _mm256_shuffle_ps(low01, low23, 0xee)));
        _mm256_storeu_ps(to + 2 * outStride, _mm256_mul_ps(scale, _mm256_shuffle_ps(high01, high23, 0x44)));
        _mm256_storeu_ps(to + 3 * outStride, _mm256_mul_ps(scale, _mm256_shuffle_ps(high01, high23, 0xee)));
    }
}

__m256 squaredLengths(const float* block, ptrdiff_t blockStride, int size)
{
    __m256 sum = _mm256_setzero_ps();
    for (int d = 0; d < size; ++d, block += blockStride)
        sum = _mm256_fmadd_ps(_mm256_loadu_ps(block), _mm256_loadu_ps(block), sum);
    return sum;
}

float packHead(const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape, float* keys,
               float* values)
{
    const int size = shape.headSize, padded = paddedHeadSize(shape);
    __m256i longest = _mm256_setzero_si256(); // compared as integers: NaN is the longest
    for (int first = 0; first < shape.tokens; first += 8) {
        float* block = keys + ptrdiff_t(first / kKeyBlock) * kKeyBlock * size + first % kKeyBlock;
        transpose8(k + first * stride, stride, shape.tokens - first, size, 1.0f, block, kKeyBlock);
        longest = _mm256_max_epi32(longest, _mm256_castps_si256(squaredLengths(block, kKeyBlock, size)));
    }
    for (int j = 0; j < shape.tokens; ++j)
        for (int d = 0; d < padded; d += 8)
            _mm256_storeu_ps(values + ptrdiff_t(j) * padded + d,
                             _mm256_maskload_ps(v + j * stride + d, firstLanes(size - d)));
    return _mm_cvtss_f32(_mm_castsi128_ps(_mm_cvtsi32_si128(reduceMax(longest))));
}

}
#endif
