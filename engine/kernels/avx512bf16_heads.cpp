// Brings the heads of attention into straight memory as pairs of bf16: keys and queries transposed, values
// two tokens at a time.
#include "engine/kernels/avx512bf16.h"

#if defined(EMBEDSCOPE_AVX512BF16)

namespace embedscope::avx512bf16 {

namespace {

inline __m512 twoRows(const float* first, const float* second, __mmask8 lanes)
{
    return _mm512_insertf32x8(_mm512_castps256_ps512(_mm256_maskz_loadu_ps(lanes, first)),
                              _mm256_maskz_loadu_ps(lanes, second), 1);
}

}

void transposePairs(const float* rows, ptrdiff_t stride, int count, int size, float factor, uint32_t* out,
                    ptrdiff_t outStride)
{
    const float* row[16];
    for (int r = 0; r < 16; ++r)
        row[r] = rows + (r < count ? r : count - 1) * stride;
    const __m512 scale = _mm512_set1_ps(factor);
    for (int d = 0; d < size; d += 8, out += 4 * outStride) {
        const auto lanes = __mmask8(size - d >= 8 ? 0xff : 0x0f); // sizes are multiples of 4
        __m512 part[4]; // lane group g of part i: four pairs of row 4 g + i
        for (int i = 0; i < 4; ++i) {
            const __m512 low = twoRows(row[i] + d, row[i + 4] + d, lanes);
            const __m512 high = twoRows(row[i + 8] + d, row[i + 12] + d, lanes);
            part[i] = _mm512_castsi512_ps(rounded(_mm512_mul_ps(scale, low), _mm512_mul_ps(scale, high)));
        }
        const __m512 low01 = _mm512_unpacklo_ps(part[0], part[1]),
                     high01 = _mm512_unpackhi_ps(part[0], part[1]);
        const __m512 low23 = _mm512_unpacklo_ps(part[2], part[3]),
                     high23 = _mm512_unpackhi_ps(part[2], part[3]);
        _mm512_storeu_ps(out, _mm512_shuffle_ps(low01, low23, 0x44));
        _mm512_storeu_ps(out + outStride, _mm512_shuffle_ps(low01, low23, 0xee));
        _mm512_storeu_ps(out + 2 * outStride, _mm512_shuffle_ps(high01, high23, 0x44));
        _mm512_storeu_ps(out + 3 * outStride, _mm512_shuffle_ps(high01, high23, 0xee));
    }
}

__m512 squaredLengths(const uint32_t* block, ptrdiff_t blockStride, int pairs)
{
    __m512 sum = _mm512_setzero_ps();
    for (int p = 0; p < pairs; ++p, block += blockStride) {
        const __m512i column = _mm512_loadu_si512(block);
        sum = addDot(sum, column, column);
    }
    return sum;
}

float packHead(const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape, uint32_t* keys,
               uint32_t* values)
{
    const int size = shape.headSize, pairs = headPairs(shape), padded = paddedHeadSize(shape);
    __m512i longest = _mm512_setzero_si512(); // compared as integers: NaN is the longest
    for (int first = 0; first < shape.tokens; first += 16) {
        uint32_t* block = keys + ptrdiff_t(first / kKeyBlock) * kKeyBlock * pairs + first % kKeyBlock;
        transposePairs(k + first * stride, stride, shape.tokens - first, size, 1.0f, block, kKeyBlock);
        longest = _mm512_max_epi32(longest, _mm512_castps_si512(squaredLengths(block, kKeyBlock, pairs)));
    }
    // Two rows of 16 after one another to pairs of one token each.
    const __m512i zip = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7,
                                         22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    for (int j = 0; j < shape.tokens; j += 2, values += padded)
        for (int d = 0; d < padded; d += 16) {
            const __mmask16 lanes = firstLanes(size - d);
            const __mmask16 second = j + 1 < shape.tokens ? lanes : __mmask16(0);
            const __m512i rows = rounded(_mm512_maskz_loadu_ps(lanes, v + j * stride + d),
                                         _mm512_maskz_loadu_ps(second, v + (j + 1) * stride + d));
            _mm512_storeu_si512(values + d, _mm512_permutexvar_epi16(zip, rows));
        }
    return _mm_cvtss_f32(_mm_castsi128_ps(_mm_cvtsi32_si128(_mm512_reduce_max_epi32(longest))));
}

}
#endif
