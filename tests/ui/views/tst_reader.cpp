// The reader: marks at the right places, parts of very long texts, the passage in view.
#include "ui/charts/theme.h"
#include "ui/views/reader_view.h"

#include <QTest>
#include <QTextBlock>

using namespace embedscope;

namespace {

/// Paragraphs of numbered sentences, a passage per paragraph.
DocumentTextReady makeDocument(int paragraphs)
{
    DocumentTextReady document;
    document.documentId = 1;
    document.row.name = "notes.txt";
    document.row.kind = "text";
    for (int i = 0; i < paragraphs; ++i) {
        const QString paragraph =
            QStringLiteral("Paragraph %1 begins here. The harbour was quiet. It ends with number %1.").arg(i);
        ChunkRow chunk;
        chunk.id = i + 1;
        chunk.ordinal = i;
        chunk.position = {Position::Kind::Line, 2 * i + 1, {}};
        chunk.text = paragraph.toStdString();
        if (!document.text.isEmpty())
            document.text += QStringLiteral("\n\n");
        document.chunkRanges.append({static_cast<int>(document.text.size()),
                                     static_cast<int>(document.text.size() + paragraph.size())});
        document.text += paragraph;
        document.chunks.append(chunk);
    }
    return document;
}

QString part(const ReaderText& text, const TextRange& range)
{
    return text.text.mid(range.begin, range.end - range.begin);
}

}

class ReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::apply(Theme::Choice::Light); }

    void findsPassageSentenceAndWords()
    {
        const DocumentTextReady document = makeDocument(30);
        const int begin = 26; // "The harbour was quiet." in "Paragraph 12 begins here. ..."
        const ReaderText text =
            ReaderText::from(document, {13, {begin, begin + 22}, {QStringLiteral("harbour")}}, false);
        QVERIFY(part(text, text.passage).startsWith(QStringLiteral("Paragraph 12 begins")));
        QCOMPARE(part(text, text.sentence), QStringLiteral("The harbour was quiet."));
        QCOMPARE(text.words.size(), 30);
        QCOMPARE(part(text, text.words.last()), QStringLiteral("harbour"));
        QVERIFY(!text.isPart);
        QCOMPARE(text.placeAt(text.passage.begin), QStringLiteral("line 25"));
    }

    void marksWholeWordsOnly()
    {
        DocumentTextReady document = makeDocument(1);
        const ReaderText text = ReaderText::from(document, {1, {}, {QStringLiteral("begin")}}, false);
        QVERIFY(text.words.isEmpty()); // "begins" is another word
    }

    void keepsOffsetsAsPositionsOfTheShownText()
    {
        const DocumentTextReady document = makeDocument(5);
        ReaderView view;
        view.resize(700, 500);
        view.showText(ReaderText::from(document, {3, {}, {}}, false));
        QCOMPARE(view.document()->characterCount() - 1, static_cast<int>(document.text.size()));
        const QTextBlock block = view.document()->findBlock(view.shown().passage.begin);
        QVERIFY(block.text().startsWith(QStringLiteral("Paragraph 2")));
    }

    void scrollsToThePassageAndKeepsItWhenResized()
    {
        const DocumentTextReady document = makeDocument(200);
        ReaderView view;
        view.resize(700, 500);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.showText(ReaderText::from(document, {150, {}, {}}, false));
        QVERIFY(view.isVisibleOffset(view.shown().passage.begin));
        QVERIFY(!view.isVisibleOffset(0));
        view.resize(420, 400);
        QTRY_VERIFY(view.isVisibleOffset(view.shown().passage.begin));
    }

    void showsAPartOfAVeryLongText()
    {
        const DocumentTextReady document = makeDocument(9000);
        const ReaderText text = ReaderText::from(document, {8000, {}, {}}, false);
        QVERIFY(text.isPart);
        QVERIFY(text.text.size() <= ReaderText::kMostCharacters);
        QVERIFY(part(text, text.passage).startsWith(QStringLiteral("Paragraph 7999 ")));
        const ReaderText whole = ReaderText::from(document, {8000, {}, {}}, true);
        QVERIFY(!whole.isPart);
        QCOMPARE(whole.text, document.text);
    }

    void makesHeadingsOfTheLinesThatAreHeadings()
    {
        DocumentTextReady document = makeDocument(1);
        document.text = QStringLiteral("Tides\n\n") + document.text;
        document.chunkRanges[0].first += 7;
        document.chunkRanges[0].second += 7;
        document.chunks[0].heading = "Book > Tides";
        const ReaderText text = ReaderText::from(document, {1, {}, {}}, false);
        QCOMPARE(text.headings.size(), 1);
        QCOMPARE(part(text, text.headings.first()), QStringLiteral("Tides"));
    }

    void paintsTheSentenceInAmber()
    {
        const DocumentTextReady document = makeDocument(3);
        ReaderView view;
        view.resize(700, 500);
        view.showText(ReaderText::from(document, {1, {}, {}}, false));
        const QImage plain = view.grab().toImage();
        view.showText(ReaderText::from(document, {1, {0, 24}, {}}, false));
        QVERIFY(view.grab().toImage() != plain);
    }
};

QTEST_MAIN(ReaderTest)
#include "tst_reader.moc"
