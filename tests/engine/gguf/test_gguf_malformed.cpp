#include "engine/gguf/gguf_writer.h"
#include "tests/engine/gguf/raw_gguf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using enum GgufValueType;
using testing::HasSubstr;

constexpr uint64_t kHuge = uint64_t{1} << 63;
constexpr uint32_t kF32 = 0, kQ8_0 = 8;

void expectRefused(const RawGguf& file, const std::string& reason)
{
    const auto parsed = file.parse();
    ASSERT_FALSE(parsed);
    EXPECT_THAT(parsed.error().sentence, HasSubstr(reason));
    EXPECT_THAT(parsed.error().sentence, HasSubstr("made-up.gguf"));
}

// Metadata of every kind and three tensors, the way a small model looks.
std::vector<std::byte> completeFile()
{
    static const std::vector<std::byte> weights(272);
    GgufWriter writer;
    writer.set("general.architecture", "bert");
    writer.set("bert.block_count", uint32_t{2});
    writer.set("bert.attention.causal", false);
    writer.set("bert.epsilon", 1e-12F);
    writer.setArray("tokenizer.ggml.tokens",
                    {"[UNK]",
                     "\xE2\x96\x81"
                     "a"});
    const std::vector<int32_t> types = {2, 1};
    writer.setArray("tokenizer.ggml.token_type", std::span<const int32_t>(types));
    writer.addTensor("a", TensorType::F32, {8, 2}, std::span(weights).first(64));
    writer.addTensor("b", TensorType::Q8_0, {64, 4}, std::span(weights).first(272));
    writer.addTensor("c", TensorType::F16, {3}, std::span(weights).first(6));
    auto bytes = writer.toBytes();
    return bytes ? *bytes : std::vector<std::byte>();
}

TEST(GgufMalformed, refusesAnEmptyFile)
{
    expectRefused(RawGguf(), "it is empty");
}

TEST(GgufMalformed, refusesAWrongMagic)
{
    RawGguf file;
    expectRefused(file.text("GGML").u32(3).u64(0).u64(0), "another kind");
    RawGguf shorter;
    expectRefused(shorter.text("GGU"), "another kind");
}

TEST(GgufMalformed, refusesVersion1)
{
    expectRefused(RawGguf(0, 0, 1), "version 1");
}

TEST(GgufMalformed, refusesVersionsThatDoNotExistYet)
{
    expectRefused(RawGguf(0, 0, 4), "version 4");
    expectRefused(RawGguf(0, 0, 0), "version 0");
}

TEST(GgufMalformed, refusesBigEndianNumbers)
{
    expectRefused(RawGguf(0, 0, 0x03000000), "big-endian");
    expectRefused(RawGguf(0, 0, 0x02000000), "big-endian");
}

TEST(GgufMalformed, refusesAFileCutAtAnyByte)
{
    const std::vector<std::byte> whole = completeFile();
    ASSERT_TRUE(GgufFile::fromBytes(whole, "whole"));
    // The padding behind the last tensor alone may be missing.
    const std::size_t end = whole.size() - 26;
    for (std::size_t size = 0; size < end; ++size) {
        // A copy of exactly this size lets the address sanitizer see a read behind the end.
        const std::vector<std::byte> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        ASSERT_FALSE(GgufFile::fromBytes(cut, "cut")) << "cut at " << size << " of " << whole.size();
    }
    EXPECT_TRUE(GgufFile::fromBytes(std::span(whole).first(end), "no padding at the end"));
}

TEST(GgufMalformed, saysWhereACutFileEnds)
{
    expectRefused(RawGguf(0, 1).key("k", String).u64(100).text("short"), "the value of \"k\"");
    RawGguf header;
    expectRefused(header.text("GGUF").u32(3).u64(0), "its header");
    expectRefused(RawGguf(1, 0).tensor("weights", {32}, kF32, 0), "before its tensor data");
    expectRefused(RawGguf(0, 2).key("k", U32).u32(1).u64(3).text("abc").u8(0), "metadata key 2 of 2");
}

