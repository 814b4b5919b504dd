// Kernels over one row: quantising, norm, GELU, sums and dot products.
#include "tests/engine/kernels/kernel_testing.h"

#include <limits>

namespace embedscope {
namespace {

using namespace testing;

using Rows = KernelTest;
EMBEDSCOPE_ON_EVERY_TARGET(Rows);

/// The smallest power of two times one of the steps that is not below `exact`.
bool isNextStep(float scale, float exact)
{
    int exponent = 0;
    const float mantissa = 2 * std::frexp(exact, &exponent);
    for (float step : {1.0f, 1.0625f, 1.125f, 1.25f, 1.5f, 1.75f, 1.875f, 1.9375f, 2.0f})
        if (step >= mantissa)
            return scale == std::ldexp(step, exponent - 1);
    return false;
}

/// As kernels.h says, for processors with adders beside their multipliers.
float scaledByAdditions(const QuantBlock& block, int total)
{
    const int32_t sum = block.shifted - block.start + total,
                  other = int32_t(uint32_t(sum) + uint32_t(block.second));
    float f = 0, g = 0;
    std::memcpy(&f, &sum, sizeof f);
    std::memcpy(&g, &other, sizeof g);
    return (f - block.offset) + g;
}

TEST_P(Rows, quantisesToTheNearestStep)
{
    Random random(1);
    for (float spread : {1.0f, 1e-6f, 1e-26f, 1e20f, 1e30f}) {
        const auto x = random.normals(32 * 40, spread);
        const auto blocks = quantized(kernels(), x);
        for (std::size_t b = 0; b < blocks.size(); ++b) {
            float amax = 0;
            for (int i = 0; i < 32; ++i)
                amax = std::max(amax, std::abs(x[b * 32 + std::size_t(i)]));
            ASSERT_TRUE(isNextStep(blocks[b].scale, amax * (1.0f / 127))) << blocks[b].scale << " for " << amax;
            int sum = 0, largest = 0;
            for (int i = 0; i < 32; ++i) {
                const int q = blocks[b].q[i];
                const double exact = double(x[b * 32 + std::size_t(i)]) / double(blocks[b].scale);
                ASSERT_NEAR(q, exact, 0.50003);
                sum += q;
                largest = std::max(largest, std::abs(q));
            }
            ASSERT_GE(largest, 101) << "a step is at most a fifth of the scale";
            ASSERT_LE(largest, 127);
            ASSERT_EQ(blocks[b].start, -128 * sum);
            for (int total : {-520192, -1, 0, 77, 520192}) // what a product may sum up to
                ASSERT_EQ(scaledByAdditions(blocks[b], total), float(total) * blocks[b].scale) << total;
        }
    }
}

TEST_P(Rows, quantisesToTheSameBytesAsTheScalarKernels)
{
    Random random(2);
    auto x = random.normals(32 * 300);
    for (std::size_t i = 0; i < 32; ++i) // steps of one half: ties go to even
        x[i] = float(i) * 0.5f - 8;
    x[31] = 127;
    const auto mine = quantized(kernels(), x), plain = quantized(*scalarKernels(), x);
    ASSERT_EQ(std::memcmp(mine.data(), plain.data(), mine.size() * sizeof(QuantBlock)), 0);
    EXPECT_EQ(mine[0].q[1], -8) << "-7.5 is a tie";
    EXPECT_EQ(mine[0].q[3], -6) << "-6.5 is a tie";
}

TEST_P(Rows, emptyAndTinyBlocksHaveScaleZero)
{
    for (float value : {0.0f, -0.0f, 1e-45f, std::numeric_limits<float>::min(), 1e-36f, 9e-29f}) {
        const auto blocks = quantized(kernels(), std::vector<float>(32, value));
        EXPECT_EQ(blocks[0].scale, 0.0f);
        EXPECT_EQ(blocks[0].start, 0);
        for (int8_t q : blocks[0].q)
            EXPECT_EQ(q, 0);
    }
}

TEST_P(Rows, notANumberReachesTheScale)
{
    for (std::size_t place : {0u, 7u, 16u, 31u})
        for (float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
            std::vector<float> x(32, 1.0f);
            x[place] = bad;
            EXPECT_FALSE(std::isfinite(quantized(kernels(), x)[0].scale)) << "a fault must not be hidden";
        }
}

TEST_P(Rows, geluIsExactToAMillionth)
{
    std::vector<float> x;
    for (int i = -80000; i <= 80000; ++i)
        x.push_back(float(i) * 1e-4f);
    for (float value : {1e30f, -1e30f, 100.0f, -100.0f, 1e-40f, -1e-40f, 5.8125f, -5.8125f, 0.1875f})
        x.push_back(value);
    auto y = x;
    kernels().gelu(y.data(), int(y.size()));
    for (std::size_t i = 0; i < x.size(); ++i)
        ASSERT_NEAR(y[i], exactGelu(double(x[i])), 1e-6) << "at " << x[i];
    float zero = 0, nan = std::numeric_limits<float>::quiet_NaN();
    kernels().gelu(&zero, 1);
    EXPECT_EQ(zero, 0.0f);
    kernels().gelu(&nan, 1);
    EXPECT_TRUE(std::isnan(nan));
}

TEST_P(Rows, geluTouchesOnlyItsElements)
{
    for (int count = 0; count <= 70; ++count) {
        std::vector<float> x(std::size_t(count) + 2, 1.0f);
        kernels().gelu(x.data() + 1, count);
        EXPECT_EQ(x.front(), 1.0f);
        EXPECT_EQ(x.back(), 1.0f);
        for (int i = 1; i <= count; ++i)
            ASSERT_NEAR(x[std::size_t(i)], exactGelu(1), 1e-6);
    }
}

TEST_P(Rows, normalisesEveryLength)
{
    Random random(3);
    for (int count = 1; count <= 400; count += count < 70 ? 1 : 33) {
        const auto size = std::size_t(count);
        auto x = random.normals(size + 1, 3);
        for (float& value : x)
            value += 5;
        const auto weight = random.normals(size), bias = random.normals(size);
        std::vector<float> y(size + 2, 12345.0f);
        const float epsilon = 1e-5f;
        kernels().layerNorm(x.data() + 1, count, weight.data(), bias.data(), epsilon, y.data() + 1, nullptr);
        double mean = 0, variance = 0;
        for (std::size_t i = 0; i < size; ++i)
            mean += double(x[i + 1]) / count;
        for (std::size_t i = 0; i < size; ++i)
            variance += (double(x[i + 1]) - mean) * (double(x[i + 1]) - mean) / count;
        for (std::size_t i = 0; i < size; ++i) {
            const double exact =
                (double(x[i + 1]) - mean) / std::sqrt(variance + double(epsilon)) * double(weight[i])
                + double(bias[i]);
            // a row of one element is all rounding: its spread is nothing, only epsilon divides
            ASSERT_NEAR(y[i + 1], exact, count == 1 ? 1e-3 : 1e-5) << count << " at " << i;
        }
        EXPECT_EQ(y.front(), 12345.0f);
        EXPECT_EQ(y.back(), 12345.0f);
    }
}

TEST_P(Rows, normsInPlaceAndQuantisesWhatItWrote)
{
    Random random(4);
    const auto x = random.normals(384), weight = random.normals(384), bias = random.normals(384);
    std::vector<float> apart(384), inPlace = x;
    std::vector<QuantBlock> blocks(12), again(12);
    kernels().layerNorm(x.data(), 384, weight.data(), bias.data(), 1e-12f, apart.data(), nullptr);
    kernels().layerNorm(inPlace.data(), 384, weight.data(), bias.data(), 1e-12f, inPlace.data(),
                        blocks.data());
    EXPECT_TRUE(sameBits(apart.data(), inPlace.data(), 384));
    kernels().quantizeRow(apart.data(), 384, again.data());
    EXPECT_EQ(std::memcmp(blocks.data(), again.data(), sizeof(QuantBlock) * 12), 0);
}

TEST_P(Rows, normalisesWithoutBias)
{
    Random random(7);
    for (int count : {1, 7, 16, 33, 64, 100, 768}) {
        const auto size = std::size_t(count);
        const auto x = random.normals(size), weight = random.normals(size);
        const std::vector<float> zeros(size);
        std::vector<float> without(size), with(size);
        kernels().layerNorm(x.data(), count, weight.data(), nullptr, 1e-5f, without.data(), nullptr);
        kernels().layerNorm(x.data(), count, weight.data(), zeros.data(), 1e-5f, with.data(), nullptr);
        EXPECT_TRUE(sameBits(without.data(), with.data(), size)) << count;
    }
}

TEST_P(Rows, rmsNormalisesEveryLength)
{
    Random random(8);
    for (int count = 1; count <= 400; count += count < 70 ? 1 : 33) {
        const auto size = std::size_t(count);
        const auto x = random.normals(size + 1, 3), weight = random.normals(size + 1);
        std::vector<float> y(size + 2, 12345.0f);
        kernels().rmsNorm(x.data() + 1, count, weight.data() + 1, 1e-3f, y.data() + 1, nullptr);
        double squares = 0;
        for (std::size_t i = 1; i <= size; ++i)
            squares += double(x[i]) * double(x[i]) / count;
        for (std::size_t i = 1; i <= size; ++i)
            ASSERT_NEAR(y[i], double(x[i]) / std::sqrt(squares + double(1e-3f)) * double(weight[i]), 2e-6)
                << count << " at " << i;
        EXPECT_EQ(y.front(), 12345.0f);
        EXPECT_EQ(y.back(), 12345.0f);
    }
}

TEST_P(Rows, rmsNormsInPlaceAndQuantisesWhatItWrote)
{
    Random random(9);
    const auto x = random.normals(384), weight = random.normals(384);
    std::vector<float> apart(384), inPlace = x;
    std::vector<QuantBlock> blocks(12), again(12);
    kernels().rmsNorm(x.data(), 384, weight.data(), 1e-6f, apart.data(), nullptr);
    kernels().rmsNorm(inPlace.data(), 384, weight.data(), 1e-6f, inPlace.data(), blocks.data());
    EXPECT_TRUE(sameBits(apart.data(), inPlace.data(), 384));
    kernels().quantizeRow(apart.data(), 384, again.data());
    EXPECT_EQ(std::memcmp(blocks.data(), again.data(), sizeof(QuantBlock) * 12), 0);
}

constexpr Activation kActivations[] = {Activation::None, Activation::Gelu, Activation::GeluTanh,
                                       Activation::Silu, Activation::Relu};

TEST_P(Rows, gatesAreExactToAMillionth)
{
    std::vector<float> gate;
    for (int i = -120000; i <= 120000; ++i)
        gate.push_back(float(i) * 1e-4f);
    for (float value : {1e30f, -1e30f, 3e38f, -3e38f, 100.0f, -100.0f, 99.0f, -99.0f, 1e-40f, -1e-40f})
        gate.push_back(value);
    const std::vector<float> up(gate.size(), 1.0f);
    std::vector<float> y(gate.size());
    for (Activation activation : kActivations) {
        kernels().gatedRow(gate.data(), up.data(), int(gate.size()), activation, y.data(), nullptr);
        for (std::size_t i = 0; i < gate.size(); ++i) {
            const double exact = exactActivation(activation, double(gate[i]));
            ASSERT_NEAR(y[i], exact, std::max(1e-6, std::abs(exact) * 3e-7))
                << "activation " << int(activation) << " at " << gate[i];
        }
    }
}

TEST_P(Rows, gatesEveryLengthInPlaceAndIntoBlocks)
{
    Random random(10);
    for (Activation activation : kActivations)
        for (int count = 0; count <= 130; ++count) {
            const auto size = std::size_t(count);
            const auto gate = random.normals(size + 2), up = random.normals(size + 2);
            std::vector<float> y(size + 2, 12345.0f), overGate = gate, overUp = up;
            std::vector<QuantBlock> blocks(5), alone(5), again(5);
            const bool whole = count % 32 == 0;
            const auto run = [&](const float* a, const float* b, float* to, QuantBlock* intoBlocks) {
                kernels().gatedRow(a, b, count, activation, to, whole ? intoBlocks : nullptr);
            };
            run(gate.data() + 1, up.data() + 1, y.data() + 1, blocks.data());
            for (std::size_t i = 1; i <= size; ++i)
                ASSERT_NEAR(y[i], exactActivation(activation, double(gate[i])) * double(up[i]), 4e-6);
            EXPECT_EQ(y.front(), 12345.0f);
            EXPECT_EQ(y.back(), 12345.0f);
            run(overGate.data() + 1, up.data() + 1, overGate.data() + 1, nullptr);
            run(gate.data() + 1, overUp.data() + 1, overUp.data() + 1, nullptr);
            ASSERT_TRUE(sameBits(overGate.data() + 1, y.data() + 1, size));
            ASSERT_TRUE(sameBits(overUp.data() + 1, y.data() + 1, size));
            if (!whole)
                continue;
            run(gate.data() + 1, up.data() + 1, nullptr, alone.data());
            kernels().quantizeRow(y.data() + 1, count, again.data());
            ASSERT_EQ(std::memcmp(blocks.data(), again.data(), sizeof(QuantBlock) * (size / 32)), 0);
            ASSERT_EQ(std::memcmp(alone.data(), again.data(), sizeof(QuantBlock) * (size / 32)), 0);
        }
}

TEST_P(Rows, activationsKeepNotANumber)
{
    for (Activation activation : kActivations) {
        const float gate = std::numeric_limits<float>::quiet_NaN(), up = 1;
        float y = 0;
        kernels().gatedRow(&gate, &up, 1, activation, &y, nullptr);
        EXPECT_TRUE(std::isnan(y)) << int(activation);
    }
}

TEST_P(Rows, ropeTurnsPairsOfEverySizeAndLayout)
{
    Random random(11);
    for (RopeLayout layout : {RopeLayout::Halves, RopeLayout::Adjacent})
        for (int size = 4; size <= 256; size += size < 132 ? 4 : 20)
            for (int rotated : {size, size / 2, 2, 0}) {
                constexpr int kHeads = 3;
                const auto count = std::size_t(size * kHeads);
                const auto angles = random.normals(std::size_t(rotated / 2) + 1);
                std::vector<float> cosines, sines;
                for (float angle : angles) {
                    cosines.push_back(std::cos(angle));
                    sines.push_back(std::sin(angle));
                }
                const auto before = random.normals(count + 2);
                auto row = before;
                kernels().rope(row.data() + 1, kHeads, size, rotated, layout, cosines.data(), sines.data());
                std::vector<double> exact(before.begin(), before.end());
                for (int head = 0; head < kHeads; ++head)
                    for (int i = 0; i < rotated / 2; ++i) {
                        const bool halves = layout == RopeLayout::Halves;
                        const auto a = std::size_t(1 + head * size + (halves ? i : 2 * i));
                        const auto b = halves ? a + std::size_t(rotated / 2) : a + 1;
                        const auto at = std::size_t(i);
                        const double c = double(cosines[at]), s = double(sines[at]);
                        exact[a] = double(before[a]) * c - double(before[b]) * s;
                        exact[b] = double(before[a]) * s + double(before[b]) * c;
                    }
                for (std::size_t i = 0; i < row.size(); ++i)
                    ASSERT_NEAR(row[i], exact[i], 1e-6) << "head size " << size << ", place " << i;
                for (std::size_t i = 1; i <= count; ++i) {
                    if (int(i - 1) % size >= rotated) {
                        ASSERT_EQ(row[i], before[i]) << "only the first " << rotated << " turn";
                    }
                }
            }
}

TEST_P(Rows, addsAndMultipliesEveryLength)
{
    Random random(5);
    for (int count = 0; count <= 200; ++count) {
        const auto size = std::size_t(count);
        const auto a = random.normals(size + 1), b = random.normals(size + 1);
        auto sum = b;
        kernels().addRow(a.data() + 1, count, sum.data() + 1);
        double exact = 0, magnitude = 0;
        for (std::size_t i = 1; i <= size; ++i) {
            ASSERT_EQ(sum[i], a[i] + b[i]);
            exact += double(a[i]) * double(b[i]);
            magnitude += std::abs(double(a[i]) * double(b[i]));
        }
        EXPECT_EQ(sum[0], b[0]);
        ASSERT_NEAR(kernels().dot(a.data() + 1, b.data() + 1, count), exact, 1e-6 * magnitude);
    }
}

TEST_P(Rows, dotsOfInt8AreExactAtEveryLength)
{
    Random random(6);
    for (int count = 0; count <= 300; ++count) {
        std::vector<int8_t> a(std::size_t(count) + 1), b(a.size());
        const bool extreme = count % 3 == 0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            a[i] = int8_t(extreme ? -128 : random.integer(-128, 127));
            b[i] = int8_t(extreme ? (count % 2 ? -128 : 127) : random.integer(-128, 127));
        }
        int32_t exact = 0;
        for (std::size_t i = 1; i < a.size(); ++i)
            exact += int32_t(a[i]) * b[i];
        ASSERT_EQ(kernels().dotInt8(a.data() + 1, b.data() + 1, count), exact) << count;
    }
}

}
}
