// The guard sees what is wrong with a file, and finds nothing wrong with a sound one.
#include "engine/model/fidelity.h"
#include "tests/engine/model/tiny_model.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using testing::HasSubstr;

std::vector<FidelityCheck> checksOf(const TinyModel& tiny)
{
    const auto bytes = tiny.bytes();
    const auto model = Model::openBytes(bytes, "tiny.gguf");
    if (!model) {
        ADD_FAILURE() << model.error().sentence;
        return {};
    }
    return checkFidelity(**model);
}

FidelityCheck find(const std::vector<FidelityCheck>& checks, const std::string& name)
{
    const auto found = std::ranges::find(checks, name, &FidelityCheck::name);
    return found == checks.end() ? FidelityCheck{"missing", {}, ""} : *found;
}

TEST(Fidelity, findsNothingWrongWithASoundModel)
{
    for (const TensorType type : {TensorType::F32, TensorType::Q8_0}) {
        const auto checks = checksOf(TinyModel({.type = type}));
        EXPECT_GE(checks.size(), 9u);
        for (const FidelityCheck& check : checks)
            EXPECT_EQ(check.ok, true) << check.name << ": " << check.detail;
    }
}

TEST(Fidelity, seesAFileThatDoesNotSayHowToPool)
{
    const auto check = find(checksOf(TinyModel({.pooling = std::nullopt})), "pooling is in the file");
    EXPECT_EQ(check.ok, false);
    EXPECT_THAT(check.detail, HasSubstr("bert.pooling_type"));
}

TEST(Fidelity, seesTensorsWithoutAPart)
{
    TinyModel tiny;
    tiny.set("blk.0.ffn_gate.weight", TensorType::F32, {64, 96}); // another network than the name says
    const auto check = find(checksOf(tiny), "every tensor has its part in the vectors");
    EXPECT_EQ(check.ok, false);
    EXPECT_THAT(check.detail, HasSubstr("blk.0.ffn_gate.weight"));
}

TEST(Fidelity, forgivesHeadsForOtherPurposes)
{
    TinyModel tiny;
    tiny.set("cls.weight", TensorType::F32, {64, 64});
    EXPECT_EQ(find(checksOf(tiny), "every tensor has its part in the vectors").ok, true);
}

TEST(Fidelity, seesAContextThatCannotBeMeant)
{
    TinyModel tiny({.context = 20});
    EXPECT_EQ(find(checksOf(tiny), "the context is sane").ok, false);
}

TEST(Fidelity, seesAVectorOfNothing)
{
    TinyModel tiny;
    for (auto& [name, tensor] : tiny.tensors()) {
        if (name.find("layer_output_norm") != std::string::npos)
            std::ranges::fill(tensor.bytes, std::byte{0});
    }
    EXPECT_EQ(find(checksOf(tiny), "the first vector is finite and not zero").ok, false);
}

}
}