TEST(GgufMalformed, refusesHugeCountsWithoutTryingThem)
{
    expectRefused(RawGguf(kHuge, 0), "announces 9223372036854775808 tensors");
    expectRefused(RawGguf(0, kHuge), "announces 9223372036854775808 metadata keys");
    expectRefused(RawGguf(UINT64_MAX, UINT64_MAX), "announces");
    expectRefused(RawGguf(0, 1).array("a", U8, kHuge).data(64), "elements of \"a\"");
    expectRefused(RawGguf(0, 1).array("a", U64, kHuge).data(64), "elements of \"a\"");
    expectRefused(RawGguf(0, 1).array("a", U64, (uint64_t{1} << 61) + 1).data(64), "elements of \"a\"");
    expectRefused(RawGguf(0, 1).array("a", String, kHuge).data(64), "strings of \"a\"");
    expectRefused(RawGguf(0, 1).array("a", String, UINT64_MAX).data(64), "strings of \"a\"");
}

TEST(GgufMalformed, refusesHugeLengthsWithoutTryingThem)
{
    expectRefused(RawGguf(0, 1).u64(kHuge).data(64), "metadata key 1 of 1");
    expectRefused(RawGguf(0, 1).u64(UINT64_MAX).data(64), "metadata key 1 of 1");
    expectRefused(RawGguf(0, 1).key("k", String).u64(kHuge).data(64), "the value of \"k\"");
    expectRefused(RawGguf(0, 1).array("a", String, 2).string("x").u64(kHuge).data(64),
                  "string 2 of 2 of \"a\"");
    expectRefused(RawGguf(1, 0).u64(kHuge).data(64), "the name of tensor 1 of 1");
}

TEST(GgufMalformed, refusesATensorWhoseSizeOverflows)
{
    expectRefused(RawGguf(1, 0).tensor("w", {kHuge, 2}, kF32, 0).data(64), "does not fit 64 bits");
    expectRefused(RawGguf(1, 0).tensor("w", {uint64_t{1} << 62}, kF32, 0).data(64), "does not fit 64 bits");
    expectRefused(RawGguf(1, 0).tensor("w", {65536, 65536, 65536, 65536}, kF32, 0).data(64),
                  "does not fit 64 bits");
    // (2^64 + 32) / 32 blocks would wrap to one block.
    expectRefused(RawGguf(1, 0).tensor("w", {32, uint64_t{1} << 59}, kQ8_0, 0).data(64),
                  "does not fit 64 bits");
}

TEST(GgufMalformed, refusesAnAlignmentThatIsNoPowerOfTwo)
{
    for (const uint32_t alignment : {0u, 3u, 24u, 33u, 0xFFFFFFFFu}) {
        expectRefused(
            RawGguf(1, 1).key("general.alignment", U32).u32(alignment).tensor("w", {1}, kF32, 0).data(64),
            "must be a power of two");
    }
}

TEST(GgufMalformed, refusesAnAlignmentLargerThanTheFile)
{
    expectRefused(RawGguf(1, 1).key("general.alignment", U64).u64(kHuge).tensor("w", {1}, kF32, 0).data(64),
                  "before its tensor data");
}

TEST(GgufMalformed, refusesAnAlignmentOfTheWrongType)
{
    expectRefused(RawGguf(0, 1).key("general.alignment", F32).f32(32), "should be an integer and is f32");
}

TEST(GgufMalformed, refusesAKeyThatOccursTwice)
{
    expectRefused(RawGguf(0, 2).key("k", U32).u32(1).key("k", U32).u32(2), "the key \"k\" occurs twice");
}

TEST(GgufMalformed, refusesATensorThatOccursTwice)
{
    expectRefused(RawGguf(2, 0).tensor("w", {8}, kF32, 0).tensor("w", {8}, kF32, 32).data(64),
                  "the tensor \"w\" occurs twice");
}

TEST(GgufMalformed, refusesATensorPastTheEnd)
{
    expectRefused(RawGguf(1, 0).tensor("w", {17}, kF32, 0).data(64), "reaches past the end");
    expectRefused(RawGguf(1, 0).tensor("w", {1}, kF32, 64).data(64), "reaches past the end");
    expectRefused(RawGguf(1, 0).tensor("w", {1}, kF32, UINT64_MAX - 31).data(64), "reaches past the end");
    expectRefused(RawGguf(1, 0).tensor("w", {1}, kF32, kHuge).data(64), "reaches past the end");
}

