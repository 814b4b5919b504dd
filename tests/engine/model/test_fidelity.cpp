// The guard sees what is wrong with a file, and finds nothing wrong with a sound one.
#include "engine/gguf/gguf_writer.h"
#include "engine/model/fidelity.h"
#include "tests/engine/model/tiny_model.h"

#include <algorithm>
#include <cstring>
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

constexpr const char* kProbes = "probe texts have the ids of the original";

/// The vocabulary of the bundled model, with another piece at an id that no probe text has.
std::vector<std::byte> bundledVocabulary(const char* lastPiece)
{
    const auto file = GgufFile::open(EMBEDSCOPE_SOURCE_DIR "/resources/models/embedscope-mini.Q8_0.gguf");
    GgufWriter writer;
    writer.set("general.architecture", "bert");
    for (const std::string_view key : file->keys()) {
        const GgufValue& value = *file->find(key);
        if (!key.starts_with("tokenizer."))
            continue;
        if (value.type == GgufValueType::String) {
            writer.set(key, value.string);
        } else if (value.type == GgufValueType::U32) {
            writer.set(key, static_cast<uint32_t>(file->unsignedValue(key)->value_or(0)));
        } else if (value.type == GgufValueType::Array && value.array.elementType == GgufValueType::String) {
            std::vector<std::string> pieces(value.array.strings.begin(), value.array.strings.end());
            if (lastPiece)
                pieces.back() = lastPiece;
            writer.setArray(key, pieces);
        } else if (value.type == GgufValueType::Array && value.array.elementType == GgufValueType::I32) {
            std::vector<int32_t> numbers(value.array.count);
            std::memcpy(numbers.data(), value.array.bytes.data(), value.array.bytes.size());
            writer.setArray(key, std::span<const int32_t>(numbers));
        }
    }
    return *writer.toBytes();
}

FidelityCheck probesOf(const GgufFile& file)
{
    const auto tokenizer = Tokenizer::fromGguf(file);
    EXPECT_TRUE(tokenizer) << tokenizer.error().sentence;
    return find(checkFile(file, tokenizer ? tokenizer->get() : nullptr), kProbes);
}

TEST(Fidelity, comparesProbeTextsWithTheIdsOfTheOriginal)
{
    const auto right = bundledVocabulary(nullptr), wrong = bundledVocabulary("\xE2\x96\x81uberraschung");
    const auto rightCheck = probesOf(*GgufFile::fromBytes(right, "right.gguf"));
    EXPECT_EQ(rightCheck.ok, true) << rightCheck.detail;
    const auto wrongCheck = probesOf(*GgufFile::fromBytes(wrong, "wrong.gguf"));
    EXPECT_EQ(wrongCheck.ok, false);
    EXPECT_TRUE(wrongCheck.grave);
    EXPECT_THAT(wrongCheck.detail, HasSubstr("6 of 7 texts"));
}

TEST(Fidelity, knowsTheIdsOfWellKnownVocabularies)
{
    const std::string folder = EMBEDSCOPE_SOURCE_DIR "/../shared/tokenizers/";
    for (const char* name : {"bert-bge", "gpt-2", "llama-spm", "nomic-bert-moe"}) {
        const auto file = GgufFile::open(folder + name + ".gguf");
        if (!file)
            GTEST_SKIP() << file.error().sentence;
        const auto check = probesOf(*file);
        EXPECT_EQ(check.ok, true) << name << ": " << check.detail;
    }
}

TEST(Fidelity, findsNothingWrongWithASoundModel)
{
    for (const TensorType type : {TensorType::F32, TensorType::Q8_0}) {
        const auto checks = checksOf(TinyModel({.type = type}));
        EXPECT_GE(checks.size(), 9u);
        for (const FidelityCheck& check : checks) {
            const bool unknown = check.name == kProbes; // nobody knows the made-up vocabulary
            EXPECT_EQ(check.ok, unknown ? std::nullopt : std::optional(true))
                << check.name << ": " << check.detail;
        }
    }
}

TEST(Fidelity, seesAFileThatDoesNotSayHowToPool)
{
    const auto check = find(checksOf(TinyModel({.pooling = std::nullopt})), "pooling is in the file");
    EXPECT_EQ(check.ok, false);
    EXPECT_FALSE(check.grave); // the rule of the family is mostly right
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
