#include "tests/engine/readers/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::ElementsAre;

TEST(MarkdownReader, givesHeadingsParagraphsListsTablesAndCode)
{
    const Document document =
        documentNamed("a.md",
                      "# Bees & honey\n\nThe *hive* is [warm](http://x.invalid).\n\n"
                      "- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nint x;\n\nint y;\n```\n"
                      "Second\n------\n");
    EXPECT_EQ(document.title, "Bees & honey");
    EXPECT_THAT(textsOf(document),
                ElementsAre("Bees & honey", "The hive is warm.", "one", "two", "a\tb", "1\t2",
                            "int x;\n\nint y;", "Second"));
    EXPECT_EQ(document.blocks[0].headingLevel, 1);
    EXPECT_EQ(document.blocks[1].headingLevel, 0);
    EXPECT_EQ(document.blocks[7].headingLevel, 2);
}

TEST(MarkdownReader, countsLines)
{
    const Document document = documentNamed("a.md", "# One\n\nText\nmore\n\n* item\n\n    code\n");
    std::vector<int> lines;
    for (const Block& block : document.blocks)
        lines.push_back(block.position.number);
    EXPECT_THAT(lines, ElementsAre(1, 3, 6, 8));
}

TEST(MarkdownReader, leavesOutTagsButKeepsTheirText)
{
    const Document document =
        documentNamed("a.md", "<div align=center>\n<b>inside</b>\n</div>\n\na <i>b</i> &amp; &eacute;\n");
    EXPECT_THAT(textsOf(document), ElementsAre("inside", "a b & \u00E9"));
}

TEST(MarkdownReader, takesFrontMatterForText)
{
    const Document document = documentNamed("a.md", "---\ntitle: Bees\n---\n# Hive\n");
    EXPECT_THAT(textsOf(document), ElementsAre("title: Bees", "Hive"));
    EXPECT_EQ(document.blocks[0].headingLevel, 0);
    EXPECT_EQ(document.blocks[0].position.number, 2);
    EXPECT_EQ(document.blocks[1].position.number, 4);
}
