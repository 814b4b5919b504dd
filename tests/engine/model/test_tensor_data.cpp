#include "engine/kernels/dispatch.h"
#include "engine/model/pooling.h"
#include "engine/model/tensor_data.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <vector>

namespace embedscope {
namespace {

TEST(TensorData, widensHalvesExactly)
{
    const uint16_t halves[] = {0x3C00, 0xC000, 0x0001, 0x7BFF, 0x8000, 0x3555};
    float values[6];
    widen(TensorType::F16, reinterpret_cast<const std::byte*>(halves), 6, values);
    EXPECT_EQ(values[0], 1.0f);
    EXPECT_EQ(values[1], -2.0f);
    EXPECT_EQ(values[2], 0x1p-24f); // the smallest there is
    EXPECT_EQ(values[3], 65504.0f);
    EXPECT_EQ(values[4], 0.0f);
    EXPECT_TRUE(std::signbit(values[4]));
    EXPECT_EQ(values[5], 0x1.554p-2f);
}

TEST(TensorData, widensBlocksAtAnOddAddress)
{
    std::vector<std::byte> bytes(1 + 2 * 34);
    for (int block = 0; block < 2; ++block) {
        const uint16_t scale = block == 0 ? 0x3800 : 0xBC00; // 0.5, -1
        std::memcpy(bytes.data() + 1 + block * 34, &scale, 2);
        for (int i = 0; i < 32; ++i)
            bytes[static_cast<std::size_t>(1 + block * 34 + 2 + i)] = static_cast<std::byte>(i - 16);
    }
    std::vector<float> values(64);
    widen(TensorType::Q8_0, bytes.data() + 1, 64, values.data());
    for (int i = 0; i < 32; ++i) {
        EXPECT_EQ(values[static_cast<std::size_t>(i)], 0.5f * static_cast<float>(i - 16));
        EXPECT_EQ(values[static_cast<std::size_t>(32 + i)], -static_cast<float>(i - 16));
    }
}

TEST(TensorData, countsBytesOfRows)
{
    EXPECT_EQ(rowBytes(TensorType::F32, 64), 256u);
    EXPECT_EQ(rowBytes(TensorType::F16, 64), 128u);
    EXPECT_EQ(rowBytes(TensorType::BF16, 64), 128u);
    EXPECT_EQ(rowBytes(TensorType::Q8_0, 64), 68u);
}

TEST(TensorData, seesOneBadValueAmongMany)
{
    for (const TensorType type : {TensorType::F16, TensorType::BF16, TensorType::Q8_0, TensorType::F32}) {
        std::vector<std::byte> bytes(rowBytes(type, 320));
        EXPECT_TRUE(allFinite(type, bytes));
        const std::size_t at =
            type == TensorType::Q8_0 ? 7 * 34 : bytes.size() - (type == TensorType::F32 ? 4 : 2);
        const std::size_t high = at + (type == TensorType::F32 ? 2 : 0);
        const uint16_t bad = type == TensorType::F16 || type == TensorType::Q8_0 ? 0x7E00 : 0xFF80;
        std::memcpy(bytes.data() + high, &bad, 2);
        EXPECT_FALSE(allFinite(type, bytes));
    }
    std::vector<std::byte> quants(34, std::byte{0x7F}); // int8 that look like an exponent are none
    quants[0] = quants[1] = std::byte{0x11};
    EXPECT_TRUE(allFinite(TensorType::Q8_0, quants));
}

TEST(Pooling, takesTheMeanOrTheFirst)
{
    const KernelTable& kernels = *availableKernels().front();
    std::vector<float> states(3 * 40);
    for (std::size_t i = 0; i < states.size(); ++i)
        states[i] = static_cast<float>(i % 40) * static_cast<float>(i / 40 + 1);
    std::vector<float> out(40);
    poolStates(kernels, Pooling::Mean, states.data(), 3, 40, out.data());
    for (std::size_t i = 0; i < 40; ++i)
        EXPECT_FLOAT_EQ(out[i], 2.0f * static_cast<float>(i));
    poolStates(kernels, Pooling::Cls, states.data(), 3, 40, out.data());
    for (std::size_t i = 0; i < 40; ++i)
        EXPECT_EQ(out[i], static_cast<float>(i));
}

TEST(Pooling, leavesAZeroVectorAlone)
{
    std::vector<float> vector(8, 0.0f);
    normalize(vector.data(), 8);
    EXPECT_EQ(vector, std::vector<float>(8, 0.0f));
    vector = {3e20f, 4e20f}; // squares beyond the range of floats
    normalize(vector.data(), 2);
    EXPECT_FLOAT_EQ(vector[0], 0.6f);
    EXPECT_FLOAT_EQ(vector[1], 0.8f);
}

}
}
