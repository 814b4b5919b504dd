// Block types against the bits that ggml's own code gives, and as int8 blocks.
#include "engine/model/quant_blocks.h"
#include "engine/model/tensor_data.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace embedscope {
namespace {

using nlohmann::json;

std::vector<std::byte> fromHex(const std::string& hex)
{
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<std::byte>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

struct Case
{
    TensorType type;
    std::string name;
    std::vector<std::byte> raw, bits;
    std::size_t count;
};

// Cases of the types that the engine reads.
std::vector<Case> casesOf(const std::string& path)
{
    std::vector<Case> cases;
    std::ifstream input(path);
    const json types = json::parse(input)["types"];
    for (const auto& [name, entry] : types.items()) {
        const auto type = static_cast<TensorType>(entry["type_id"].get<uint32_t>());
        if (!isSupportedType(type))
            continue;
        for (const json& one : entry["cases"])
            cases.push_back({type, name, fromHex(one["hex"]), fromHex(one["bits_hex"]), one["n"]});
    }
    return cases;
}

void expectExact(const Case& one)
{
    ASSERT_EQ(rowBytes(one.type, one.count), one.raw.size()) << one.name;
    std::vector<float> values(one.count);
    widen(one.type, one.raw.data(), one.count, values.data());
    for (std::size_t i = 0; i < one.count; ++i) {
        float wanted = 0;
        std::memcpy(&wanted, one.bits.data() + 4 * i, 4);
        // the same bits, but for the sign of a zero
        ASSERT_TRUE(values[i] == wanted || (std::isnan(wanted) && std::isnan(values[i])))
            << one.name << " " << i << ": " << values[i] << " for " << wanted;
    }
}

// Exact types keep every value; the others lose at most 1/254 of the largest of the block.
void expectInt8(const Case& one)
{
    if (!isBlockType(one.type))
        return;
    std::vector<float> values(one.count);
    widen(one.type, one.raw.data(), one.count, values.data());
    std::vector<Int8Block> blocks(one.count / 32);
    unpackToInt8(one.type, one.raw.data(), one.count, blocks.data());
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        float largest = 0;
        for (std::size_t i = 0; i < 32; ++i)
            largest = std::max(largest, std::abs(values[b * 32 + i]));
        const float bound = isExactAsInt8(one.type) ? 0 : largest / 254 * 1.00001f;
        for (std::size_t i = 0; i < 32; ++i) {
            const float value = blocks[b].scale * static_cast<float>(blocks[b].q[i]);
            ASSERT_LE(std::abs(value - values[b * 32 + i]), bound) << one.name << " " << b << "," << i;
        }
    }
}

TEST(QuantBlocks, unpackExactly)
{
    const std::string path = EMBEDSCOPE_TEST_DATA "/model/quant-blocks.json";
    const auto cases = casesOf(path);
    ASSERT_GE(cases.size(), 20u);
    for (const Case& one : cases) {
        expectExact(one);
        expectInt8(one);
    }
}

TEST(QuantBlocks, unpackAllSharedCasesExactly)
{
    const std::string path = EMBEDSCOPE_SOURCE_DIR "/../shared/fixtures/quant-blocks.json";
    if (!std::filesystem::exists(path))
        GTEST_SKIP() << "the fixtures are not beside the project";
    for (const Case& one : casesOf(path)) {
        expectExact(one);
        expectInt8(one);
    }
}

TEST(QuantBlocks, seeAScaleThatIsNoNumber)
{
    const auto cases = casesOf(EMBEDSCOPE_TEST_DATA "/model/quant-blocks.json");
    std::size_t broken = 0;
    for (const Case& one : cases) {
        if (!isBlockType(one.type))
            continue;
        EXPECT_TRUE(scalesAreFinite(one.type, one.raw)) << one.name;
        const std::vector<std::byte> ones(one.raw.size(), std::byte{0xFF});
        if (one.type != TensorType::MXFP4 && one.type != TensorType::NVFP4) { // their scales are all finite
            EXPECT_FALSE(scalesAreFinite(one.type, ones)) << one.name;
            ++broken;
        }
    }
    EXPECT_GE(broken, 15u);
}

TEST(QuantBlocks, roundBlocksOfNothingToNothing)
{
    std::vector<std::byte> raw(rowBytes(TensorType::Q6_K, 256));
    std::vector<Int8Block> blocks(8, {1, {1}});
    unpackToInt8(TensorType::Q6_K, raw.data(), 256, blocks.data());
    for (const Int8Block& block : blocks) {
        EXPECT_EQ(block.scale, 0);
        EXPECT_TRUE(std::ranges::all_of(block.q, [](int8_t q) { return q == 0; }));
    }
}

}
}
