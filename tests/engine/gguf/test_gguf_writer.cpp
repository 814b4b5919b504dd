#include "engine/gguf/gguf_file.h"
#include "engine/gguf/gguf_writer.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

namespace embedscope {
namespace {

using testing::HasSubstr;

TEST(GgufWriter, refusesAKeySetTwice)
{
    GgufWriter writer;
    writer.set("k", uint32_t{1});
    writer.set("k", "one");
    const auto bytes = writer.toBytes();
    ASSERT_FALSE(bytes);
    EXPECT_THAT(bytes.error().sentence, HasSubstr("\"k\""));
}

TEST(GgufWriter, refusesTensorsThatCannotBe)
{
    const std::vector<std::byte> weights(64);
    const auto refused = [&](TensorType type, std::vector<uint64_t> shape, std::size_t size) {
        GgufWriter writer;
        writer.addTensor("w", type, std::move(shape), std::span(weights).first(size));
        return !writer.toBytes();
    };
    EXPECT_FALSE(refused(TensorType::F32, {4, 4}, 64));
    EXPECT_TRUE(refused(TensorType::F32, {4, 4}, 60));
    EXPECT_TRUE(refused(TensorType::F32, {}, 4));
    EXPECT_TRUE(refused(TensorType::F32, {4, 0}, 0));
    EXPECT_TRUE(refused(TensorType::F32, {1, 1, 1, 1, 1}, 4));
    EXPECT_TRUE(refused(TensorType::Q8_0, {33}, 34));
    GgufWriter twice;
    twice.addTensor("w", TensorType::F32, {1}, std::span(weights).first(4));
    twice.addTensor("w", TensorType::F32, {1}, std::span(weights).first(4));
    EXPECT_FALSE(twice.toBytes());
}

TEST(GgufWriter, makesRowsWhileItWritesAsIfTheyHadBeenThere)
{
    std::vector<float> values(3 * 5 * 2);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<float>(i) + 0.5f;
    GgufWriter whole, rowByRow, wrong;
    whole.addTensor("w", TensorType::F32, {3, 5, 2}, std::as_bytes(std::span(values)));
    rowByRow.addTensor("w", TensorType::F32, {3, 5, 2}, [&](uint64_t row, std::span<std::byte> bytes) {
        ASSERT_EQ(bytes.size(), 3 * sizeof(float));
        std::ranges::copy(std::as_bytes(std::span(values).subspan(row * 3, 3)), bytes.begin());
    });
    const auto expected = whole.toBytes(), made = rowByRow.toBytes();
    ASSERT_TRUE(expected && made);
    EXPECT_EQ(*made, *expected);
    wrong.addTensor("w", TensorType::Q8_0, {33, 2}, [](uint64_t, std::span<std::byte>) { FAIL(); });
    EXPECT_FALSE(wrong.toBytes());
}

TEST(GgufWriter, leavesNoFileBehindWhenItFails)
{
    const auto folder =
        std::filesystem::temp_directory_path() / ("embedscope_writer_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder / "taken.gguf" / "inside");
    GgufWriter writer;
    writer.set("k", true);
    const auto written = writer.writeFile(folder / "taken.gguf");
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().sentence, HasSubstr("taken.gguf cannot be written"));
    EXPECT_FALSE(std::filesystem::exists(folder / "taken.gguf.part"));
    EXPECT_FALSE(writer.writeFile(folder / "missing" / "file.gguf"));
    std::filesystem::remove_all(folder);
}

struct MadeTensor
{
    std::string name;
    std::vector<uint64_t> shape;
    std::vector<std::byte> bytes;
};

RC_GTEST_PROP(GgufWriter, writesWhatTheReaderReads, ())
{
    const auto strings = *rc::gen::arbitrary<std::vector<std::string>>();
    const auto numbers = *rc::gen::arbitrary<std::vector<int16_t>>();
    const auto keys = *rc::gen::unique<std::vector<std::string>>(rc::gen::arbitrary<std::string>());
    const auto values =
        *rc::gen::container<std::vector<std::string>>(keys.size(), rc::gen::arbitrary<std::string>());
    const auto integer = *rc::gen::arbitrary<uint64_t>();
    const auto alignment = *rc::gen::element(1u, 8u, 32u, 64u, 4096u);
    std::vector<MadeTensor> tensors;
    for (const auto rows : *rc::gen::container<std::vector<uint8_t>>(3, rc::gen::inRange<uint8_t>(1, 9))) {
        MadeTensor tensor{fmt::format("t{}", tensors.size()), {32, rows}, {}};
        tensor.bytes.resize(34u * rows, static_cast<std::byte>(rows));
        tensors.push_back(std::move(tensor));
    }

    GgufWriter writer;
    writer.setAlignment(alignment);
    writer.setArray("own.strings", strings);
    writer.setArray("own.numbers", std::span<const int16_t>(numbers));
    writer.set("own.integer", integer);
    for (std::size_t i = 0; i < keys.size(); ++i)
        writer.set(fmt::format("k{}", keys[i]), values[i]);
    for (const MadeTensor& tensor : tensors)
        writer.addTensor(tensor.name, TensorType::Q8_0, tensor.shape, tensor.bytes);
    const auto bytes = writer.toBytes();
    RC_ASSERT(static_cast<bool>(bytes));

    const auto file = GgufFile::fromBytes(*bytes, "round trip");
    RC_ASSERT(static_cast<bool>(file));
    RC_ASSERT(*file->unsignedValue("own.integer") == integer);
    const auto& readStrings = (*file->arrayValue("own.strings", GgufValueType::String))->strings;
    RC_ASSERT(std::ranges::equal(readStrings, strings));
    const auto& readNumbers = (*file->arrayValue("own.numbers", GgufValueType::I16))->bytes;
    RC_ASSERT(std::ranges::equal(readNumbers, std::as_bytes(std::span(numbers))));
    for (std::size_t i = 0; i < keys.size(); ++i)
        RC_ASSERT(*file->stringValue(fmt::format("k{}", keys[i])) == values[i]);
    for (const MadeTensor& tensor : tensors) {
        const GgufTensor* read = file->tensor(tensor.name);
        RC_ASSERT(read != nullptr);
        RC_ASSERT(read->shape[1] == tensor.shape[1]);
        RC_ASSERT(std::ranges::equal(read->data, tensor.bytes));
        RC_ASSERT((read->data.data() - bytes->data()) % alignment == 0);
    }
}

}
}
