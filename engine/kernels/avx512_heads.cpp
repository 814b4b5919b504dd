// Brings the heads of attention into straight memory: keys and queries transposed, values copied.
#include "engine/kernels/avx512.h"

#if defined(EMBEDSCOPE_AVX512)

namespace embedscope::avx512 {

void transpose16(const float* rows, ptrdiff_t stride, int count, int size, float factor, float* out,
                 ptrdiff_t outStride)
{
    const float* row[16];
    for (int r = 0; r < 16; ++r)
        row[r] = rows + (r < count ? r : count - 1) * stride;
    const __m512 scale = _mm512_set1_ps(factor);
    for (int d = 0; d < size; d += 4) {
        __m512 part[4]; // lane group g of part i: four numbers of row 4 g + i
        for (int i = 0; i < 4; ++i) {
            part[i] = _mm512_castps128_ps512(_mm_loadu_ps(row[i] + d));
            part[i] = _mm512_insertf32x4(part[i], _mm_loadu_ps(row[i + 4] + d), 1);
            part[i] = _mm512_insertf32x4(part[i], _mm_loadu_ps(row[i + 8] + d), 2);
            part[i] = _mm512_insertf32x4(part[i], _mm_loadu_ps(row[i + 12] + d), 3);
        }
        const __m512 low01 = _mm512_unpacklo_ps(part[0], part[1]),
                     high01 = _mm512_unpackhi_ps(part[0], part[1]);
        const __m512 low23 = _mm512_unpacklo_ps(part[2], part[3]),
                     high23 = _mm512_unpackhi_ps(part[2], part[3]);
        float* to = out + d * outStride;
        _mm512_storeu_ps(to, _mm512_mul_ps(scale, _mm512_shuffle_ps(low01, low23, 0x44)));
        _mm512_storeu_ps(to + outStride, _mm512_mul_ps(scale, _mm512_shuffle_ps(low01, low23, 0xee)));
        _mm512_storeu_ps(to + 2 * outStride, _mm512_mul_ps(scale, _mm512_shuffle_ps(high01, high23, 0x44)));
        _mm512_storeu_ps(to + 3 * outStride, _mm512_mul_ps(scale, _mm512_shuffle_ps(high01, high23, 0xee)));
    }
}

__m512 squaredLengths(const float* block, ptrdiff_t blockStride, int size)
{
    __m512 sum = _mm512_setzero_ps();
    for (int d = 0; d < size; ++d, block += blockStride)
        sum = _mm512_fmadd_ps(_mm512_loadu_ps(block), _mm512_loadu_ps(block), sum);
    return sum;
}

float packHead(const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape, float* keys,
               float* values)
{
    const int size = shape.headSize, padded = paddedHeadSize(shape);
    __m512i longest = _mm512_setzero_si512(); // compared as integers: NaN is the longest
    for (int first = 0; first < shape.tokens; first += 16) {
        float* block = keys + ptrdiff_t(first / kKeyBlock) * kKeyBlock * size + first % kKeyBlock;
        transpose16(k + first * stride, stride, shape.tokens - first, size, 1.0f, block, kKeyBlock);
        longest = _mm512_max_epi32(longest, _mm512_castps_si512(squaredLengths(block, kKeyBlock, size)));
    }
    for (int j = 0; j < shape.tokens; ++j)
        for (int d = 0; d < padded; d += 16)
            _mm512_storeu_ps(values + ptrdiff_t(j) * padded + d,
                             _mm512_maskz_loadu_ps(firstLanes(size - d), v + j * stride + d));
    return _mm_cvtss_f32(_mm_castsi128_ps(_mm_cvtsi32_si128(_mm512_reduce_max_epi32(longest))));
}

}
#endif
