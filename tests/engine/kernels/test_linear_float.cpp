#include "tests/engine/kernels/kernel_testing.h"

namespace embedscope {
namespace {

using namespace testing;

using LinearFloat = KernelTest;
EMBEDSCOPE_ON_EVERY_TARGET(LinearFloat);

struct Matrix
{
    PackedMatrix packed;
    std::vector<float> exact; ///< what the stored weights mean
};

Matrix randomMatrix(WeightKind kind, int inputs, int outputs, Random& random)
{
    Matrix matrix;
    matrix.exact.resize(std::size_t(inputs * outputs));
    std::vector<uint16_t> bits(matrix.exact.size());
    for (std::size_t i = 0; i < bits.size(); ++i) {
        const int exponent =
            kind == WeightKind::F16 ? random.integer(8, 15) << 10 : random.integer(120, 127) << 7;
        const int mantissa = random.integer(0, kind == WeightKind::F16 ? 1023 : 127);
        bits[i] = uint16_t(exponent | mantissa | random.integer(0, 1) << 15);
        matrix.exact[i] = kind == WeightKind::F16 ? halfToFloat(bits[i])
            : kind == WeightKind::BF16            ? bfloat16ToFloat(bits[i])
                                                  : random.normal();
    }
    matrix.packed = kind == WeightKind::F16 ? PackedMatrix::fromF16(bits.data(), inputs, outputs)
        : kind == WeightKind::BF16          ? PackedMatrix::fromBF16(bits.data(), inputs, outputs)
                                            : PackedMatrix::fromF32(matrix.exact.data(), inputs, outputs);
    return matrix;
}

constexpr WeightKind kKinds[] = {WeightKind::F32, WeightKind::F16, WeightKind::BF16};

TEST_P(LinearFloat, equalsTheSumInDoubleAtEveryShape)
{
    for (WeightKind kind : kKinds)
        for (int inputs : {1, 7, 32, 100, 384})
            for (int outputs : {1, 16, 32, 33, 64, 70, 129})
                for (int rows : {1, 2, 3, 5, 6, 7, 11, 12, 13, 20}) {
                    Random random(unsigned(inputs * outputs + rows));
                    const Matrix matrix = randomMatrix(kind, inputs, outputs, random);
                    const int xStride = inputs + 3, stride = outputs + 3;
                    const auto x = random.normals(std::size_t(rows * xStride + 1));
                    std::vector<float> values(std::size_t(rows * stride), 12345.0f);
                    LinearOutput out;
                    out.values = values.data();
                    out.valueStride = stride;
                    kernels().linearFloat(x.data() + 1, xStride, rows, matrix.packed.view(),
                                          out); // odd address
                    for (int r = 0; r < rows; ++r) {
                        for (int o = 0; o < outputs; ++o) {
                            double sum = 0, magnitude = 0;
                            for (int i = 0; i < inputs; ++i) {
                                const double term = double(x[std::size_t(r * xStride + 1 + i)])
                                    * double(matrix.exact[std::size_t(o * inputs + i)]);
                                sum += term;
                                magnitude += std::abs(term);
                            }
                            ASSERT_NEAR(values[std::size_t(r * stride + o)], sum, 1e-6 * magnitude + 1e-30)
                                << inputs << "x" << outputs << " row " << r << " of " << rows;
                        }
                        for (int i = outputs; i < stride; ++i)
                            ASSERT_EQ(values[std::size_t(r * stride + i)], 12345.0f);
                    }
                }
}

TEST_P(LinearFloat, epiloguesAreTheSameAsAfterThePlainProduct)
{
    const int inputs = 48, outputs = 96, rows = 8;
    Random random(3);
    Matrix matrix = randomMatrix(WeightKind::F16, inputs, outputs, random);
    const auto x = random.normals(std::size_t(rows * inputs)),
               residual = random.normals(std::size_t(rows * outputs));
    const auto bias = random.normals(std::size_t(outputs));
    std::vector<float> plain(std::size_t(rows * outputs)), full(plain.size());
    std::vector<QuantBlock> blocks(std::size_t(rows * 3)), again(3);
    LinearOutput out;
    out.values = plain.data();
    out.valueStride = outputs;
    kernels().linearFloat(x.data(), inputs, rows, matrix.packed.view(), out);
    matrix.packed.setBias(bias.data(), outputs);
    out = {full.data(), outputs, residual.data(), outputs, blocks.data(), 3, Activation::Gelu};
    kernels().linearFloat(x.data(), inputs, rows, matrix.packed.view(), out);
    for (int r = 0; r < rows; ++r) {
        for (int o = 0; o < outputs; ++o) {
            const std::size_t at = std::size_t(r * outputs + o);
            ASSERT_NEAR(full[at],
                        exactGelu(double(plain[at]) + double(bias[std::size_t(o)])) + double(residual[at]),
                        1e-6 * (2 + std::abs(double(plain[at]))));
        }
        kernels().quantizeRow(full.data() + r * outputs, outputs, again.data());
        ASSERT_EQ(std::memcmp(again.data(), blocks.data() + r * 3, sizeof(QuantBlock) * 3), 0);
    }
}

TEST_P(LinearFloat, knowsEveryActivation)
{
    const int inputs = 33, outputs = 70, rows = 5;
    Random random(4);
    const Matrix matrix = randomMatrix(WeightKind::F32, inputs, outputs, random);
    const auto x = random.normals(std::size_t(rows * inputs));
    std::vector<float> plain(std::size_t(rows * outputs)), active(plain.size());
    LinearOutput out;
    out.values = plain.data();
    out.valueStride = outputs;
    kernels().linearFloat(x.data(), inputs, rows, matrix.packed.view(), out);
    out.values = active.data();
    for (Activation activation :
         {Activation::None, Activation::Gelu, Activation::GeluTanh, Activation::Silu, Activation::Relu}) {
        out.activation = activation;
        kernels().linearFloat(x.data(), inputs, rows, matrix.packed.view(), out);
        for (std::size_t i = 0; i < plain.size(); ++i)
            ASSERT_NEAR(active[i], exactActivation(activation, double(plain[i])),
                        1e-6 * (1 + std::abs(double(plain[i]))))
                << int(activation);
    }
}

TEST_P(LinearFloat, aRowHasTheSameBitsAloneAndInEveryCall)
{
    const int inputs = 200, outputs = 96, total = 40;
    Random random(8);
    const Matrix matrix = randomMatrix(WeightKind::F32, inputs, outputs, random);
    const auto x = random.normals(std::size_t(total * inputs));
    std::vector<float> all(std::size_t(total * outputs));
    LinearOutput out;
    out.values = all.data();
    out.valueStride = outputs;
    out.activation = Activation::Gelu;
    kernels().linearFloat(x.data(), inputs, total, matrix.packed.view(), out);
    for (int rows = 1; rows <= 13; ++rows)
        for (int first = 0; first + rows <= total; first += 5) {
            std::vector<float> some(std::size_t(rows * outputs));
            out.values = some.data();
            kernels().linearFloat(x.data() + first * inputs, inputs, rows, matrix.packed.view(), out);
            ASSERT_TRUE(sameBits(some.data(), all.data() + first * outputs, some.size()))
                << rows << " from " << first;
        }
}

}
}
