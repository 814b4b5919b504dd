#include "engine/gguf/gguf_writer.h"
#include "tests/engine/gguf/raw_gguf.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using enum GgufValueType;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::byte> written(const GgufWriter& writer)
{
    auto bytes = writer.toBytes();
    EXPECT_TRUE(bytes) << bytes.error().sentence;
    return bytes ? *bytes : std::vector<std::byte>();
}

TEST(GgufFile, readsEveryTypeOfValue)
{
    GgufWriter writer;
    writer.set("u8", uint8_t{200});
    writer.set("i8", int8_t{100});
    writer.set("u16", uint16_t{60000});
    writer.set("i16", int16_t{30000});
    writer.set("u32", uint32_t{4000000000});
    writer.set("i32", int32_t{2000000000});
    writer.set("u64", UINT64_MAX);
    writer.set("i64", INT64_MAX);
    writer.set("f32", 0.5F);
    writer.set("f64", 0.25);
    writer.set("bool", true);
    writer.set("string", "text");
    const auto bytes = written(writer);
    const auto file = GgufFile::fromBytes(bytes, "types");
    ASSERT_TRUE(file) << file.error().sentence;
    const std::vector<std::pair<const char*, uint64_t>> integers = {
        {"u8", 200},          {"i8", 100},          {"u16", 60000},      {"i16", 30000},
        {"u32", 4000000000u}, {"i32", 2000000000u}, {"u64", UINT64_MAX}, {"i64", INT64_MAX}};
    for (const auto& [key, value] : integers) {
        const auto read = file->unsignedValue(key);
        ASSERT_TRUE(read) << key;
        EXPECT_EQ(*read, value) << key;
    }
    EXPECT_EQ(*file->floatValue("f32"), 0.5);
    EXPECT_EQ(*file->floatValue("f64"), 0.25);
    EXPECT_EQ(*file->boolValue("bool"), true);
    EXPECT_EQ(*file->stringValue("string"), "text");
    EXPECT_THAT(
        file->keys(),
        ElementsAre("u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "f32", "f64", "bool", "string"));
}

TEST(GgufFile, readsArraysOfNumbersAndStrings)
{
    GgufWriter writer;
    const std::vector<float> scores = {1.5F, -2.5F};
    writer.setArray("scores", std::span<const float>(scores));
    writer.setArray("tokens", {"a", "", "c"});
    writer.setArray("none", {});
    const auto bytes = written(writer);
    const auto file = GgufFile::fromBytes(bytes, "arrays");
    ASSERT_TRUE(file);
    const auto numbers = file->arrayValue("scores", F32);
    ASSERT_TRUE(numbers);
    ASSERT_EQ((*numbers)->bytes.size(), 8u);
    float second = 0;
    std::memcpy(&second, (*numbers)->bytes.data() + 4, 4);
    EXPECT_EQ(second, -2.5F);
    const auto strings = file->arrayValue("tokens", String);
    ASSERT_TRUE(strings);
    EXPECT_THAT((*strings)->strings, ElementsAre("a", "", "c"));
    EXPECT_EQ((*file->arrayValue("none", String))->count, 0u);
}

TEST(GgufFile, absentKeysAreNoErrors)
{
    RawGguf raw(0, 0);
    const auto file = raw.parse();
    ASSERT_TRUE(file);
    EXPECT_EQ(*file->stringValue("k"), std::nullopt);
    EXPECT_EQ(*file->unsignedValue("k"), std::nullopt);
    EXPECT_EQ(*file->floatValue("k"), std::nullopt);
    EXPECT_EQ(*file->boolValue("k"), std::nullopt);
    EXPECT_EQ(*file->arrayValue("k", String), nullptr);
    EXPECT_EQ(file->find("k"), nullptr);
    EXPECT_EQ(file->tensor("k"), nullptr);
}

TEST(GgufFile, keysOfTheWrongTypeAreErrorsWithKeyAndFile)
{
    RawGguf raw(0, 4);
    raw.key("number", I32)
        .u32(static_cast<uint32_t>(-1))
        .key("text", String)
        .string("x")
        .array("list", F32, 1)
        .f32(1)
        .key("float", F32)
        .f32(1);
    const auto file = raw.parse();
    ASSERT_TRUE(file);
    const auto sentence = [](const auto& result) {
        return result ? std::string("no error") : result.error().sentence;
    };
    EXPECT_THAT(sentence(file->stringValue("number")), HasSubstr("made-up.gguf"));
    EXPECT_THAT(sentence(file->stringValue("number")), HasSubstr("\"number\" should be a string and is i32"));
    EXPECT_THAT(sentence(file->unsignedValue("number")), HasSubstr("should be 0 or greater and is negative"));
    EXPECT_THAT(sentence(file->unsignedValue("float")), HasSubstr("should be an integer and is f32"));
    EXPECT_THAT(sentence(file->unsignedValue("text")), HasSubstr("should be an integer and is string"));
    EXPECT_THAT(sentence(file->floatValue("number")),
                HasSubstr("should be a floating point number and is i32"));
    EXPECT_THAT(sentence(file->boolValue("list")), HasSubstr("should be a bool and is array"));
    EXPECT_THAT(sentence(file->arrayValue("text", String)), HasSubstr("should be an array and is string"));
    EXPECT_THAT(sentence(file->arrayValue("list", String)),
                HasSubstr("should be an array of string and is an array of f32"));
}

TEST(GgufFile, readsVersion2)
{
    RawGguf raw(1, 1, 2);
    raw.key("k", U32).u32(7).tensor("w", {2, 3}, 0, 0).data(24);
    const auto file = raw.parse();
    ASSERT_TRUE(file) << file.error().sentence;
    EXPECT_EQ(file->version(), 2u);
    EXPECT_EQ(*file->unsignedValue("k"), 7u);
}

TEST(GgufFile, opensAVocabularyWithoutTensorsOrPadding)
{
    RawGguf raw(0, 1);
    raw.array("tokenizer.ggml.tokens", String, 1).string("a");
    const auto file = raw.parse();
    ASSERT_TRUE(file);
    EXPECT_TRUE(file->tensors().empty());
    EXPECT_EQ(file->keys().size(), 1u);
}

TEST(GgufFile, pointsIntoTheBytesWithoutCopying)
{
    RawGguf raw(2, 0);
    raw.tensor("a", {3}, 0, 0).tensor("b", {32, 2}, 8, 32).data(100);
    const auto file = raw.parse();
    ASSERT_TRUE(file) << file.error().sentence;
    const GgufTensor* b = file->tensor("b");
    ASSERT_NE(b, nullptr);
    EXPECT_EQ(b->type, TensorType::Q8_0);
    EXPECT_EQ(b->dimensions, 2);
    EXPECT_THAT(b->shape, ElementsAre(32, 2, 1, 1));
    EXPECT_EQ(b->elements(), 64u);
    EXPECT_EQ(b->data.size(), 68u);
    EXPECT_EQ(b->data.data() + 68, raw.bytes().data() + raw.bytes().size());
    EXPECT_EQ(file->tensors()[0].name, "a");
}

TEST(GgufFile, honoursTheAlignmentOfTheFile)
{
    RawGguf raw(1, 1);
    raw.key("general.alignment", U32).u32(8).tensor("w", {1}, 0, 0).data(4, 8);
    const auto file = raw.parse();
    ASSERT_TRUE(file) << file.error().sentence;
    EXPECT_EQ(file->tensors()[0].data.size(), 4u);
}

TEST(GgufFile, staysUsableAfterAMove)
{
    const std::vector<std::byte> weights(4);
    GgufWriter writer;
    writer.set("k", "value");
    writer.addTensor("w", TensorType::F32, {1}, weights);
    const auto path =
        std::filesystem::temp_directory_path() / ("embedscope_moved_" + std::to_string(::getpid()) + ".gguf");
    ASSERT_TRUE(writer.writeFile(path));
    auto opened = GgufFile::open(path);
    ASSERT_TRUE(opened) << opened.error().sentence;
    const GgufFile moved = std::move(*opened);
    std::filesystem::remove(path);
    EXPECT_EQ(moved.name(), path.string());
    EXPECT_EQ(*moved.stringValue("k"), "value");
    EXPECT_EQ(moved.tensor("w")->data[0], std::byte{0});
}

TEST(GgufFile, saysThatAFileIsNotThere)
{
    const auto file = GgufFile::open("no/such/model.gguf");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().sentence, HasSubstr("no/such/model.gguf"));
}

class Fingerprint : public testing::Test
{
protected:
    std::string of(const std::string& name, TensorType type, std::vector<uint64_t> shape,
                   bool other = false) const
    {
        std::vector<std::byte> weights(static_cast<std::size_t>(shape[0] * shape[1] * 4));
        weights.back() = std::byte{other};
        GgufWriter writer;
        writer.addTensor(name, type, shape, weights);
        const auto bytes = written(writer);
        return GgufFile::fromBytes(bytes, "f")->tensorFingerprint();
    }
};

TEST_F(Fingerprint, tellsNamesTypesShapesAndDataApart)
{
    const std::string one = of("w", TensorType::F32, {4, 6});
    EXPECT_EQ(one.size(), 32u);
    EXPECT_EQ(of("w", TensorType::F32, {4, 6}), one);
    EXPECT_NE(of("v", TensorType::F32, {4, 6}), one);
    EXPECT_NE(of("w", TensorType::I32, {4, 6}), one);
    EXPECT_NE(of("w", TensorType::F32, {6, 4}), one);
    EXPECT_NE(of("w", TensorType::F32, {4, 6}, true), one);
    EXPECT_NE(of("w", TensorType::F32, {512, 512}, true), of("w", TensorType::F32, {512, 512}));
}

TEST_F(Fingerprint, doesNotDependOnTheOrderInTheFileOrItsMetadata)
{
    const std::vector<std::byte> a(8), b(16, std::byte{1});
    GgufWriter first, second;
    first.addTensor("a", TensorType::F32, {2}, a);
    first.addTensor("b", TensorType::F32, {4}, b);
    second.set("general.name", "the same model");
    second.addTensor("b", TensorType::F32, {4}, b);
    second.addTensor("a", TensorType::F32, {2}, a);
    const auto firstBytes = written(first), secondBytes = written(second);
    EXPECT_EQ(GgufFile::fromBytes(firstBytes, "1")->tensorFingerprint(),
              GgufFile::fromBytes(secondBytes, "2")->tensorFingerprint());
}

TEST(GgufFile, opensTheBundledModel)
{
    const auto file = GgufFile::open(EMBEDSCOPE_SOURCE_DIR "/resources/models/embedscope-mini.Q8_0.gguf");
    ASSERT_TRUE(file) << file.error().sentence;
    EXPECT_EQ(*file->stringValue("general.architecture"), "bert");
    EXPECT_EQ(*file->floatValue("bert.attention.layer_norm_epsilon"), static_cast<double>(1e-12F));
    EXPECT_EQ((*file->arrayValue("tokenizer.ggml.tokens", String))->count, 16000u);
    const GgufTensor* tokens = file->tensor("token_embd.weight");
    ASSERT_NE(tokens, nullptr);
    EXPECT_THAT(tokens->shape, ElementsAre(256, 16000, 1, 1));
    EXPECT_EQ(tokens->type, TensorType::Q8_0);
    EXPECT_EQ(tokens->data.size(), 256u / 32 * 34 * 16000);
}

TEST(GgufFile, opensEveryFixture)
{
    const std::filesystem::path fixtures = EMBEDSCOPE_SOURCE_DIR "/../shared/fixtures";
    if (!std::filesystem::exists(fixtures))
        GTEST_SKIP() << "the fixtures are not beside the project";
    int opened = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(fixtures)) {
        if (entry.path().extension() != ".gguf")
            continue;
        const auto file = GgufFile::open(entry.path());
        ASSERT_TRUE(file) << file.error().sentence;
        EXPECT_FALSE(file->tensors().empty()) << entry.path();
        ++opened;
    }
    EXPECT_GE(opened, 40);
}

}
}
