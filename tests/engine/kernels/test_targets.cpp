// Targets against one another: a file of vectors made on one machine must fit the questions asked on another.
#include "tests/engine/kernels/kernel_testing.h"

namespace embedscope {
namespace {

using namespace testing;

/// What one target makes of a small layer: norm, Q8 product with GELU into blocks, Q8 product, attention.
struct Layer
{
    std::vector<float> normed, product, attended;
    std::vector<QuantBlock> blocks;
};

/// Scores stay below ten or so: a steep softmax makes much of the last bit of a product, which says nothing of a kernel.
Layer run(const KernelTable& kernels, unsigned seed = 11)
{
    constexpr int kTokens = 37, kWidth = 96;
    Random random(seed);
    const auto raw = randomQ8Rows(kWidth, 3 * kWidth, random);
    const PackedMatrix weights = PackedMatrix::fromQ8_0(raw.data(), kWidth, 3 * kWidth);
    const auto x = random.normals(std::size_t(kTokens * kWidth)), gain = random.normals(std::size_t(kWidth));
    const auto bias = random.normals(std::size_t(kWidth));
    Layer layer;
    layer.normed.resize(x.size());
    layer.product.resize(x.size() * 3);
    layer.attended.resize(x.size());
    layer.blocks.resize(x.size() * 3 / 32);
    for (int i = 0; i < kTokens; ++i)
        kernels.layerNorm(x.data() + i * kWidth, kWidth, gain.data(), bias.data(), 1e-12f,
                          layer.normed.data() + i * kWidth, nullptr);
    const auto blocks = quantized(kernels, x);
    LinearOutput out;
    out.values = layer.product.data();
    out.valueStride = 3 * kWidth;
    out.blocks = layer.blocks.data();
    out.blockStride = 3 * kWidth / 32;
    out.activation = Activation::Gelu;
    kernels.linearQ8(blocks.data(), kWidth / 32, kTokens, weights.view(), out);
    const AttentionShape shape = {kTokens, 3, kWidth / 3, 0.02f};
    std::vector<float> scratch(kernels.attentionScratchFloats(shape));
    const float* qkv = layer.product.data();
    kernels.attention(qkv, qkv + kWidth, qkv + 2 * kWidth, 3 * kWidth, shape, 0, kTokens,
                      layer.attended.data(), kWidth, scratch.data());
    return layer;
}

void expectNear(const std::vector<float>& a, const std::vector<float>& b, float bound)
{
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        ASSERT_NEAR(a[i], b[i], bound * (1 + std::abs(b[i]))) << "at " << i;
}

using Targets = KernelTest;
EMBEDSCOPE_ON_EVERY_TARGET(Targets);

TEST_P(Targets, agreeWithTheScalarKernelsToAMillionth)
{
    for (unsigned seed = 1; seed <= 16; ++seed) {
        SCOPED_TRACE(seed);
        const Layer mine = run(kernels(), seed), plain = run(*scalarKernels(), seed);
        expectNear(mine.normed, plain.normed, 1e-6f);
        expectNear(mine.product, plain.product, 2e-6f);
        expectNear(mine.attended, plain.attended, 2e-6f);
        int different = 0, largest = 0;
        for (std::size_t b = 0; b < mine.blocks.size(); ++b)
            for (int i = 0; i < 32; ++i) {
                const int distance = std::abs(mine.blocks[b].q[i] - plain.blocks[b].q[i]);
                different += distance != 0;
                largest = std::max(largest, distance);
            }
        EXPECT_LE(largest, 1) << "a value near the middle of a step may fall on either side, no further";
        EXPECT_LE(different, int(mine.blocks.size()) * 32 / 1000);
    }
}

TEST(VectorTargets, takeTheSameStepsInProductsToTheBit)
{
    std::vector<const KernelTable*> tables = testedKernels();
    tables.pop_back(); // scalar
    if (tables.size() < 2)
        GTEST_SKIP() << "this machine has no second vector target to compare with";
    const Layer first = run(*tables[0]);
    for (std::size_t i = 1; i < tables.size(); ++i) {
        const Layer other = run(*tables[i]);
        EXPECT_TRUE(sameBits(first.product.data(), other.product.data(), first.product.size()))
            << tables[i]->name;
        EXPECT_EQ(
            std::memcmp(first.blocks.data(), other.blocks.data(), first.blocks.size() * sizeof(QuantBlock)),
            0)
            << tables[i]->name;
    }
}

/// FNV-1a over the bits.
uint64_t checksum(const std::vector<float>& values, uint64_t hash = 0xcbf29ce484222325u)
{
    for (const float value : values) {
        uint32_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        hash = (hash ^ bits) * 0x100000001b3u;
    }
    return hash;
}

// Processors of another family cannot be asked here, so the bits are written down. Data from integers only:
// random reals come out of the system's logarithm.
TEST(VectorTargets, giveTheBitsInProductsThatWereWrittenDown)
{
    constexpr int kRows = 9, kInputs = 160, kOutputs = 64;
    Random random(5);
    const auto raw = randomQ8Rows(kInputs, kOutputs, random);
    std::vector<float> x(std::size_t(kRows * kInputs)), weights(std::size_t(kInputs * kOutputs));
    for (float& value : x)
        value = float(random.integer(-1000, 1000)) / 512;
    for (float& value : weights)
        value = float(random.integer(-1000, 1000)) / 4096;
    const PackedMatrix q8 = PackedMatrix::fromQ8_0(raw.data(), kInputs, kOutputs),
                       f32 = PackedMatrix::fromF32(weights.data(), kInputs, kOutputs);
    for (const KernelTable* kernels : availableKernels()) {
        if (kernels == scalarKernels())
            continue; // rounds twice where they round once
        std::vector<float> first(std::size_t(kRows * kOutputs)), second(first.size());
        LinearOutput out = {first.data(), kOutputs};
        out.activation = Activation::Gelu;
        kernels->linearQ8(quantized(*kernels, x).data(), kInputs / 32, kRows, q8.view(), out);
        out.values = second.data();
        kernels->linearFloat(x.data(), kInputs, kRows, f32.view(), out);
        EXPECT_EQ(checksum(second, checksum(first)), 7026159175106567688u)
            << kernels->name << ": a step that changes must change on every vector target";
    }
}

}
}
