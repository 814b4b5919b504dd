// Numbers and names as people read them; what a drop holds.
#include "ui/views/dropped_content.h"
#include "ui/views/wording.h"

#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace embedscope;

class WordingTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void writesDurations_data()
    {
        QTest::addColumn<double>("milliseconds");
        QTest::addColumn<QString>("words");
        QTest::newRow("short") << 46.2 << QStringLiteral("46 ms");
        QTest::newRow("seconds") << 3210.0 << QStringLiteral("3.2 s");
        QTest::newRow("minutes") << 65'000.0 << QStringLiteral("1:05");
    }

    void writesDurations()
    {
        QFETCH(double, milliseconds);
        QTEST(wording::duration(milliseconds), "words");
    }

    void writesTimeLeftAsARange()
    {
        QCOMPARE(wording::timeLeft(75, 85), QStringLiteral("1:15 to 1:25 left"));
        QCOMPARE(wording::timeLeft(12, 15), QStringLiteral("12 to 15 s left"));
        QCOMPARE(wording::timeLeft(5, 5), QStringLiteral("5 s left"));
        QCOMPARE(wording::timeLeft(-1, -1), QString());
    }

    void writesNumbersByLocale()
    {
        QCOMPARE(wording::number(12431), QStringLiteral("12,431"));
        QCOMPARE(wording::compact(2'940'000), QStringLiteral("2.94 M"));
        QCOMPARE(wording::percent(74.68), QStringLiteral("74.7 %"));
        QCOMPARE(wording::score(0.779), QStringLiteral("0.78"));
    }

    void namesAPastedTextByItsFirstLine()
    {
        QCOMPARE(wording::nameForText(QStringLiteral("\n  A short line\nand more")),
                 QStringLiteral("A short line"));
        QVERIFY(wording::nameForText(QString(200, QLatin1Char('a'))).size() < 60);
        QCOMPARE(wording::nameForText(QStringLiteral("  ")), QStringLiteral("Pasted text"));
    }

    void countsFilesAndFoldersOfADrop()
    {
        const QTemporaryDir folder;
        const DroppedContent content =
            DroppedContent::fromPaths({folder.path(), QStringLiteral("/a.txt"), QStringLiteral("/b.txt")});
        QCOMPARE(content.sentence(QStringLiteral("Home")),
                 QStringLiteral("Drop to add 1 folder and 2 files to Home"));
    }

    void knowsAModelByItsEnding()
    {
        const DroppedContent content = DroppedContent::fromPaths({QStringLiteral("/m.GGUF")});
        QCOMPARE(content.model, QStringLiteral("/m.GGUF"));
        QCOMPARE(content.sentence(QStringLiteral("Home")), QStringLiteral("Drop to load this model"));
    }

    void takesALinkAsText()
    {
        QMimeData data;
        data.setUrls({QUrl(QStringLiteral("https://example.org/page"))});
        const DroppedContent content = DroppedContent::fromMimeData(data);
        QVERIFY(content.paths.isEmpty());
        QCOMPARE(content.text, QStringLiteral("https://example.org/page"));
    }
};

QTEST_MAIN(WordingTest)
#include "tst_wording.moc"
