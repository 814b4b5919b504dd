#include "engine/readers/pdf_lines.h"

#include "engine/readers/pdf_repair.h"
#include "tests/engine/readers/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::ElementsAre;

namespace {

std::vector<std::string> paragraphs(const std::string& drawn, const std::string& guessed)
{
    std::vector<Block> blocks;
    appendPdfPage({drawn, guessed}, 3, blocks);
    std::vector<std::string> texts;
    for (const Block& block : blocks) {
        EXPECT_EQ(block.position, (Position{Position::Kind::Page, 3, {}}));
        texts.push_back(block.text);
    }
    return texts;
}

}

TEST(PdfLines, joinsWordsThatAHyphenSplits)
{
    EXPECT_THAT(paragraphs("metallur-\ngists and Mid-\nAtlantic", ""),
                ElementsAre("metallurgists and Mid-\nAtlantic"));
    EXPECT_THAT(paragraphs("gr\u00F6-\n\u00DFer", ""), ElementsAre("gr\u00F6\u00DFer"));
    EXPECT_THAT(paragraphs("a - \nb 5-\n6", ""), ElementsAre("a -\nb 5-\n6"));
}

TEST(PdfLines, takesOrderFromTheDrawingAndBordersFromTheGuess)
{
    EXPECT_THAT(paragraphs("1 Fire\nIt burned.\n2 Light\nIt shone.\nIt went out.",
                           "1\n\nFire\n\nIt shone.\nIt went out.\n\nIt burned.\n\n2\n\nLight\n"),
                ElementsAre("1 Fire", "It burned.", "2 Light", "It shone.\nIt went out."));
}

TEST(PdfLines, takesTheGuessForTextFromRightToLeft)
{
    const std::string logical = "\u05E0\u05E8 \u05D0\u05D7\u05D3";
    EXPECT_THAT(paragraphs("drawn the other way round", logical), ElementsAre(logical));
}

TEST(PdfLines, joinsLinesThatOnlyTheEdgeOfThePaperEnds)
{
    EXPECT_THAT(
        paragraphs(
            "Before paper, people wrote on whatever held still:\nclay, wax, bark, bamboo, silk, papyrus and\n"
            "skin. Each had its fault.\nClay was heavy.",
            ""),
        ElementsAre(
            "Before paper, people wrote on whatever held still: clay, wax, bark, bamboo, silk, papyrus and "
            "skin. Each had its fault.\nClay was heavy."));
    EXPECT_THAT(paragraphs("Roses are red,\nviolets are blue", ""),
                ElementsAre("Roses are red,\nviolets are blue"));
    EXPECT_THAT(paragraphs("\u2022 Turn the crank slowly until it is free again.\n\u2022 Shake the grinder "
                           "over the sink, not the floor.",
                           ""),
                ElementsAre("\u2022 Turn the crank slowly until it is free again.\n\u2022 Shake the grinder "
                            "over the sink, not the floor."));
}

TEST(PdfLines, leavesOutALastLineThatIsThePagesNumber)
{
    EXPECT_THAT(paragraphs("Around the middle\n3\n\n", ""), ElementsAre("Around the middle"));
    EXPECT_THAT(paragraphs("Around the middle\n4", ""), ElementsAre("Around the middle\n4"));
    EXPECT_THAT(paragraphs("3\nAround the middle", ""), ElementsAre("3\nAround the middle"));
    EXPECT_THAT(paragraphs("3", ""), ElementsAre("3"));
}

TEST(PdfLines, joinsAVowelSignToItsLetter)
{
    EXPECT_THAT(paragraphs("\u0915\n\u0947 \u092A", ""), ElementsAre("\u0915\u0947 \u092A"));
}

TEST(PdfRepair, writesATrailerWhereNoneIs)
{
    const auto repaired = withTrailer("%PDF-1.4\n7 0 obj\n<< /Type /Catalog >>\nendobj\n");
    ASSERT_TRUE(repaired);
    EXPECT_NE(repaired->find("/Root 7 0 R"), std::string::npos);
    EXPECT_FALSE(withTrailer("%PDF-1.4\n7 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n"));
    EXPECT_FALSE(withTrailer("%PDF-1.4\n"));
    EXPECT_FALSE(withTrailer("/Catalog"));
    EXPECT_FALSE(withTrailer("obj /Catalog"));
    EXPECT_FALSE(withTrailer(" 0 obj /Catalog"));
}

namespace {

// Without a table of objects: poppler looks for them itself.
std::string pdfOf(const std::vector<std::string>& pages)
{
    std::string kids, objects;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        const std::string page = std::to_string(10 + 2 * i), content = std::to_string(11 + 2 * i);
        const std::string drawing = pages[i].empty() ? "" : "BT /F 12 Tf 72 700 Td (" + pages[i] + ") Tj ET";
        kids += page + " 0 R ";
        objects += page + " 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents " + content
            + " 0 R /Resources <</Font <</F 3 0 R>>>>>> endobj\n" + content + " 0 obj <</Length "
            + std::to_string(drawing.size()) + ">> stream\n" + drawing + "\nendstream endobj\n";
    }
    return "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Count "
        + std::to_string(pages.size()) + " /Kids [" + kids
        + "]>> endobj\n3 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj\n" + objects
        + "trailer <</Root 1 0 R>>\n";
}

}

TEST(Pdf, namesThePagesWithoutText)
{
    EXPECT_TRUE(documentNamed("a.pdf", pdfOf({"one", "two"})).remarks.empty());
    const Document document =
        documentNamed("a.pdf", pdfOf({"one", "", "three", "", "", "", "seven", "", ""}));
    EXPECT_THAT(textsOf(document), testing::ElementsAre("one", "three", "seven"));
    EXPECT_THAT(document.remarks, testing::ElementsAre("No text on pages 2, 4-6, 8, 9 (scanned or blank)."));
    EXPECT_THAT(documentNamed("a.pdf", pdfOf({"one", ""})).remarks,
                testing::ElementsAre("No text on page 2 (scanned or blank)."));
}
