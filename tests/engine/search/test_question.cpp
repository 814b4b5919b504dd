// What of a typed question narrows the search, and what stays its text.
#include "engine/search/question.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace embedscope;
using testing::ElementsAre;

namespace {

TEST(QuestionText, takesPartsOutWhereverTheyStand)
{
    const Question question =
        parseQuestion("type:pdf,docx how do bells ring folder:\"my papers\" file:church score:0.25 in:mail");
    EXPECT_EQ(question.text, "how do bells ring");
    EXPECT_THAT(question.filter.kinds, ElementsAre("pdf", "docx"));
    EXPECT_EQ(question.filter.folder, "my papers");
    EXPECT_EQ(question.filter.name, "church");
    EXPECT_EQ(question.filter.collection, "mail");
    EXPECT_EQ(question.leastScore, 0.25);
    EXPECT_TRUE(question.narrows());
}

TEST(QuestionText, leavesWhatItDoesNotUnderstand)
{
    for (const char* typed :
         {"note: bells", "http://example.org", "type: pdf", "after:soon", "score:high", "before:2024-13-01",
          "after:2024-02-30", "\"type:pdf\"", "std::vector", "12:30", ":", "a:b"}) {
        const Question question = parseQuestion(typed);
        EXPECT_EQ(question.text, typed);
        EXPECT_FALSE(question.narrows()) << typed;
    }
}

TEST(QuestionText, keepsPhrasesAndSignsForTheWords)
{
    EXPECT_EQ(parseQuestion("  \"exact  phrase\" -not  type:md star*").text, "\"exact  phrase\" -not star*");
    EXPECT_EQ(parseQuestion("folder:\"open end").text, "");
    EXPECT_EQ(parseQuestion("folder:\"open end").filter.folder, "\"open end");
}

TEST(QuestionText, daysAreLocalAndExact)
{
    const auto year = dayFromText("2024"), month = dayFromText("2024-01"), day = dayFromText("2024-01-01");
    ASSERT_TRUE(year && month && day);
    EXPECT_EQ(*year, *month);
    EXPECT_EQ(*year, *day);
    EXPECT_EQ(*dayFromText("2024-03-01") - *dayFromText("2024-02-28"), 2 * 86400) << "a leap year";
    EXPECT_EQ(parseQuestion("after:2024").filter.fromSeconds, *year);
    EXPECT_EQ(parseQuestion("before:2024-01-01").filter.untilSeconds, *year);
    for (const char* text : {"", "24", "2024-1", "2024-01-01-01", "2024-", "-2024", "2023-02-29", "2024-00"})
        EXPECT_FALSE(dayFromText(text)) << text;
}

}
