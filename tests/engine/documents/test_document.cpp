#include "engine/documents/document.h"

#include <gtest/gtest.h>

using namespace embedscope;

TEST(Document, joinsBlocksByAnEmptyLine)
{
    Document document;
    EXPECT_EQ(documentText(document), "");
    document.blocks = {{"One", 1, {}}, {"Two", 0, {}}};
    EXPECT_EQ(documentText(document), "One\n\nTwo");
}

TEST(Position, isToldAsPeopleSayIt)
{
    EXPECT_EQ(positionText({}), "");
    EXPECT_EQ(positionText({Position::Kind::Page, 3, {}}), "page 3");
    EXPECT_EQ(positionText({Position::Kind::Sheet, 1, "Budget"}), "sheet Budget");
}

TEST(Position, kindsHaveNamesThatLeadBack)
{
    using Kind = Position::Kind;
    for (const Kind kind :
         {Kind::Page, Kind::Line, Kind::Sheet, Kind::Slide, Kind::Message, Kind::Chapter, Kind::Member})
        EXPECT_EQ(positionKindFromName(positionKindName(kind)), kind);
    EXPECT_EQ(positionKindFromName("paragraph"), Kind::None);
    EXPECT_EQ(positionKindFromName(""), Kind::None);
}

TEST(Refusal, reasonsAreTheWordsOfTheContract)
{
    EXPECT_EQ(refusalName(RefusalReason::Encrypted), "encrypted");
    EXPECT_EQ(refusalName(RefusalReason::NoText), "no-text");
    EXPECT_EQ(refusalName(RefusalReason::NotFound), "not-found");
}
