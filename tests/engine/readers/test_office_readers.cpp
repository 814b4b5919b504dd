// Office documents made in the test, so that one sees what is in them; whole ones by real programs are in the
// collection.
#include "engine/readers/xlsx_styles.h"
#include "tests/engine/readers/reading.h"
#include "tests/engine/readers/zip_writer.h"

#include "engine/readers/zip_container.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::ElementsAre;

namespace {

std::string relationships(const std::string& content)
{
    return "<Relationships>" + content + "</Relationships>";
}

std::string relationship(const std::string& id, const std::string& type, const std::string& target)
{
    return "<Relationship Id='" + id + "' Type='http://x/" + type + "' Target='" + target + "'/>";
}

const std::string kNames = " xmlns:w='urn:w' xmlns:r='http://x/relationships' xmlns:text='urn:text' "
                           "xmlns:table='urn:table' xmlns:draw='urn:draw' xmlns:style='urn:style' "
                           "xmlns:office='urn:office' xmlns:presentation='urn:presentation' ";

Document wordDocument(const std::string& body)
{
    return documentNamed(
        "a.docx",
        zipOf(
            {{"[Content_Types].xml", "<Types/>"},
             {"_rels/.rels", relationships(relationship("1", "officeDocument", "word/document.xml"))},
             {"word/_rels/document.xml.rels", relationships(relationship("s", "styles", "styles.xml"))},
             {"word/styles.xml",
              "<w:styles" + kNames
                  + "><w:style w:type='paragraph' w:styleId='U2'>"
                    "<w:name w:val='heading 2'/></w:style></w:styles>"},
             {"word/document.xml", "<w:document" + kNames + "><w:body>" + body + "</w:body></w:document>"}}));
}

Document openDocument(const std::string& kind, const std::string& styles, const std::string& body)
{
    return documentNamed("a.odt",
                         zipOf({{"mimetype", "application/vnd.oasis.opendocument." + kind},
                                {"content.xml",
                                 "<office:document-content" + kNames + "><office:automatic-styles>" + styles
                                     + "</office:automatic-styles><office:body>" + body
                                     + "</office:body></office:document-content>"}}));
}

}

TEST(DocxReader, givesWhatStandsOnThePage)
{
    const Document document = wordDocument(
        "<w:p><w:pPr><w:pStyle w:val='U2'/><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>Bees</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:rPr><w:vanish "
        "w:val='0'/></w:rPr><w:t>.</w:t></w:r>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></"
        "w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></"
        "w:p></w:tc></w:tr></w:tbl>");
    EXPECT_EQ(document.kind, "docx");
    EXPECT_THAT(textsOf(document), ElementsAre("Bees", "One\ttwo\nthree.", "a\tb"));
    EXPECT_EQ(document.blocks[0].headingLevel, 2);
}

TEST(DocxReader, refusesADocumentThatEndsInTheMiddle)
{
    EXPECT_THAT(wordDocument("<w:p><w:r><w:t>One</w:t></w:r>").kind,
                testing::HasSubstr("ends in the middle"));
}

TEST(OdfReader, givesWhatStandsOnThePage)
{
    const Document document = openDocument(
        "text", "<style:style style:name='T1'><style:text-properties text:display='none'/></style:style>",
        "<office:text><text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:h text:outline-level='3'>Bees</text:h><text:p>One<text:s "
        "text:c='3'/>two<text:line-break/>three"
        "<text:span "
        "text:style-name='T1'>hidden</text:span><text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>A note.</text:p></text:note-body></text:note></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></"
        "table:table-cell><table:table-cell>"
        "<text:p>b</text:p></table:table-cell></table:table-row></table:table></office:text>");
    EXPECT_EQ(document.kind, "odt");
    EXPECT_THAT(textsOf(document), ElementsAre("Bees", "A note.", "One   two\nthree", "a\tb"));
    EXPECT_EQ(document.blocks[0].headingLevel, 3);
}

TEST(OdfReader, doesNotBelieveHowManyBlanksThereAre)
{
    const Document document = openDocument(
        "text", "", "<office:text><text:p>a<text:s text:c='2000000000'/>b</text:p></office:text>");
    ASSERT_EQ(document.blocks.size(), 1u);
    EXPECT_LT(document.blocks[0].text.size(), 200u);
}

TEST(OdfReader, namesTheSheetsAndLeavesOutHiddenOnes)
{
    const Document document = openDocument(
        "spreadsheet",
        "<style:style style:name='S'><style:table-properties table:display='false'/></style:style>",
        "<office:spreadsheet><table:table table:name='Secret' "
        "table:style-name='S'><table:table-row><table:table-cell>"
        "<text:p>x</text:p></table:table-cell></table:table-row></table:table><table:table "
        "table:name='Budget'>"
        "<table:table-row table:number-rows-repeated='1000000'><table:table-cell "
        "table:number-columns-repeated='16000'>"
        "<text:p>y</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>");
    EXPECT_EQ(document.kind, "ods");
    EXPECT_THAT(textsOf(document), ElementsAre("y"));
    EXPECT_EQ(document.blocks[0].position, (Position{Position::Kind::Sheet, 2, "Budget"}));
}

