// Packs a weight matrix [outputs, inputs] once at load into the layout of kernels.h. Not for choosing kernels.
#pragma once

#include "engine/base/aligned_buffer.h"
#include "engine/kernels/kernels.h"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace embedscope {

/// 32 weights of one row: scale * q.
struct Int8Block {
    float scale;
    int8_t q[32];
};

/// Owns packed weights and bias; view() is what kernels take.
class PackedMatrix {
public:
    PackedMatrix() = default;
    /// `rows` are raw Q8_0 rows (34 bytes per block: fp16 scale, 32 int8); inputs % 32 == 0.
    static PackedMatrix fromQ8_0(const std::byte* rows, int inputs, int outputs);
    /// From any type that becomes int8 blocks: `fillRow(output, blocks)` is asked once for the inputs/32 blocks of each row.
    static PackedMatrix fromInt8(int inputs, int outputs, const std::function<void(int, Int8Block*)>& fillRow);
    static PackedMatrix fromF32(const float* rows, int inputs, int outputs);
    static PackedMatrix fromF16(const uint16_t* rows, int inputs, int outputs);
    static PackedMatrix fromBF16(const uint16_t* rows, int inputs, int outputs);
    /// The weights of a matrix of kind F32, F16 or BF16 rounded to bf16 (nearest even) for linearRounded; its bias is kept.
    /// inputs % 8 == 0. Relative error of a weight up to 2^-8, of BF16 none.
    static PackedMatrix roundedPairs(const PackedMatrix& matrix);
    /// Matrices with the same inputs and kind below one another: Q, K and V as one product. nullptr parts are not allowed.
    static PackedMatrix stacked(const PackedMatrix* const* parts, int count);
    void setBias(const float* bias, int count); ///< copied; nullptr clears

    PackedWeights view() const;
    /// Some outputs only; `first` is a multiple of 32.
    PackedWeights view(int first, int count) const;
    std::size_t sizeBytes() const { return m_data.size() + m_bias.size() * sizeof(float); }

private:
    static PackedMatrix empty(WeightKind kind, int inputs, int outputs);
    float element(std::size_t place) const; ///< of a float kind

    WeightKind m_kind = WeightKind::Q8;
    int m_inputs = 0, m_outputs = 0, m_paddedOutputs = 0;
    AlignedBuffer<std::byte> m_data;
    AlignedBuffer<float> m_bias;
};

float halfToFloat(uint16_t half);
float bfloat16ToFloat(uint16_t value);
/// To nearest, ties to even; NaN stays NaN.
uint16_t floatToBfloat16(float value);

}
