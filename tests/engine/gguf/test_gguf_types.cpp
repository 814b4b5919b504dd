#include "engine/gguf/gguf_types.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace embedscope {
namespace {

TEST(GgufTypes, knowsTheBlocksOfTheUsualTypes)
{
    const auto q8 = tensorTypeTraits(8);
    ASSERT_TRUE(q8);
    EXPECT_EQ(q8->type, TensorType::Q8_0);
    EXPECT_EQ(q8->name, "Q8_0");
    EXPECT_EQ(q8->blockElements, 32u);
    EXPECT_EQ(q8->blockBytes, 34u);
    EXPECT_EQ(tensorTypeTraits(1)->blockBytes, 2u);
    EXPECT_EQ(tensorTypeTraits(30)->name, "BF16");
    EXPECT_EQ(tensorTypeTraits(12)->blockElements, 256u);
}

TEST(GgufTypes, doesNotKnowNumbersThatWereGivenUp)
{
    for (const uint32_t number : {4u, 5u, 31u, 32u, 33u, 36u, 37u, 38u, 100u, UINT32_MAX})
        EXPECT_FALSE(tensorTypeTraits(number)) << number;
}

TEST(GgufTypes, namesValueTypesAndTheirSizes)
{
    EXPECT_EQ(valueTypeName(GgufValueType::F64), "f64");
    EXPECT_EQ(valueTypeName(static_cast<GgufValueType>(13)), "unknown type");
    EXPECT_EQ(scalarBytes(GgufValueType::I16), 2u);
    EXPECT_EQ(scalarBytes(GgufValueType::String), 0u);
    EXPECT_EQ(scalarBytes(GgufValueType::Array), 0u);
    EXPECT_EQ(scalarBytes(static_cast<GgufValueType>(UINT32_MAX)), 0u);
}

TEST(GgufTypes, agreesWithTheBlocksOfTheFixtures)
{
    std::ifstream input(EMBEDSCOPE_SOURCE_DIR "/../shared/fixtures/quant-blocks.json");
    if (!input)
        GTEST_SKIP() << "the fixtures are not beside the project";
    const auto blocks = nlohmann::json::parse(input)["types"];
    EXPECT_GE(blocks.size(), 27u);
    for (const auto& [name, block] : blocks.items()) {
        const auto traits = tensorTypeTraits(block["type_id"].get<uint32_t>());
        ASSERT_TRUE(traits) << name;
        EXPECT_EQ(traits->name, name);
        EXPECT_EQ(traits->blockElements, block["block_elements"].get<uint32_t>()) << name;
        EXPECT_EQ(traits->blockBytes, block["block_bytes"].get<uint32_t>()) << name;
    }
}

}
}