TEST(XlsxStyles, tellDatesFromNumbers)
{
    const std::string styles =
        "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='[$-409]d\\-mmm\\-yyyy;@'/>"
        "<numFmt numFmtId='165' formatCode='0.0 \"days\"'/>"
        "<numFmt numFmtId='166' formatCode='yyyy/mm/dd hh:mm'/></numFmts>"
        "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
        "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/>"
        "<xf numFmtId='166'/><xf numFmtId='20'/></cellXfs></styleSheet>";
    EXPECT_THAT(cellFormsOf(&styles),
                ElementsAre(CellForm::Plain, CellForm::Date, CellForm::Date, CellForm::Plain,
                            CellForm::DateTime, CellForm::Time));
    EXPECT_TRUE(cellFormsOf(nullptr).empty());
}

TEST(XlsxStyles, showDatesInFigures)
{
    EXPECT_EQ(shownDate("11447", CellForm::Date, false), "1931-05-04");
    EXPECT_EQ(shownDate("44260.4375", CellForm::DateTime, false), "2021-03-05 10:30");
    EXPECT_EQ(shownDate("0.75", CellForm::Time, false), "18:00");
    EXPECT_EQ(shownDate("42798", CellForm::Date, true), "2021-03-05");
    EXPECT_EQ(shownDate("44260.99999", CellForm::DateTime, false), "2021-03-06 00:00");
    for (const char* const odd : {"", "x", "-1", "1e300", "nan", "11447x"})
        EXPECT_EQ(shownDate(odd, CellForm::Date, false), odd);
}

TEST(XlsxReader, givesRowsUnderTheirSheets)
{
    const Document document = documentNamed(
        "a.xlsx",
        zipOf({{"[Content_Types].xml",
                "<Types><Override PartName='/xl/workbook.xml' ContentType='x.spreadsheetml.y'/></Types>"},
               {"_rels/.rels", relationships(relationship("1", "officeDocument", "xl/workbook.xml"))},
               {"xl/_rels/workbook.xml.rels",
                relationships(relationship("a", "worksheet", "one.xml")
                              + relationship("b", "worksheet", "/xl/two.xml")
                              + relationship("s", "sharedStrings", "strings.xml"))},
               {"xl/workbook.xml",
                "<workbook" + kNames
                    + "><sheets><sheet name='Hidden' state='veryHidden' r:id='a'/>"
                      "<sheet name='Budget' sheetId='7' r:id='b'/></sheets></workbook>"},
               {"xl/strings.xml",
                "<sst><si><t>eggs</t></si><si><r><t>rich "
                "</t></r><r><t>text</t></r><rPh><t>no</t></rPh></si></sst>"},
               {"xl/one.xml", "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"},
               {"xl/two.xml",
                "<worksheet><sheetData><row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c><v>4.5</v></c>"
                "<c t='b'><v>1</v></c><c t='s'><v>99</v></c><c t='inlineStr'><is><t>in</t></is></c></row>"
                "</sheetData></worksheet>"}}));
    EXPECT_EQ(document.kind, "xlsx");
    EXPECT_THAT(textsOf(document), ElementsAre("eggs\trich text\t4.5\tTRUE\tin"));
    EXPECT_EQ(document.blocks[0].position, (Position{Position::Kind::Sheet, 2, "Budget"}));
}

TEST(PptxReader, givesSlidesInTheOrderOfThePresentation)
{
    const auto slide = [](const std::string& title, const std::string& attributes) {
        return "<p:sld xmlns:p='urn:p' " + attributes + "><p:sp><p:ph type='title'/><p:txBody><p:p><p:r><p:t>"
            + title
            + "</p:t></p:r></p:p></p:txBody></p:sp><p:sp><p:ph "
              "type='sldNum'/><p:txBody><p:p><p:t>7</p:t></p:p></p:txBody>"
              "</p:sp></p:sld>";
    };
    const Document document = documentNamed(
        "a.pptx",
        zipOf({{"[Content_Types].xml",
                "<Types><Override PartName='/p.xml' ContentType='presentationml'/></Types>"},
               {"_rels/.rels", relationships(relationship("1", "officeDocument", "p.xml"))},
               {"_rels/p.xml.rels",
                relationships(relationship("a", "slide", "one.xml") + relationship("b", "slide", "two.xml")
                              + relationship("c", "slide", "three.xml"))},
               {"p.xml",
                "<p" + kNames
                    + "><sldId id='256' r:id='b'/><sldId id='257' r:id='c'/><sldId id='258' r:id='a'/></p>"},
               {"one.xml", slide("Last", "")},
               {"two.xml", slide("First", "")},
               {"three.xml", slide("Hidden", "show='0'")}}));
    EXPECT_EQ(document.kind, "pptx");
    EXPECT_THAT(textsOf(document), ElementsAre("First", "Last"));
    EXPECT_EQ(document.blocks[1].position, (Position{Position::Kind::Slide, 3, {}}));
    EXPECT_EQ(document.blocks[0].headingLevel, 1);
}

