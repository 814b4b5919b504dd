// Brings the heads of attention into straight memory: keys transposed, values and queries copied.
#include "engine/kernels/neon.h"

#if defined(EMBEDSCOPE_NEON)

namespace embedscope::neon {

namespace {

/// Four rows (those past `count` repeat the last) to four columns of `out`: out[d * kKeyBlock + r] = row r
/// [d].
void transpose4(const float* rows, ptrdiff_t stride, int count, int size, float* out)
{
    const float* row[4];
    for (int r = 0; r < 4; ++r)
        row[r] = rows + (r < count ? r : count - 1) * stride;
    for (int d = 0; d < size; d += 4) {
        const float64x2_t low01 =
                              vreinterpretq_f64_f32(vtrn1q_f32(vld1q_f32(row[0] + d), vld1q_f32(row[1] + d))),
                          high01 =
                              vreinterpretq_f64_f32(vtrn2q_f32(vld1q_f32(row[0] + d), vld1q_f32(row[1] + d))),
                          low23 =
                              vreinterpretq_f64_f32(vtrn1q_f32(vld1q_f32(row[2] + d), vld1q_f32(row[3] + d))),
                          high23 =
                              vreinterpretq_f64_f32(vtrn2q_f32(vld1q_f32(row[2] + d), vld1q_f32(row[3] + d)));
        float* const to = out + d * kKeyBlock;
        vst1q_f32(to, vreinterpretq_f32_f64(vtrn1q_f64(low01, low23)));
        vst1q_f32(to + kKeyBlock, vreinterpretq_f32_f64(vtrn1q_f64(high01, high23)));
        vst1q_f32(to + 2 * kKeyBlock, vreinterpretq_f32_f64(vtrn2q_f64(low01, low23)));
        vst1q_f32(to + 3 * kKeyBlock, vreinterpretq_f32_f64(vtrn2q_f64(high01, high23)));
    }
}

}

void copyQueries(const float* rows, ptrdiff_t stride, int count, int size, float factor, float* out)
{
    for (int i = 0; i < count; ++i)
        for (int d = 0; d < size; d += 4)
            vst1q_f32(out + i * size + d, vmulq_n_f32(vld1q_f32(rows + i * stride + d), factor));
}

float squaredLength(const float* row, int size)
{
    float32x4_t sum = vdupq_n_f32(0);
    for (int d = 0; d < size; d += 4)
        sum = vfmaq_f32(sum, vld1q_f32(row + d), vld1q_f32(row + d));
    return vaddvq_f32(sum);
}

float packHead(const float* k, const float* v, ptrdiff_t stride, const AttentionShape& shape, float* keys,
               float* values)
{
    const int size = shape.headSize, padded = paddedHeadSize(shape);
    uint32x4_t longest = vdupq_n_u32(0); // compared on the bits: NaN is the longest
    for (int j = 0; j < shape.tokens; ++j) {
        const float32x4_t length = vabsq_f32(vdupq_n_f32(squaredLength(k + j * stride, size)));
        longest = vmaxq_u32(longest, vreinterpretq_u32_f32(length));
    }
    const int last = (shape.tokens + kKeyBlock - 1) / kKeyBlock * kKeyBlock;
    for (int first = 0; first < last; first += 4) {
        const int from = first < shape.tokens ? first : shape.tokens - 1;
        transpose4(k + from * stride, stride, shape.tokens - from, size,
                   keys + ptrdiff_t(first / kKeyBlock) * kKeyBlock * size + first % kKeyBlock);
    }
    for (int j = 0; j < last; ++j)
        for (int d = 0; d < padded; d += 4)
            vst1q_f32(values + ptrdiff_t(j) * padded + d,
                      loadFirst(v + j * stride + d, j < shape.tokens ? size - d : 0));
    return vgetq_lane_f32(fromBits(longest), 0);
}

}
#endif
