#include "tests/engine/kernels/kernel_testing.h"

namespace embedscope {
namespace {

using testing::kRawBlock;
using testing::Random;
using testing::randomQ8Rows;

/// Weight and scale of one place, read by the formula in kernels.h.
int packedWeight(const PackedWeights& w, int output, int input)
{
    const auto* data = static_cast<const uint8_t*>(w.data);
    const int blocks = w.inputs / 32, k = input % 32;
    const uint8_t* block =
        data + (std::size_t(output / 16) * std::size_t(blocks) + std::size_t(input / 32)) * 576;
    return int(block[k / 4 * 64 + output % 16 * 4 + k % 4]) - 128;
}

float packedScale(const PackedWeights& w, int output, int block)
{
    const auto* data = static_cast<const uint8_t*>(w.data);
    const std::size_t at = (std::size_t(output / 16) * std::size_t(w.inputs / 32) + std::size_t(block)) * 576
        + 512 + std::size_t(output % 16) * 4;
    float scale = 0;
    std::memcpy(&scale, data + at, sizeof scale);
    return scale;
}

TEST(Packing, everyQ8WeightAndScaleComesBack)
{
    Random random(1);
    for (int outputs : {1, 15, 16, 17, 32, 33, 70}) {
        const int inputs = 96;
        const auto rows = randomQ8Rows(inputs, outputs, random);
        const PackedMatrix matrix = PackedMatrix::fromQ8_0(rows.data(), inputs, outputs);
        const PackedWeights w = matrix.view();
        ASSERT_EQ(w.paddedOutputs, (outputs + 31) / 32 * 32);
        ASSERT_EQ(reinterpret_cast<uintptr_t>(w.data) % 64, 0u);
        EXPECT_EQ(matrix.sizeBytes(), std::size_t(w.paddedOutputs) / 16 * std::size_t(inputs) / 32 * 576);
        for (int o = 0; o < outputs; ++o)
            for (int i = 0; i < inputs; ++i) {
                const std::byte* block = rows.data() + std::size_t(o * (inputs / 32) + i / 32) * kRawBlock;
                uint16_t half = 0;
                std::memcpy(&half, block, sizeof half);
                ASSERT_EQ(packedWeight(w, o, i), int(int8_t(block[2 + i % 32])));
                ASSERT_EQ(packedScale(w, o, i / 32), halfToFloat(half));
            }
        for (int o = outputs; o < w.paddedOutputs; ++o)
            for (int b = 0; b < inputs / 32; ++b)
                ASSERT_EQ(packedScale(w, o, b), 0.0f);
    }
}

TEST(Packing, floatsOfEveryKindKeepTheirBits)
{
    const int inputs = 37, outputs = 35;
    std::vector<float> wide(std::size_t(inputs * outputs));
    std::vector<uint16_t> narrow(wide.size());
    for (std::size_t i = 0; i < wide.size(); ++i) {
        wide[i] = float(i) + 0.25f;
        narrow[i] = uint16_t(i * 7 + 1);
    }
    const PackedMatrix f32 = PackedMatrix::fromF32(wide.data(), inputs, outputs);
    const PackedMatrix f16 = PackedMatrix::fromF16(narrow.data(), inputs, outputs);
    const PackedMatrix bf16 = PackedMatrix::fromBF16(narrow.data(), inputs, outputs);
    EXPECT_EQ(f16.view().kind, WeightKind::F16);
    EXPECT_EQ(bf16.view().kind, WeightKind::BF16);
    for (int o = 0; o < f32.view().paddedOutputs; ++o)
        for (int i = 0; i < inputs; ++i) {
            const std::size_t at = std::size_t((o / 16 * inputs + i) * 16 + o % 16);
            const std::size_t from = std::size_t(o * inputs + i);
            ASSERT_EQ(static_cast<const float*>(f32.view().data)[at], o < outputs ? wide[from] : 0.0f);
            ASSERT_EQ(static_cast<const uint16_t*>(f16.view().data)[at], o < outputs ? narrow[from] : 0);
            ASSERT_EQ(static_cast<const uint16_t*>(bf16.view().data)[at], o < outputs ? narrow[from] : 0);
        }
}

TEST(Packing, stackedPartsEqualOneMatrixFromTheRowsBelowOneAnother)
{
    Random random(2);
    const int inputs = 64;
    for (const std::vector<int>& sizes : {std::vector<int>{32, 64, 32}, {5, 16, 40}, {7}}) {
        std::vector<std::byte> all;
        std::vector<PackedMatrix> parts;
        std::vector<float> biases;
        int outputs = 0;
        for (int size : sizes) {
            const auto rows = randomQ8Rows(inputs, size, random);
            all.insert(all.end(), rows.begin(), rows.end());
            parts.push_back(PackedMatrix::fromQ8_0(rows.data(), inputs, size));
            const auto bias = random.normals(std::size_t(size));
            biases.insert(biases.end(), bias.begin(), bias.end());
            parts.back().setBias(bias.data(), size);
            outputs += size;
        }
        std::vector<const PackedMatrix*> pointers;
        for (const PackedMatrix& part : parts)
            pointers.push_back(&part);
        const PackedMatrix stacked = PackedMatrix::stacked(pointers.data(), int(pointers.size()));
        const PackedMatrix whole = PackedMatrix::fromQ8_0(all.data(), inputs, outputs);
        ASSERT_EQ(stacked.view().outputs, outputs);
        for (int o = 0; o < outputs; ++o) {
            EXPECT_EQ(stacked.view().bias[o], biases[std::size_t(o)]);
            for (int i = 0; i < inputs; ++i)
                ASSERT_EQ(packedWeight(stacked.view(), o, i), packedWeight(whole.view(), o, i));
            for (int b = 0; b < inputs / 32; ++b)
                ASSERT_EQ(packedScale(stacked.view(), o, b), packedScale(whole.view(), o, b));
        }
    }
}

TEST(Packing, stackingFillsAMissingBiasWithZeros)
{
    const std::vector<float> ones(std::size_t(8 * 32), 1.0f);
    const std::vector<float> bias(32, 3.0f);
    PackedMatrix with = PackedMatrix::fromF32(ones.data(), 8, 32);
    with.setBias(bias.data(), 32);
    const PackedMatrix without = PackedMatrix::fromF32(ones.data(), 8, 32);
    const PackedMatrix* parts[] = {&without, &with};
    const PackedMatrix stacked = PackedMatrix::stacked(parts, 2);
    EXPECT_EQ(stacked.view().bias[0], 0.0f);
    EXPECT_EQ(stacked.view().bias[32], 3.0f);
    with.setBias(nullptr, 0);
    EXPECT_EQ(with.view().bias, nullptr);
}

TEST(Packing, widensEveryHalfAsTheFormatSays)
{
    for (unsigned bits = 0; bits < 0x10000; ++bits) {
        const int exponent = int(bits >> 10) & 31, mantissa = int(bits) & 1023;
        const double sign = bits & 0x8000 ? -1 : 1;
        const float widened = halfToFloat(uint16_t(bits));
        if (exponent == 31)
            ASSERT_TRUE(mantissa ? std::isnan(widened) : std::isinf(widened)) << bits;
        else if (exponent == 0)
            ASSERT_EQ(double(widened), sign * std::ldexp(mantissa, -24)) << bits;
        else
            ASSERT_EQ(double(widened), sign * std::ldexp(1024 + mantissa, exponent - 25)) << bits;
    }
    EXPECT_EQ(bfloat16ToFloat(0x3fc0), 1.5f);
    EXPECT_EQ(bfloat16ToFloat(0xc000), -2.0f);
}

}
}
