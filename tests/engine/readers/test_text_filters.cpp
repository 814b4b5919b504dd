#include "tests/engine/readers/reading.h"

#include "engine/readers/text_filters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::ElementsAre;

TEST(JsonEscapes, becomeTheirCharactersInsideOfStrings)
{
    EXPECT_EQ(withoutJsonEscapes(R"({"a": "x\u263a \"y\" \n\/ \ud83d\ude0a"})"),
              "{\"a\": \"x\u263A \"y\"  / \U0001F60A\"}");
    EXPECT_EQ(withoutJsonEscapes(R"("\ud83d" "\u12" "\q)"), "\"\uFFFD\" \"\\u12\" \"\\q");
    EXPECT_EQ(withoutJsonEscapes("\\u263a"), "\\u263a") << "outside of a string";
    EXPECT_EQ(withoutJsonEscapes("\"\\"), "\"\\");
}

TEST(LatexComments, endWithTheirLine)
{
    EXPECT_EQ(withoutLatexComments("a % b\nc 5\\% d \\\\% e"), "a \nc 5\\% d \\\\");
}

TEST(CsvRecords, loseTheirQuotesAndKeepTheirLines)
{
    const Document document = documentNamed("a.csv", "a;b\n1;\"x; \"\"y\"\"\nz\"\n\n2;w \"q\"\n");
    EXPECT_THAT(textsOf(document), ElementsAre("a;b", "1;x; \"y\"\nz", "2;w \"q\""));
    EXPECT_EQ(document.blocks[1].position.number, 2);
    EXPECT_EQ(document.blocks[2].position.number, 5);
}

TEST(CsvRecords, surviveAQuoteThatIsNeverClosed)
{
    EXPECT_THAT(textsOf(documentNamed("a.csv", "a,b\n\"1,2\n3,4")), ElementsAre("a,b", "\"1,2", "3,4"));
}

TEST(SubtitleCues, loseTheirTimesAndTags)
{
    const Document document =
        documentNamed("a.vtt",
                      "WEBVTT\n\nNOTE not this\n\n1\n00:01.000 --> 00:04.000 align:start\n"
                      "<v Olga>It <b>froze</b> {\\an8}3 < 4\n\n00:05.000 --> 00:06.000\nTwice.\n");
    EXPECT_EQ(document.kind, "subtitles");
    EXPECT_THAT(textsOf(document), ElementsAre("It froze 3 < 4", "Twice."));
    EXPECT_EQ(document.blocks[0].position.number, 7);
    EXPECT_EQ(document.blocks[1].position.number, 10);
}

TEST(XmlReader, keepsWordsInASentenceTogether)
{
    const Document document = documentNamed(
        "a.xml",
        "<?xml version='1.0'?><a><!-- no --><b>one</b><c>two <i>three</i> four</c><script>no</script></a>");
    EXPECT_EQ(document.kind, "xml");
    EXPECT_THAT(textsOf(document), ElementsAre("one", "two three four"));
}

TEST(XmlReader, replacesNoEntities)
{
    const std::string bomb = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'lol'><!ENTITY y '&x;&x;'>"
                             "<!ENTITY f SYSTEM 'file:///etc/passwd'>]><a><b>start</b><c>&y;&f;</c></a>";
    EXPECT_THAT(textsOf(documentNamed("a.xml", bomb)), ElementsAre("start"));
}

TEST(XmlReader, refusesWhatIsTooDeepAndGivesWhatStandsBeforeAnError)
{
    std::string deep = "<?xml version='1.0'?>";
    for (int i = 0; i < 20'000; ++i)
        deep += "<a>";
    EXPECT_EQ(reasonNamed("a.xml", deep + "x"), "too-deep");
    const Document cut = documentNamed("a.xml", "<?xml version='1.0'?><a><b>one</b><c>two");
    ASSERT_FALSE(cut.blocks.empty());
    EXPECT_EQ(cut.blocks[0].text, "one");
    EXPECT_EQ(cut.remarks.size(), 1u);
}
