// From a question to the passage in its document.
#include "tests/ui/views/view_fixture.h"

#include "ui/views/passages_view.h"
#include "ui/views/reader_panel.h"
#include "ui/views/reader_view.h"
#include "ui/views/spoken_results.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>

using namespace embedscope;
using namespace embedscope::test;

class ExploreTest : public QObject
{
    Q_OBJECT

private:
    static bool waitAnswer(ViewFixture& fixture)
    {
        return QTest::qWaitFor(
            [&] { return fixture.child<QListView>("resultsListView")->model()->rowCount() > 0; }, kPatience);
    }

    static bool waitReader(ViewFixture& fixture)
    {
        return QTest::qWaitFor(
            [&] { return !fixture.window().explore().reader().view().shown().text.isEmpty(); }, kPatience);
    }

private slots:
    void saysThatNothingCanBeSearchedYet()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Explore);
        const auto labels =
            fixture.window().explore().findChildren<QLabel*>(QStringLiteral("emptyTitleLabel"));
        const bool said = std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->isVisible()
                && label->text() == QLatin1String("Nothing to search yet: drop documents first.");
        });
        QVERIFY(said);
    }

    void searchesWhileOneTypes()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        auto* const line = fixture.child<QLineEdit>("searchLineEdit");
        line->setFocus();
        QTest::keyClicks(line, QStringLiteral("swarm of bees"));
        QVERIFY(waitAnswer(fixture));
        QCOMPARE(fixture.window().page(), Page::Explore);
        const SpokenResults& results = fixture.window().explore().passages().model();
        QCOMPARE(results.row(0).documentName, QStringLiteral("bees.md"));
        QCOMPARE(line->text(), QStringLiteral("swarm of bees")); // the field keeps the keyboard
        QVERIFY(line->hasFocus());
    }

    void opensTheReaderAtTheMarkedPassage()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        fixture.window().search(QStringLiteral("bubbles of steam"));
        QVERIFY(waitAnswer(fixture));
        QVERIFY(waitReader(fixture));
        const ReaderView& view = fixture.window().explore().reader().view();
        const ReaderText& shown = view.shown();
        QVERIFY(shown.text.startsWith(QStringLiteral("A kettle sings")));
        QVERIFY(!shown.passage.isEmpty());
        QVERIFY(!shown.sentence.isEmpty());
        QVERIFY(shown.text.mid(shown.sentence.begin, shown.sentence.end - shown.sentence.begin)
                    .contains(QStringLiteral("bubbles")));
        const bool boxed = std::any_of(shown.words.begin(), shown.words.end(), [&](const TextRange& word) {
            return shown.text.mid(word.begin, word.end - word.begin)
                       .compare(QStringLiteral("bubbles"), Qt::CaseInsensitive)
                == 0;
        });
        QVERIFY(boxed);
        QVERIFY(view.isVisibleOffset(shown.sentence.begin));
    }

    void goesBackAndForwardByKey()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        fixture.window().search(QStringLiteral("food and animals"));
        QVERIFY(waitAnswer(fixture));
        QVERIFY(waitReader(fixture));
        auto* const list = fixture.child<QListView>("resultsListView");
        QVERIFY(list->model()->rowCount() >= 2);
        ReaderPanel& reader = fixture.window().explore().reader();
        const qint64 first = reader.documentId();
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Down);
        QVERIFY(reader.documentId() != first);
        QTest::keyClick(list, Qt::Key_Left, Qt::ControlModifier);
        QCOMPARE(reader.documentId(), first);
        QTest::keyClick(list, Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(reader.documentId() != first);
    }

    void showsNeighboursAndComesBack()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        fixture.window().search(QStringLiteral("kettle"));
        QVERIFY(waitAnswer(fixture));
        QVERIFY(waitReader(fixture));
        auto* const list = fixture.child<QListView>("resultsListView");
        const SpokenResults& results = fixture.window().explore().passages().model();
        const qint64 asked = results.row(0).chunk.id;
        list->setFocus();
        QTest::keyClick(list, Qt::Key_N);
        QVERIFY(QTest::qWaitFor([&] { return results.results().aroundChunk == asked; }, kPatience));
        QCOMPARE(results.rowOfChunk(asked), -1); // itself is left out
        QTest::keyClick(list, Qt::Key_Escape);
        QVERIFY(
            QTest::qWaitFor([&] { return results.results().query == QLatin1String("kettle"); }, kPatience));
    }

    void copiesACitation()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        fixture.window().search(QStringLiteral("kettle"));
        QVERIFY(waitAnswer(fixture));
        QVERIFY(waitReader(fixture));
        fixture.window().explore().reader().copyCitation();
        const QString copied = QApplication::clipboard()->text();
        QVERIFY2(copied.contains(QStringLiteral("bubbles of steam"))
                     && copied.contains(QStringLiteral("kettle.txt")),
                 qPrintable(copied));
    }

    void opensTheFileInItsOwnProgram()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        QUrl opened;
        Dialogs::get().openUrl = [&opened](const QUrl& url) {
            opened = url;
            return true;
        };
        fixture.window().search(QStringLiteral("kettle"));
        QVERIFY(waitAnswer(fixture));
        QVERIFY(waitReader(fixture));
        QTest::mouseClick(fixture.child<QWidget>("openOutsideToolButton"), Qt::LeftButton);
        QCOMPARE(opened.fileName(), QStringLiteral("kettle.txt"));
    }

    void remembersTheLastSearches()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        fixture.window().search(QStringLiteral("bre"));
        QVERIFY(waitAnswer(fixture));
        fixture.window().search(QStringLiteral("bread dough"));
        const auto kept = [&] {
            return fixture.settings().lastQueries() == QStringList{QStringLiteral("bread dough")};
        };
        QVERIFY(QTest::qWaitFor(kept, kPatience)); // the shorter one was only on the way
    }

    void keepsTheRulesOfItemModels()
    {
        SpokenResults model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        SearchResults results;
        for (int i = 0; i < 3; ++i) {
            SearchResultRow row;
            row.chunk.id = row.hit.chunkId = i + 1;
            row.documentName = QStringLiteral("one.txt");
            row.text = QStringLiteral("words");
            row.hit.score = 0.5;
            row.hit.closerThan = 0.999;
            row.hit.meaningRank = i + 1;
            row.hit.credible = i < 2;
            results.rows.append(row);
        }
        model.setResults(results);
        QCOMPARE(model.firstDoubtfulRow(), 2);
        const QString spoken = model.index(0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.contains(QStringLiteral("score 0.50"))
                     && spoken.contains(QStringLiteral("closer than 99.9 %"))
                     && spoken.contains(QStringLiteral("rank 1 by meaning")),
                 qPrintable(spoken));
        QVERIFY(model.index(2)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("probably not relevant")));
    }
};

QTEST_MAIN(ExploreTest)
#include "tst_explore.moc"
