// What the tests of the kernels share: every test runs on every target that this machine has, on fixed random
// data.
#pragma once

#include "engine/kernels/dispatch.h"
#include "engine/kernels/kernels.h"
#include "engine/kernels/packing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace embedscope {
const KernelTable* avxVnniTwinKernels(); ///< only with EMBEDSCOPE_AVXVNNI_TWIN (tests/CMakeLists.txt)
}

namespace embedscope::testing {

/// What this machine can run, best first; and AVX-VNNI in the form that a processor with AVX-512 VNNI runs.
inline std::vector<const KernelTable*> testedKernels()
{
    std::vector<const KernelTable*> tables = availableKernels();
#if defined(EMBEDSCOPE_AVXVNNI_TWIN)
    if (detectCpuFeatures().avx512vnni)
        tables.insert(tables.begin(), avxVnniTwinKernels());
#endif
    return tables;
}

class KernelTest : public ::testing::TestWithParam<const KernelTable*>
{
protected:
    const KernelTable& kernels() const { return *GetParam(); }
};

#define EMBEDSCOPE_ON_EVERY_TARGET(suite)                                                                    \
    INSTANTIATE_TEST_SUITE_P(Targets, suite, ::testing::ValuesIn(::embedscope::testing::testedKernels()),    \
                             [](const auto& target) { return std::string(target.param->name); })

class Random
{
public:
    explicit Random(unsigned seed)
        : m_engine(seed)
    {
    }
    float normal() { return m_normal(m_engine); }
    int integer(int low, int high) { return std::uniform_int_distribution<int>(low, high)(m_engine); }
    std::vector<float> normals(std::size_t count, float scale = 1)
    {
        std::vector<float> values(count);
        for (float& value : values)
            value = normal() * scale;
        return values;
    }

private:
    std::mt19937 m_engine;
    std::normal_distribution<float> m_normal;
};

constexpr std::size_t kRawBlock = 34;

/// Rows as a file has them: fp16 scales from 2^-11 to 2^-7 of either sign, the whole range of int8.
inline std::vector<std::byte> randomQ8Rows(int inputs, int outputs, Random& random)
{
    std::vector<std::byte> rows(std::size_t(inputs) / 32 * std::size_t(outputs) * kRawBlock);
    for (std::size_t at = 0; at < rows.size(); at += kRawBlock) {
        const auto half =
            uint16_t(random.integer(4, 8) << 10 | random.integer(0, 1023) | random.integer(0, 1) << 15);
        std::memcpy(rows.data() + at, &half, sizeof half);
        for (std::size_t i = 2; i < kRawBlock; ++i)
            rows[at + i] = std::byte(random.integer(0, 255));
    }
    return rows;
}

struct Expected
{
    double value = 0;
    double magnitude = 0; ///< sum of the absolute terms: what rounding is measured by
};

/// One output straight from the file's bytes.
inline Expected q8Product(const std::byte* row, const QuantBlock* x, int inputs)
{
    Expected result;
    for (int b = 0; b < inputs / 32; ++b) {
        uint16_t half = 0;
        std::memcpy(&half, row + std::size_t(b) * kRawBlock, sizeof half);
        double sum = 0;
        for (int i = 0; i < 32; ++i)
            sum += double(int8_t(row[std::size_t(b) * kRawBlock + 2 + std::size_t(i)])) * double(x[b].q[i]);
        const double term = sum * double(halfToFloat(half)) * double(x[b].scale);
        result.value += term;
        result.magnitude += std::abs(term);
    }
    return result;
}

inline double exactGelu(double x)
{
    return 0.5 * x * std::erfc(-x / std::sqrt(2.0));
}

inline double exactActivation(Activation activation, double x)
{
    switch (activation) {
    case Activation::None:
        return x;
    case Activation::Gelu:
        return x < -30 ? 0 : exactGelu(x);
    case Activation::GeluTanh:
        return x < -30 ? 0 : 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case Activation::Silu:
        return x < -700 ? 0 : x / (1 + std::exp(-x));
    case Activation::Relu:
        return x > 0 ? x : 0;
    }
    return x;
}

/// Quantised rows by the table under test.
inline std::vector<QuantBlock> quantized(const KernelTable& kernels, const std::vector<float>& x)
{
    std::vector<QuantBlock> blocks(x.size() / 32);
    kernels.quantizeRow(x.data(), int(x.size()), blocks.data());
    return blocks;
}

inline bool sameBits(const float* a, const float* b, std::size_t count)
{
    return std::memcmp(a, b, count * sizeof(float)) == 0;
}

}
