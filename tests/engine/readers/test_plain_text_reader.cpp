#include "tests/engine/readers/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::ElementsAre;

TEST(PlainTextReader, givesParagraphsWithTheirLines)
{
    const Document document = documentNamed("a.txt", "One\ntwo\n\n  \nThree\r\n\r\nFour");
    EXPECT_EQ(document.kind, "text");
    EXPECT_THAT(textsOf(document), ElementsAre("One\ntwo", "Three", "Four"));
    EXPECT_EQ(document.blocks[0].position.number, 1);
    EXPECT_EQ(document.blocks[1].position.number, 5);
    EXPECT_EQ(document.blocks[2].position.number, 7);
}

TEST(PlainTextReader, givesEveryLineOfALongListButKeepsWrappedProse)
{
    std::string list, prose;
    for (int i = 0; i < 30; ++i) {
        list += "Entry " + std::to_string(i * i * i) + " is here\n";
        prose +=
            "words that were cut where the line was full, again and ag" + std::string(i % 3u, 'a') + "\n";
    }
    EXPECT_EQ(documentNamed("a.txt", list).blocks.size(), 30u);
    EXPECT_EQ(documentNamed("a.txt", list).blocks[7].position.number, 8);
    EXPECT_EQ(documentNamed("a.txt", prose).blocks.size(), 1u);
}

TEST(PlainTextReader, givesEveryRowOfATable)
{
    EXPECT_THAT(textsOf(documentNamed("a.jsonl", "{\"a\":1}\n{\"b\":2}\n")),
                ElementsAre("{\"a\":1}", "{\"b\":2}"));
}

TEST(PlainTextReader, refusesFilesWithoutText)
{
    EXPECT_EQ(reasonNamed("a.txt", ""), "no-text");
    EXPECT_EQ(reasonNamed("a.txt", " \n\t"), "no-text");
    EXPECT_EQ(reasonNamed("a.txt", "\xEF\xBB\xBF"), "no-text");
    EXPECT_EQ(reasonNamed("a.txt", "\u00A0\u2003\u00AD"), "no-text");
}

TEST(PlainTextReader, saysWhatItReplaced)
{
    const Document document = documentNamed("a.txt", "caf\xC3\xA9 na\xC3\xAFve \xFF end");
    ASSERT_EQ(document.remarks.size(), 1u);
    EXPECT_THAT(document.remarks[0], testing::HasSubstr("replaced"));
}