TEST(EpubReader, followsTheSpine)
{
    const Document document = documentNamed(
        "a.epub",
        zipOf({{"META-INF/container.xml", "<c><rootfile full-path='O/book%20one.opf'/></c>"},
               {"O/book one.opf",
                "<package><title>Stars</title><item id='1' href='a.xhtml'/><item id='2' href='b.xhtml'/>"
                "<item id='n' href='n.xhtml' properties='nav'/><itemref idref='n'/><itemref idref='2'/>"
                "<itemref idref='1'/><itemref idref='none'/></package>"},
               {"O/a.xhtml", "<html><body><p>Second</body></html>"},
               {"O/b.xhtml", "<html><body><p>First &eacute;</body></html>"},
               {"O/n.xhtml", "<html><body><p>Contents</body></html>"}}));
    EXPECT_EQ(document.kind, "epub");
    EXPECT_EQ(document.title, "Stars");
    EXPECT_THAT(textsOf(document), ElementsAre("First \u00E9", "Second"));
    EXPECT_EQ(document.blocks[1].position, (Position{Position::Kind::Chapter, 2, {}}));
}

TEST(ZippedDocuments, readsAPlainArchiveWhateverItsName)
{
    const Document document = documentNamed("a.docx", zipOf({{"a.txt", "text"}}));
    EXPECT_EQ(document.kind, "zip");
    EXPECT_THAT(textsOf(document), ElementsAre("text"));
}

TEST(ZippedDocuments, readsADocumentCutOrBrokenAnywhereWithoutEndingBadly)
{
    const std::string zip = zipOf({{"mimetype", "application/vnd.oasis.opendocument.text"},
                                   {"content.xml", "<a><text:p xmlns:text='urn:text'>words</text:p></a>"}});
    ASSERT_THAT(textsOf(documentNamed("a.odt", zip)), ElementsAre("words"));
    for (std::size_t i = 0; i < zip.size(); ++i) {
        readNamed("a.odt", zip.substr(0, i));
        std::string broken = zip;
        broken[i] = static_cast<char>(broken[i] ^ 0x55);
        readNamed("a.odt", broken);
    }
}

TEST(ResolvePath, staysInsideTheContainer)
{
    EXPECT_EQ(resolvePath("word/document.xml", "../media/x.xml"), "media/x.xml");
    EXPECT_EQ(resolvePath("word/document.xml", "styles.xml"), "word/styles.xml");
    EXPECT_EQ(resolvePath("word/document.xml", "/xl/a.xml"), "xl/a.xml");
    EXPECT_EQ(resolvePath("", "../../etc/passwd"), "etc/passwd");
    EXPECT_EQ(resolvePath("a/b", "c%20d%2"), "a/c d%2");
}

TEST(RtfReader, givesWhatStandsOnThePage)
{
    const Document document = documentNamed(
        "a.doc",
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset204 Arial;}}{\\*\\generator x;}"
        "\\pard\\outlinelevel1 Bees\\par\\pard caf\\'e9 \\u8364?5 {\\v hidden}{\\f1 \\'e0\\'e1} \\{x\\}\\par"
        "\\trowd\\intbl a\\cell b\\cell\\row\\pard \\u-10179?\\u-8694?{\\footnote A note.} end}");
    EXPECT_EQ(document.kind, "rtf");
    EXPECT_THAT(
        textsOf(document),
        ElementsAre("Bees", "caf\u00E9 \u20AC5 \u0430\u0431 {x}", "a\tb", "A note.", "\U0001F60A end"));
    EXPECT_EQ(document.blocks[0].headingLevel, 2);
}

TEST(RtfReader, readsAFileCutAnywhere)
{
    const std::string rtf =
        "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\'e9\\u8364?\\bin5 12345{\\*\\x y}\\trowd a\\cell\\row";
    for (std::size_t size = 5; size <= rtf.size(); ++size)
        readNamed("a.rtf", rtf.substr(0, size));
    EXPECT_EQ(documentNamed("a.rtf", "{\\rtf1 " + std::string(30'000, '{') + "deep").blocks.size(), 1u);
}
