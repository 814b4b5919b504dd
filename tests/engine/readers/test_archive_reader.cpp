#include "engine/readers/part_collector.h"
#include "tests/engine/readers/archive_writer.h"
#include "tests/engine/readers/reading.h"
#include "tests/engine/readers/zip_writer.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

using namespace embedscope;
using namespace embedscope::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::string dataFile(const std::string& name)
{
    std::ifstream stream(EMBEDSCOPE_TEST_DATA "/documents/" + name, std::ios::binary);
    std::stringstream bytes;
    bytes << stream.rdbuf();
    return bytes.str();
}

std::vector<std::string> placesOf(const Document& document)
{
    std::vector<std::string> places;
    for (const Block& block : document.blocks)
        places.push_back(positionText(block.position));
    return places;
}

std::string refusalSentence(const std::string& name, std::string_view bytes)
{
    const ReadResult result = readNamed(name, bytes);
    const Refusal* const refusal = std::get_if<Refusal>(&result);
    return refusal ? refusal->sentence : "read";
}

std::string nested(int levels, std::string content)
{
    std::string name = "kernel.txt";
    for (int i = 0; i < levels; ++i) {
        content = zipOf({{name, content}});
        name = "level.zip";
    }
    return content;
}

void addXz(archive* handle)
{
    archive_write_add_filter_xz(handle);
}

void addZstd(archive* handle)
{
    archive_write_add_filter_zstd(handle);
}

void addBzip2(archive* handle)
{
    archive_write_add_filter_bzip2(handle);
}

}

TEST(Archives, giveEveryMemberUnderItsName)
{
    const Members members = {{"a.txt", "first"}, {"docs/b.md", "# second"}};
    for (const std::string& bytes :
         {zipOf(members), tarOf(members), tarOf(members, addXz), tarOf(members, addZstd),
          tarOf(members, addBzip2), sevenZipOf(members)}) {
        const Document document = documentNamed("box", bytes);
        EXPECT_THAT(textsOf(document), ElementsAre("first", "second")) << document.kind;
        EXPECT_THAT(placesOf(document), ElementsAre("member a.txt", "member docs/b.md"));
    }
}

TEST(Archives, readArchivesInsideArchives)
{
    const std::string inner = zipOf({{"c.txt", "words"}});
    const Document document = documentNamed("a.tar", tarOf({{"b/inner.zip", inner}}));
    EXPECT_THAT(placesOf(document), ElementsAre("member b/inner.zip/c.txt"));
}

TEST(Archives, keepThePlaceInsideOfAMember)
{
    const Document document = documentNamed("a.zip", zipOf({{"letters.mbox", dataFile("letters.mbox")}}));
    EXPECT_EQ(placesOf(document).back(), "member letters.mbox, message 3");
}

TEST(Archives, giveACompressedFileAsWhatItIs)
{
    const Document document = documentNamed("notes.csv.gz", gzipOf("a,b\n1,2\n"));
    EXPECT_EQ(document.kind, "csv");
    EXPECT_THAT(placesOf(document), ElementsAre("line 1", "line 2"));
}

TEST(Archives, doNotLetOneBadMemberSpoilTheOthers)
{
    const Document document = documentNamed(
        "a.zip", zipOf({{"x.png", "\x89PNG\r\n\x1A\n"}, {"empty.txt", ""}, {"good.txt", "words"}}));
    EXPECT_THAT(textsOf(document), ElementsAre("words"));
    EXPECT_THAT(document.remarks, ElementsAre("1 not read: x.png (unsupported)."));
    EXPECT_EQ(reasonNamed("a.zip", zipOf({{"x.png", "\x89PNG\r\n\x1A\n"}})), "no-text");
}

TEST(Archives, areRefusedByDepth)
{
    EXPECT_EQ(reasonNamed("a.zip", nested(9, "deep words")), "read");
    EXPECT_EQ(reasonNamed("a.zip", nested(10, "deep words")), "too-deep");
    EXPECT_EQ(refusalSentence("a.zip", nested(30, "deep words")),
              "a.zip holds no text that can be read: level.zip lies more than 8 archives deep.");
    const Document beside =
        documentNamed("a.zip", zipOf({{"deep.zip", nested(12, "deep words")}, {"letter.txt", "letter"}}));
    EXPECT_THAT(textsOf(beside), ElementsAre("letter"));
    EXPECT_THAT(beside.remarks, ElementsAre("1 not read: deep.zip (too-deep)."));
}

TEST(Archives, areRefusedByRatio)
{
    const std::string bomb = gzipOf(std::string(std::size_t{6} << 20, 'x'));
    ASSERT_LT(bomb.size(), 20'000u);
    EXPECT_EQ(reasonNamed("a.txt.gz", bomb), "too-large");
    EXPECT_THAT(refusalSentence("a.txt.gz", bomb), HasSubstr("more than 200 times"));
    EXPECT_EQ(reasonNamed("a.gz", gzipOf(bomb)), "too-large") << "the ratio holds over all levels";
    const Document beside = documentNamed("a.zip", zipOf({{"bomb.gz", bomb}, {"letter.txt", "letter"}}));
    EXPECT_THAT(textsOf(beside), ElementsAre("letter"));
}

TEST(Archives, areRefusedBySizeOverAllMembers)
{
    Members members;
    for (int i = 0; i < 20; ++i)
        members.emplace_back("part" + std::to_string(i), std::string(1000, 'x'));
    UnpackBudget budget(1 << 20, 10'000);
    ReadOptions options{"a.tar", {}};
    options.budget = &budget;
    const ReadResult result = readDocument(tarOf(members), options);
    ASSERT_TRUE(std::holds_alternative<Refusal>(result));
    EXPECT_EQ(std::get<Refusal>(result).reason, RefusalReason::TooLarge);
}

TEST(Archives, takeNamesForLabels)
{
    EXPECT_EQ(partLabel("../../etc/passwd"), "etc/passwd");
    EXPECT_EQ(partLabel("/abs/./a//b.txt"), "abs/a/b.txt");
    EXPECT_EQ(partLabel("C:\\Users\\me.txt"), "Users/me.txt");
    EXPECT_EQ(partLabel(".."), "unnamed");
    EXPECT_EQ(partLabel("M\x81"
                        "digkeit.txt"),
              "Müdigkeit.txt");
    EXPECT_EQ(partLabel("two\nlines\x1B[0m"), "two lines");
    EXPECT_LT(partLabel(std::string(60'000, 'n')).size(), 500u);
}

TEST(Archives, askForAPassword)
{
    const std::string bytes = dataFile("password-aes.zip");
    ASSERT_FALSE(bytes.empty());
    EXPECT_EQ(reasonNamed("a.zip", bytes), "encrypted");
    ReadOptions options{"a.zip", "sesam"};
    EXPECT_TRUE(std::holds_alternative<Document>(readDocument(bytes, options)));
    options.password = "sesame";
    const ReadResult wrong = readDocument(bytes, options);
    ASSERT_TRUE(std::holds_alternative<Refusal>(wrong));
    EXPECT_EQ(std::get<Refusal>(wrong).reason, RefusalReason::Encrypted);
}

TEST(Archives, endWellCutOrBrokenAnywhere)
{
    const Members members = {{"a.txt", "first words"}, {"b.txt", "second words"}};
    for (const std::string& bytes :
         {zipOf(members), sevenZipOf(members), tarOf(members, addXz), gzipOf("words")}) {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            readNamed("a", bytes.substr(0, i));
            std::string broken = bytes;
            broken[i] = static_cast<char>(broken[i] ^ 0x55);
            readNamed("a", broken);
        }
    }
}