TEST(GgufMalformed, refusesTensorsThatOverlap)
{
    expectRefused(RawGguf(2, 0).tensor("v", {8}, kF32, 0).tensor("w", {8}, kF32, 0).data(64), "overlap");
    expectRefused(RawGguf(2, 0).tensor("v", {8}, kF32, 32).tensor("w", {9}, kF32, 0).data(96), "overlap");
    EXPECT_TRUE(RawGguf(2, 0).tensor("v", {8}, kF32, 32).tensor("w", {8}, kF32, 0).data(64).parse());
}

TEST(GgufMalformed, refusesATensorOffTheAlignment)
{
    expectRefused(RawGguf(1, 0).tensor("w", {1}, kF32, 4).data(64), "no multiple of the alignment 32");
}

TEST(GgufMalformed, refusesUnknownTypes)
{
    expectRefused(RawGguf(0, 1).string("k").u32(13).u32(0).u64(0), "unknown type 13");
    expectRefused(RawGguf(0, 1).string("k").u32(UINT32_MAX).u32(0).u64(0), "unknown type 4294967295");
    expectRefused(RawGguf(0, 1).key("a", Array).u32(13).u64(1).u64(0), "unknown type 13");
    for (const uint32_t type : {4u, 5u, 31u, 33u, 38u, 1000u, UINT32_MAX})
        expectRefused(RawGguf(1, 0).tensor("w", {256}, type, 0).data(4096),
                      "unknown type " + std::to_string(type));
}

TEST(GgufMalformed, refusesNestedArrays)
{
    expectRefused(RawGguf(0, 1).array("a", Array, 1).u32(0).u64(1).u8(7), "array of arrays");
}

TEST(GgufMalformed, refusesABoolThatIsNeither)
{
    expectRefused(RawGguf(0, 1).key("b", Bool).u8(2), "bool");
    expectRefused(RawGguf(0, 1).array("b", Bool, 2).u8(1).u8(255), "bool");
}

TEST(GgufMalformed, refusesShapesThatCannotBe)
{
    expectRefused(RawGguf(1, 0).tensor("w", {}, kF32, 0).data(64), "has 0 dimensions");
    expectRefused(RawGguf(1, 0).tensor("w", {1, 1, 1, 1, 1}, kF32, 0).data(64), "has 5 dimensions");
    expectRefused(RawGguf(1, 0).tensor("w", {4, 0}, kF32, 0).data(64), "dimension of 0");
    expectRefused(RawGguf(1, 0).tensor("w", {48, 2}, kQ8_0, 0).data(256), "no multiple of the 32");
}

TEST(GgufMalformed, refusesDamageInAnyByteOrReadsOn)
{
    // Flipped bits anywhere must end in a file or an Error; every span of an accepted file lies inside.
    const std::vector<std::byte> whole = completeFile();
    const auto* begin = reinterpret_cast<const std::byte*>(whole.data());
    int refused = 0;
    for (std::size_t at = 0; at + 400 < whole.size(); ++at) {
        for (const unsigned bits : {0x01u, 0x80u, 0xFFu}) {
            std::vector<std::byte> damaged(begin, begin + whole.size());
            damaged[at] ^= static_cast<std::byte>(bits);
            const auto file = GgufFile::fromBytes(damaged, "damaged");
            refused += !file;
            if (!file)
                continue;
            for (const GgufTensor& tensor : file->tensors()) {
                ASSERT_GE(tensor.data.data(), damaged.data());
                ASSERT_LE(tensor.data.data() + tensor.data.size(), damaged.data() + damaged.size());
            }
        }
    }
    EXPECT_GT(refused, 500);
}

TEST(GgufMalformed, showsForeignNamesWithoutControlCharacters)
{
    const auto file = RawGguf(0, 1).string("evil\n\x1b[31m\xff").u32(99).u64(0).parse();
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().sentence, HasSubstr("evil  [31m\xEF\xBF\xBD"));
}

}
}
