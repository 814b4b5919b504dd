// The product in bf16: against a sum in double of the rounded numbers, at every height of a tile, and the
// same bits for a row wherever it stands.
#include "tests/engine/kernels/kernel_testing.h"

namespace embedscope {
namespace {

using namespace testing;

class LinearRounded : public KernelTest
{
protected:
    void SetUp() override
    {
        if (!kernels().linearRounded)
            GTEST_SKIP() << kernels().name << " has no products in bf16.";
    }
};
EMBEDSCOPE_ON_EVERY_TARGET(LinearRounded);

float toBrain(float value)
{
    return bfloat16ToFloat(floatToBfloat16(value));
}

struct Product
{
    int inputs, outputs, rows, xStride;
    std::vector<float> weights, bias, x;
    PackedMatrix packed;

    Product(int theInputs, int theOutputs, int theRows, unsigned seed)
        : inputs(theInputs)
        , outputs(theOutputs)
        , rows(theRows)
        , xStride(theInputs + 5)
    {
        Random random(seed);
        weights = random.normals(std::size_t(inputs * outputs));
        bias = random.normals(std::size_t(outputs));
        x = random.normals(std::size_t(rows * xStride + 1));
        PackedMatrix exact = PackedMatrix::fromF32(weights.data(), inputs, outputs);
        exact.setBias(bias.data(), outputs);
        packed = PackedMatrix::roundedPairs(exact);
    }
    std::vector<float> run(const KernelTable& kernels, int first, int count) const
    {
        std::vector<float> values(std::size_t(count * outputs)),
            scratch(kernels.linearRoundedScratchFloats(inputs));
        LinearOutput out;
        out.values = values.data();
        out.valueStride = outputs;
        kernels.linearRounded(x.data() + 1 + first * xStride, xStride, count, packed.view(), out,
                              scratch.data());
        return values;
    }
};

TEST(FloatToBfloat16, roundsToNearestAndTiesToEven)
{
    EXPECT_EQ(floatToBfloat16(1.0f), 0x3f80);
    EXPECT_EQ(floatToBfloat16(1.0f + 0x1p-8f), 0x3f80) << "a tie, down to even";
    EXPECT_EQ(floatToBfloat16(1.0f + 0x3p-8f), 0x3f82) << "a tie, up to even";
    EXPECT_EQ(floatToBfloat16(1.0f + 0x1.8p-8f), 0x3f81);
    EXPECT_EQ(floatToBfloat16(-2.0f), 0xc000);
    EXPECT_EQ(floatToBfloat16(HUGE_VALF), 0x7f80);
    EXPECT_EQ(floatToBfloat16(3.4e38f), 0x7f80) << "beyond the largest bf16";
    EXPECT_TRUE(std::isnan(bfloat16ToFloat(floatToBfloat16(NAN))));
}

TEST_P(LinearRounded, equalsTheSumOfRoundedNumbersAtEveryShape)
{
    for (int inputs : {8, 32, 104, 384})
        for (int outputs : {1, 16, 32, 33, 70, 129})
            for (int rows : {1, 2, 5, 6, 7, 11, 12, 13, 25, 97}) {
                const Product p(inputs, outputs, rows, unsigned(inputs * outputs + rows));
                const auto values = p.run(kernels(), 0, rows);
                for (int r = 0; r < rows; ++r)
                    for (int o = 0; o < outputs; ++o) {
                        double sum = double(p.bias[std::size_t(o)]), magnitude = 1;
                        for (int i = 0; i < inputs; ++i) {
                            const double term = double(toBrain(p.x[std::size_t(r * p.xStride + 1 + i)]))
                                * double(toBrain(p.weights[std::size_t(o * inputs + i)]));
                            sum += term;
                            magnitude += std::abs(term);
                        }
                        ASSERT_NEAR(double(values[std::size_t(r * outputs + o)]), sum, 1e-6 * magnitude)
                            << inputs << " inputs, output " << o << " of " << outputs << ", row " << r
                            << " of " << rows;
                    }
            }
}

TEST_P(LinearRounded, aRowHasTheSameBitsWhereverItStands)
{
    const Product p(384, 70, 131, 3);
    const auto whole = p.run(kernels(), 0, p.rows);
    for (int row : {0, 1, 11, 12, 64, 95, 96, 130})
        for (int before = 0; before <= std::min(row, 13); ++before) {
            const auto part = p.run(kernels(), row - before, before + 1);
            for (int o = 0; o < p.outputs; ++o)
                ASSERT_EQ(part[std::size_t(before * p.outputs + o)], whole[std::size_t(row * p.outputs + o)])
                    << "row " << row << " after " << before << " others";
        }
}

TEST_P(LinearRounded, endsAsTheOtherProductsDo)
{
    const Product p(64, 96, 13, 5);
    const auto plain = p.run(kernels(), 0, p.rows);
    std::vector<float> values(plain.size()), scratch(kernels().linearRoundedScratchFloats(p.inputs));
    std::vector<QuantBlock> blocks(plain.size() / 32), expected(plain.size() / 32);
    LinearOutput out;
    out.values = values.data();
    out.valueStride = p.outputs;
    out.blocks = blocks.data();
    out.blockStride = p.outputs / 32;
    out.activation = Activation::Gelu;
    kernels().linearRounded(p.x.data() + 1, p.xStride, p.rows, p.packed.view(), out, scratch.data());
    auto activated = plain;
    kernels().gelu(activated.data(), int(activated.size()));
    EXPECT_EQ(values, activated);
    kernels().quantizeRow(activated.data(), int(activated.size()), expected.data());
    for (std::size_t i = 0; i < blocks.size(); ++i)
        ASSERT_EQ(std::memcmp(&blocks[i], &expected[i], sizeof(QuantBlock)), 0) << "block " << i;
}

}
}
