#include "tests/engine/kernels/kernel_testing.h"

#include <limits>

namespace embedscope {
namespace {

using namespace testing;

using LinearQ8 = KernelTest;
EMBEDSCOPE_ON_EVERY_TARGET(LinearQ8);

/// A matrix, rows and room for the result with guards between the rows.
struct Case
{
    Case(const KernelTable& kernels, int inputCount, int outputCount, int rowCount, unsigned seed)
        : inputs(inputCount)
        , outputs(outputCount)
        , rows(rowCount)
        , xStride(inputCount / 32 + 1)
        , stride(outputCount + 5)
    {
        Random random(seed);
        raw = randomQ8Rows(inputs, outputs, random);
        packed = PackedMatrix::fromQ8_0(raw.data(), inputs, outputs);
        bias = random.normals(std::size_t(outputs));
        packed.setBias(bias.data(), outputs);
        x.resize(std::size_t(rows * xStride));
        for (int r = 0; r < rows; ++r) {
            const auto blocks = quantized(kernels, random.normals(std::size_t(inputs)));
            std::copy(blocks.begin(), blocks.end(), x.begin() + r * xStride);
        }
        residual = random.normals(std::size_t(rows * stride));
        values.assign(std::size_t(rows * stride), kGuard);
    }

    LinearOutput output()
    {
        LinearOutput out;
        out.values = values.data();
        out.valueStride = stride;
        return out;
    }
    Expected exact(int row, int output) const
    {
        return q8Product(raw.data() + std::size_t(output * (inputs / 32)) * kRawBlock,
                         x.data() + row * xStride, inputs);
    }
    void expectGuardsUntouched() const
    {
        for (int r = 0; r < rows; ++r)
            for (int i = outputs; i < stride; ++i)
                ASSERT_EQ(values[std::size_t(r * stride + i)], kGuard) << "row " << r << " place " << i;
    }

