#include "engine/readers/identify.h"
#include "engine/readers/mail_reader.h"
#include "tests/engine/readers/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace embedscope;
using namespace embedscope::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {

const std::string kHeaders = "From: Ada Stone <ada@example.org>\n"
                             "To: Bo <bo@example.org>\n"
                             "Date: Tue, 3 Mar 2020 10:20:00 +0100\n"
                             "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= from the mill\n"
                             "MIME-Version: 1.0\n";

std::string multipart(const std::string& subtype, const std::vector<std::string>& parts)
{
    std::string text = "Content-Type: multipart/" + subtype + "; boundary=\"cut\"\n\n";
    for (const std::string& part : parts)
        text += "--cut\n" + part + "\n";
    return text + "--cut--\n";
}

}

TEST(Mail, givesSubjectPeopleDateAndText)
{
    const Document document = documentNamed("a.eml", kHeaders + "\nThe wheel turns.\n\nIt rains.\n");
    EXPECT_EQ(document.kind, "mail");
    EXPECT_EQ(document.title, "Grüße from the mill");
    EXPECT_THAT(
        textsOf(document),
        ElementsAre("Grüße from the mill",
                    "From: Ada Stone <ada@example.org>\nTo: Bo <bo@example.org>\nDate: 2020-03-03 10:20",
                    "The wheel turns.", "It rains."));
    EXPECT_EQ(document.blocks[0].headingLevel, 1);
    EXPECT_EQ(positionText(document.blocks[3].position), "message 1");
}

TEST(Mail, decodesTransferEncodingsAndCharsets)
{
    const Document document = documentNamed(
        "a.eml",
        kHeaders
            + "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
              "sch=F6n und =\nlang\n");
    EXPECT_EQ(textsOf(document).back(), "schön und lang");
    const Document base64 = documentNamed("a.eml",
                                          kHeaders
                                              + "Content-Type: text/plain; charset=utf-8\n"
                                                "Content-Transfer-Encoding: base64\n\nd29yZHM=\n");
    EXPECT_EQ(textsOf(base64).back(), "words");
}

TEST(Mail, takesOneOfTheAlternatives)
{
    const std::string plain =
        "Content-Type: text/plain\n\n" + std::string(30, 'a') + " plain words " + std::string(100, 'b');
    const std::string html = "Content-Type: text/html\n\n<p>HTML <b>words</b></p><script>no()</script>";
    EXPECT_THAT(textsOf(documentNamed("a.eml", kHeaders + multipart("alternative", {plain, html}))).back(),
                HasSubstr("plain words"));
    const std::string placeholder = "Content-Type: text/plain\n\nPlease look at the HTML.";
    EXPECT_EQ(
        textsOf(documentNamed("a.eml", kHeaders + multipart("alternative", {placeholder, html}))).back(),
        "HTML words");
}

TEST(Mail, readsAttachmentsAndAttachedMessages)
{
    const std::string text = "Content-Type: text/plain\n\nSee below.";
    const std::string table = "Content-Type: application/octet-stream\nContent-Disposition: attachment; "
                              "filename=\"../rain.csv\"\n\nday,rain\nMonday,much";
    const std::string picture =
        "Content-Type: image/png; name=\"a.png\"\nContent-Transfer-Encoding: base64\n\n"
        "iVBORw0KGgo=";
    const std::string message =
        "Content-Type: message/rfc822\n\nFrom: c@example.org\nSubject: Older\n\nOld words.";
    const Document document =
        documentNamed("a.eml", kHeaders + multipart("mixed", {text, table, picture, message}));
    const std::vector<std::string> texts = textsOf(document);
    ASSERT_EQ(texts.size(), 8u);
    EXPECT_EQ(positionText(document.blocks[3].position), "member rain.csv");
    EXPECT_EQ(texts[5], "Older");
    EXPECT_EQ(positionText(document.blocks[7].position), "attached message");
    EXPECT_THAT(document.remarks, ElementsAre("1 not read: a.png (unsupported)."));
}

TEST(Mail, countsTheMessagesOfAMailbox)
{
    const std::string one =
        "From ada Tue Mar  3 10:20:00 2020\n" + kHeaders + "\nFirst.\n>From here on it rains.\n\n";
    const std::string two = "From bo Tue Mar  3 11:20:00 2020\n" + kHeaders + "\nSecond.\n\n";
    const Document document = documentNamed("box", one + two);
    EXPECT_EQ(document.kind, "mailbox");
    EXPECT_EQ(positionText(document.blocks.front().position), "message 1");
    EXPECT_EQ(positionText(document.blocks.back().position), "message 2");
    EXPECT_THAT(documentText(document), HasSubstr("From here on"));
}

TEST(Mail, readsAPageSavedAsOneFile)
{
    const std::string page =
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        "<h1>caf=C3=A9</h1><p>by the weir</p>";
    const std::string style = "Content-Type: text/css\n\np { color: red }";
    const Document document = documentNamed("a.mhtml",
                                            "From: <Saved by Blink>\nSubject: The cafe\nMIME-Version: 1.0\n"
                                                + multipart("related", {page, style}));
    EXPECT_EQ(document.kind, "html");
    EXPECT_THAT(textsOf(document), ElementsAre("café", "by the weir"));
}

TEST(Mail, isKnownByItsHeaders)
{
    EXPECT_EQ(identify(kHeaders + "\nx", "a").kind, FileKind::Mail);
    EXPECT_EQ(identify("From me\nto you\n", "a.txt").kind, FileKind::PlainText);
    EXPECT_EQ(identify("Subject: Roses\nDate: May\n\nCut them.", "a.txt").kind, FileKind::PlainText);
    EXPECT_EQ(identify("Subject: Roses\n\nCut them.", "a.eml").kind, FileKind::Mail);
    EXPECT_EQ(identify("Dear Ada: hello\nthere", "a.eml").kind, FileKind::PlainText);
}

TEST(Mail, refusesWhatIsNestedTooDeep)
{
    std::string body = "Content-Type: text/plain\n\nkernel";
    for (int i = 0; i < 60; ++i) {
        const std::string cut = "cut" + std::to_string(i);
        body = "Content-Type: multipart/mixed; boundary=\"" + cut + "\"\n\n--" + cut + "\n" + body + "\n--"
            + cut + "--\n";
    }
    const Document document = documentNamed("a.eml", kHeaders + body);
    EXPECT_THAT(documentText(document), Not(HasSubstr("kernel")));
    EXPECT_THAT(document.remarks, ElementsAre("1 not read: a part of the message (too-deep)."));
}

TEST(Mail, endsWellCutAnywhere)
{
    const std::string whole =
        kHeaders
        + multipart(
            "mixed",
            {"Content-Type: text/plain\n\nwords",
             "Content-Type: message/rfc822\n\nFrom: c@example.org\nSubject: Older\n\nOld words.",
             "Content-Type: application/zip; name=\"a.zip\"\nContent-Transfer-Encoding: base64\n\nUEsF"});
    for (std::size_t i = 0; i < whole.size(); ++i)
        readNamed("a.eml", whole.substr(0, i));
}
