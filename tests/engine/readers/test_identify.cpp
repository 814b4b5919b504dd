#include "engine/readers/identify.h"
#include "tests/engine/readers/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace embedscope;
using namespace embedscope::test;
using namespace std::string_literals;
using testing::HasSubstr;

namespace {

std::string sentenceNamed(const std::string& name, std::string_view bytes)
{
    const ReadResult result = readNamed(name, bytes);
    const Refusal* const refusal = std::get_if<Refusal>(&result);
    return refusal ? refusal->sentence : "read";
}

std::string endRecord(char entries)
{
    return "PK\x05\x06" + std::string(6, '\0') + entries + std::string(11, '\0');
}

}

TEST(Identify, believesTheContentAndNotTheName)
{
    EXPECT_EQ(identify("%PDF-1.4\n", "letter.txt").kind, FileKind::Pdf);
    EXPECT_EQ(identify("A letter.", "letter.pdf").kind, FileKind::PlainText);
    EXPECT_EQ(identify("<!DOCTYPE html><p>x", "page.txt").kind, FileKind::Html);
    EXPECT_EQ(identify("<table><tr><td>x", "sheet.xls").kind, FileKind::Html);
}

TEST(Identify, takesTheNameBetweenKindsOfText)
{
    EXPECT_EQ(identify("# Title", "a.md").kind, FileKind::Markdown);
    EXPECT_EQ(identify("# Title", "a.MD").kind, FileKind::Markdown);
    EXPECT_EQ(identify("# Title", "a.py").label, "source");
    EXPECT_EQ(identify("# Title", "a").label, "text");
    EXPECT_EQ(identify("<p>x", "a.html").kind, FileKind::Html);
    EXPECT_EQ(identify("<r>x", "a.xml").kind, FileKind::Xml);
    EXPECT_EQ(identify("no tag", "a.xml").label, "text");
    EXPECT_EQ(identify("<p>x", "a.txt").kind, FileKind::PlainText);
    EXPECT_EQ(identify("<html>x", "a.md").kind, FileKind::Markdown) << "a README may begin with HTML";
    EXPECT_EQ(identify("<html>x", "a.php").label, "source");
}

TEST(Identify, looksPastCommentsAndDeclarations)
{
    EXPECT_EQ(identify("<?xml version='1.0'?>\n<!-- x -->\n<html xmlns='x'>", "a").kind, FileKind::Html);
    EXPECT_EQ(identify("<!-- never closed <html>", "a").kind, FileKind::PlainText);
}

TEST(Identify, findsAPdfBehindJunk)
{
    EXPECT_EQ(identify(std::string(900, 'x') + "%PDF-1.7", "a").kind, FileKind::Pdf);
    EXPECT_EQ(identify(std::string(2000, 'x') + "%PDF-1.7", "a").kind, FileKind::PlainText);
}

TEST(Identify, namesWhatItCannotRead)
{
    EXPECT_THAT(sentenceNamed("a.txt", "\x89PNG\r\n\x1A\n"), HasSubstr("a.txt is a PNG picture"));
    EXPECT_THAT(sentenceNamed("a", "GGUF\3\0\0\0"s), HasSubstr("embedding model"));
    EXPECT_THAT(sentenceNamed("a", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"s),
                HasSubstr(".doc"));
    EXPECT_THAT(sentenceNamed("a", std::string("\0\1\2\3\4\5\6\7", 8)), HasSubstr("neither text"));
}

TEST(Identify, saysThatAnEncryptedOfficeFileIsEncrypted)
{
    const std::string ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
                            "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"s;
    EXPECT_EQ(reasonNamed("a.docx", ole), "encrypted");
}

TEST(Identify, tellsAWholeContainerFromACutOne)
{
    EXPECT_EQ(reasonNamed("a.docx", "PK\x03\x04" + std::string(100, '\0')), "damaged");
    EXPECT_EQ(identify(endRecord(1), "a.zip").kind, FileKind::Zip);
    EXPECT_EQ(reasonNamed("a.zip", endRecord(0)), "no-text");
    EXPECT_EQ(reasonNamed("a.zip", endRecord(1)), "damaged") << "it promises a member";
}

TEST(Identify, survivesEveryShortBeginning)
{
    for (const std::string& start : {"PK\x03\x04"s, "%PDF-"s, "\xFF\xFE"s, "<!--"s, "\xD0\xCF\x11\xE0"s}) {
        for (std::size_t size = 0; size <= start.size(); ++size)
            readNamed("a", start.substr(0, size));
    }
    SUCCEED();
}
