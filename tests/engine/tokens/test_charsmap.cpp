#include "engine/tokens/charsmap.h"
#include "tests/engine/tokens/charsmap_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace embedscope {
namespace {

using testing::HasSubstr;

std::string faultOf(const std::vector<uint8_t>& bytes)
{
    const auto map = Charsmap::fromBytes(std::as_bytes(std::span(bytes)));
    return map ? "no fault" : map.error().sentence;
}

void expectMatch(const Charsmap& map, std::string_view text, std::size_t at, std::size_t length,
                 std::string_view replacement)
{
    const auto match = map.find(text, at);
    ASSERT_TRUE(match) << text;
    EXPECT_EQ(match->length, length);
    EXPECT_EQ(match->replacement, replacement);
}

TEST(Charsmap, findsTheLongestPrefix)
{
    const auto bytes =
        CharsmapMaker().add("\u2460", "1").add("e", "E").add("e\u0301", "\u00E9").add("x", "").bytes();
    const auto map = Charsmap::fromBytes(std::as_bytes(std::span(bytes)));
    ASSERT_TRUE(map) << map.error().sentence;
    expectMatch(*map, "a\u2460", 1, 3, "1");
    expectMatch(*map, "e\u0301", 0, 3, "\u00E9");
    expectMatch(*map, "e\u0302", 0, 1, "E");
    expectMatch(*map, "e", 0, 1, "E");
    expectMatch(*map, "x", 0, 1, "");
    EXPECT_FALSE(map->find("a", 0));
    EXPECT_FALSE(map->find(std::string_view("\0", 1), 0));
    EXPECT_FALSE(map->find("\xE2\x91", 0));
    EXPECT_FALSE(Charsmap().find("a", 0));
}

TEST(Charsmap, refusesIndicesOutOfBounds)
{
    const CharsmapMaker good = CharsmapMaker().add("ab", "c");
    ASSERT_EQ(faultOf(good.bytes()), "no fault");
    for (std::size_t i = 0; i < 256; ++i) { // every unit a text can come to points far away
        CharsmapMaker bad = good;
        if (bad.units()[i] == 0)
            continue;
        bad.units()[i] = (bad.units()[i] & 0x800003FF) | 0x7FFFFC00;
        EXPECT_THAT(faultOf(bad.bytes()),
                    testing::AnyOf(HasSubstr("points to entry"), HasSubstr("points to byte")))
            << i;
    }
}

TEST(Charsmap, refusesWhatIsCutOrDoesNotEnd)
{
    auto bytes = CharsmapMaker().add("a", "b").bytes();
    EXPECT_THAT(faultOf({}), HasSubstr("too short"));
    EXPECT_THAT(faultOf({bytes.begin(), bytes.begin() + 100}), HasSubstr("announces 1024 bytes"));
    bytes.back() = 'b';
    EXPECT_THAT(faultOf(bytes), HasSubstr("does not end"));
    EXPECT_THAT(faultOf({0, 0, 0, 0, 0}), HasSubstr("announces 0 bytes"));
    EXPECT_THAT(faultOf(CharsmapMaker().add("a", "\xFF").bytes()), HasSubstr("not UTF-8"));
    EXPECT_THAT(faultOf(CharsmapMaker().add("a", std::string(300, 'b')).bytes()), HasSubstr("too long"));
    EXPECT_THAT(faultOf({bytes.begin(), bytes.begin() + 4 + 1024}), HasSubstr("0 bytes of replacements"));
}

TEST(Charsmap, anyDamagedByteIsAFaultOrAnotherTable)
{
    const auto good = CharsmapMaker().add("ab", "c").add("\u2460", "1").bytes();
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (const int change : {1, 2, 128, 255}) {
            auto bytes = good;
            bytes[i] = static_cast<uint8_t>(bytes[i] ^ change);
            if (const auto map = Charsmap::fromBytes(std::as_bytes(std::span(bytes)))) {
                for (const std::string_view text : {"ab", "\u2460", "abab", "zz"})
                    map->find(text, 0);
            }
        }
    }
}

}
}