    static constexpr float kGuard = 12345.0f;
    int inputs, outputs, rows, xStride, stride;
    std::vector<std::byte> raw;
    PackedMatrix packed;
    std::vector<float> bias, residual, values;
    std::vector<QuantBlock> x;
};

TEST_P(LinearQ8, equalsTheFilesOwnArithmeticAtEveryShape)
{
    for (int inputs : {32, 64, 96, 384})
        for (int outputs : {1, 16, 31, 32, 33, 64, 100})
            for (int rows = 1; rows <= 20; ++rows) {
                Case data(kernels(), inputs, outputs, rows, unsigned(inputs + outputs + rows));
                kernels().linearQ8(data.x.data(), data.xStride, rows, data.packed.view(), data.output());
                for (int r = 0; r < rows; ++r)
                    for (int o = 0; o < outputs; ++o) {
                        const Expected e = data.exact(r, o);
                        ASSERT_NEAR(data.values[std::size_t(r * data.stride + o)],
                                    e.value + double(data.bias[std::size_t(o)]), 2e-6 * (e.magnitude + 1))
                            << inputs << "x" << outputs << " row " << r << " of " << rows << " output " << o;
                    }
                data.expectGuardsUntouched();
            }
}

TEST_P(LinearQ8, addsBiasThenActivatesThenAddsTheResidual)
{
    for (int combination = 0; combination < 8; ++combination) {
        const bool withBias = combination & 1, withGelu = combination & 2, withResidual = combination & 4;
        Case data(kernels(), 128, 64, 7, 77);
        if (!withBias)
            data.packed.setBias(nullptr, 0);
        LinearOutput out = data.output();
        std::vector<QuantBlock> blocks(std::size_t(7 * 3));
        out.blocks = blocks.data();
        out.blockStride = 3;
        out.activation = withGelu ? Activation::Gelu : Activation::None;
        if (withResidual) {
            out.residual = data.residual.data();
            out.residualStride = data.stride;
        }
        kernels().linearQ8(data.x.data(), data.xStride, data.rows, data.packed.view(), out);
        for (int r = 0; r < data.rows; ++r) {
            for (int o = 0; o < data.outputs; ++o) {
                const Expected e = data.exact(r, o);
                double value = e.value + (withBias ? double(data.bias[std::size_t(o)]) : 0);
                value = withGelu ? exactGelu(value) : value;
                value += withResidual ? double(data.residual[std::size_t(r * data.stride + o)]) : 0;
                ASSERT_NEAR(data.values[std::size_t(r * data.stride + o)], value, 2e-6 * (e.magnitude + 2));
            }
            std::vector<QuantBlock> again(2);
            kernels().quantizeRow(data.values.data() + r * data.stride, 64, again.data());
            ASSERT_EQ(std::memcmp(again.data(), blocks.data() + r * 3, 2 * sizeof(QuantBlock)), 0)
                << "blocks must be what quantizeRow makes of the values, combination " << combination;
        }
    }
}

TEST_P(LinearQ8, knowsEveryActivation)
{
    for (Activation activation :
         {Activation::None, Activation::Gelu, Activation::GeluTanh, Activation::Silu, Activation::Relu}) {
        Case data(kernels(), 96, 70, 5, 78);
        LinearOutput out = data.output();
        out.activation = activation;
        kernels().linearQ8(data.x.data(), data.xStride, data.rows, data.packed.view(), out);
        for (int r = 0; r < data.rows; ++r)
            for (int o = 0; o < data.outputs; ++o) {
                const Expected e = data.exact(r, o);
                const double value = exactActivation(activation, e.value + double(data.bias[std::size_t(o)]));
                ASSERT_NEAR(data.values[std::size_t(r * data.stride + o)], value, 2e-6 * (e.magnitude + 2))
                    << int(activation);
            }
    }
}

TEST_P(LinearQ8, theResidualMayBeTheResultItself)
{
    Case apart(kernels(), 64, 33, 9, 5), inPlace(kernels(), 64, 33, 9, 5);
    LinearOutput out = apart.output();
    out.residual = apart.residual.data();
    out.residualStride = apart.stride;
    kernels().linearQ8(apart.x.data(), apart.xStride, 9, apart.packed.view(), out);
    inPlace.values = inPlace.residual;
    out = inPlace.output();
    out.residual = inPlace.values.data();
    out.residualStride = inPlace.stride;
    kernels().linearQ8(inPlace.x.data(), inPlace.xStride, 9, inPlace.packed.view(), out);
    for (int r = 0; r < 9; ++r)
        ASSERT_TRUE(
            sameBits(apart.values.data() + r * apart.stride, inPlace.values.data() + r * apart.stride, 33));
}

TEST_P(LinearQ8, aRowHasTheSameBitsAloneAndInEveryCall)
{
    const int total = 163; // more than a panel at this width
    Case all(kernels(), 1536, 64, total, 9);
    LinearOutput out = all.output();
    std::vector<QuantBlock> blocks(std::size_t(total * 2)), alone(2);
    out.blocks = blocks.data();
    out.blockStride = 2;
    out.activation = Activation::Gelu;
    kernels().linearQ8(all.x.data(), all.xStride, total, all.packed.view(), out);
    for (int r = 0; r < total; ++r) {
        std::vector<float> values(64);
        LinearOutput single = out;
        single.values = values.data();
        single.blocks = alone.data();
        kernels().linearQ8(all.x.data() + r * all.xStride, all.xStride, 1, all.packed.view(), single);
        ASSERT_TRUE(sameBits(values.data(), all.values.data() + r * all.stride, 64)) << "row " << r;
        ASSERT_EQ(std::memcmp(alone.data(), blocks.data() + r * 2, sizeof(QuantBlock) * 2), 0) << "row " << r;
    }
    for (int rows = 2; rows <= 14; ++rows) { // every tile height and split
        std::vector<float> values(std::size_t(rows * 64));
        LinearOutput some = out;
        some.values = values.data();
        some.valueStride = 64;
        some.blocks = nullptr;
        kernels().linearQ8(all.x.data() + 3 * all.xStride, all.xStride, rows, all.packed.view(), some);
        for (int r = 0; r < rows; ++r)
            ASSERT_TRUE(sameBits(values.data() + r * 64, all.values.data() + (r + 3) * all.stride, 64))
                << rows << " " << r;
    }
}

TEST_P(LinearQ8, extremesOfWeightsAndActivationsAreExact)
{
    const int inputs = 384;
    std::vector<std::byte> raw(std::size_t(inputs / 32 * 32) * kRawBlock);
    for (std::size_t at = 0; at < raw.size(); at += kRawBlock) {
        const uint16_t one = 0x3c00;
        std::memcpy(raw.data() + at, &one, sizeof one);
        const bool low = at / kRawBlock / 12 % 2 == 0; // every other output at -128, the rest at 127
        std::fill_n(raw.begin() + std::ptrdiff_t(at) + 2, 32, std::byte(low ? 0x80 : 0x7f));
    }
    const PackedMatrix packed = PackedMatrix::fromQ8_0(raw.data(), inputs, 32);
    for (int q : {-127, 127}) {
        const auto x = quantized(kernels(), std::vector<float>(std::size_t(inputs), float(q)));
        ASSERT_EQ(x[0].q[31], q);
        ASSERT_EQ(x[0].scale, 1.0f);
        std::vector<float> values(32);
        LinearOutput out;
        out.values = values.data();
        out.valueStride = 32;
        kernels().linearQ8(x.data(), 12, 1, packed.view(), out);
        for (int o = 0; o < 32; ++o)
            ASSERT_EQ(values[std::size_t(o)], float(inputs * q * (o % 2 == 0 ? -128 : 127)));
    }
}

TEST_P(LinearQ8, zeroRowsGiveTheBiasAndNoRowsGiveNothing)
{
    Case data(kernels(), 64, 40, 3, 4);
    const std::vector<float> zeros(64);
    const auto blocks = quantized(kernels(), zeros);
    for (int r = 0; r < 3; ++r)
        std::copy(blocks.begin(), blocks.end(), data.x.begin() + r * data.xStride);
    kernels().linearQ8(data.x.data(), data.xStride, 0, data.packed.view(), data.output());
    ASSERT_EQ(data.values[0], Case::kGuard);
    kernels().linearQ8(data.x.data(), data.xStride, 3, data.packed.view(), data.output());
    for (int o = 0; o < 40; ++o)
        ASSERT_EQ(data.values[std::size_t(2 * data.stride + o)], data.bias[std::size_t(o)]);
}

TEST_P(LinearQ8, notANumberStaysInItsRow)
{
    Case data(kernels(), 96, 64, 7, 6);
    std::vector<float> bad(96, 1.0f);
    bad[40] = std::numeric_limits<float>::quiet_NaN();
    const auto blocks = quantized(kernels(), bad);
    std::copy(blocks.begin(), blocks.end(), data.x.begin() + 3 * data.xStride);
    LinearOutput out = data.output();
    out.activation = Activation::Gelu;
    kernels().linearQ8(data.x.data(), data.xStride, 7, data.packed.view(), out);
    for (int r = 0; r < 7; ++r)
        for (int o = 0; o < 64; ++o)
            ASSERT_EQ(std::isnan(data.values[std::size_t(r * data.stride + o)]), r == 3) << "row " << r;
}

TEST_P(LinearQ8, agreesWithTheScalarKernelsOnTheSameBlocks)
{
    Case data(kernels(), 384, 96, 13, 21);
    kernels().linearQ8(data.x.data(), data.xStride, 13, data.packed.view(), data.output());
    const auto values = data.values;
    scalarKernels()->linearQ8(data.x.data(), data.xStride, 13, data.packed.view(), data.output());
    for (std::size_t i = 0; i < values.size(); ++i)
        ASSERT_NEAR(values[i], data.values[i], 2e-6 * (1 + std::abs(data.values[i])));
}

}
}
