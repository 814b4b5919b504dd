#include "tests/engine/readers/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::ElementsAre;

TEST(HtmlReader, givesWhatAPageShows)
{
    const Document document =
        documentNamed("a.html",
                      "<html><head><title> The\nmill </title><style>p{}</style></head><body><h2>Bell</h2>"
                      "<p>It rang\n <b>twice</b>.<br>Then not.<script>x()</script><ul><li>one<li>two</ul>"
                      "<table><tr><td>a<td>b<tr><td>c</table><pre>x\n  y</pre><img alt='A boat'>");
    EXPECT_EQ(document.title, "The mill");
    EXPECT_THAT(
        textsOf(document),
        ElementsAre("Bell", "It rang twice.\nThen not.", "one", "two", "a\tb", "c", "x\n  y", "A boat"));
    EXPECT_EQ(document.blocks[0].headingLevel, 2);
    EXPECT_EQ(document.blocks[1].headingLevel, 0);
}

TEST(HtmlReader, leavesOutWhatIsHidden)
{
    const Document document =
        documentNamed("a.html",
                      "<p hidden>a</p><p style='color:red; DISPLAY : none'>b</p><template>c</template>"
                      "<noscript>d</noscript><iframe>e</iframe><!-- f --><p>shown</p>");
    EXPECT_THAT(textsOf(document), ElementsAre("shown"));
}

TEST(HtmlReader, decodesBytesAsThePageSays)
{
    EXPECT_THAT(textsOf(documentNamed("a.html", "<meta charset=koi8-r><p>\xC1\xC2")),
                ElementsAre("\u0430\u0431"));
    EXPECT_THAT(
        textsOf(documentNamed("a.html",
                              "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>"
                              "<p>\xE0\xE1")),
        ElementsAre("\u0430\u0431"));
    EXPECT_THAT(textsOf(documentNamed("a.html", "<meta charset=koi8-r><p>\u0430\u0431")),
                ElementsAre("\u0430\u0431"));
}

TEST(HtmlReader, readsFourThousandLevels)
{
    std::string page;
    for (int i = 0; i < 4000; ++i)
        page += "<div>";
    EXPECT_THAT(textsOf(documentNamed("a.html", "<html>" + page + "bottom")), ElementsAre("bottom"));
}

TEST(HtmlReader, refusesPagesThatShowNothing)
{
    EXPECT_EQ(reasonNamed("a.html", "<html><script>x()</script></html>"), "no-text");
}

TEST(HtmlReader, givesTheTitleWhereThereIsNothingElse)
{
    EXPECT_THAT(
        textsOf(documentNamed("a.html", "<html><title>Frames</title><frameset><frame src=x></frameset>")),
        ElementsAre("Frames"));
}

TEST(HtmlReader, readsAPageCutAnywhere)
{
    const std::string page =
        "<!doctype html><html><head><title>t</title></head><body><p class='a'>text &amp; <b>x</b>"
        "<table><tr><td>y</td></tr></table><!-- c --></body></html>";
    for (std::size_t size = 0; size <= page.size(); ++size)
        readNamed("a.html", page.substr(0, size));
    EXPECT_EQ(documentNamed("a.html", page.substr(0, page.find("<table"))).blocks.size(), 1u);
}
