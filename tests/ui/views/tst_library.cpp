// The library page: table, inspector, filters, removing and taking back.
#include "tests/ui/views/view_fixture.h"

#include "ui/views/cut_text.h"
#include "ui/views/inspector.h"
#include "ui/views/notice_line.h"
#include "ui/views/passages_model.h"
#include "ui/views/reader_panel.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QSlider>
#include <QTabBar>
#include <QTableView>

using namespace embedscope;
using namespace embedscope::test;

class LibraryTest : public QObject
{
    Q_OBJECT

private slots:
    void showsThePassagesOfTheChosenDocument()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        auto* const table = fixture.child<QTableView>("documentsTableView");
        table->selectRow(0);
        auto* const inspector = fixture.child<Inspector>("inspectorWidget");
        QVERIFY(QTest::qWaitFor([&] { return inspector->passageCount() > 0; }, kPatience));
        QCOMPARE(inspector->passageCount(),
                 static_cast<int>(fixture.workbench().documents()->item(0).row.chunks));
    }

    void showsOtherCutsWhileTheSlidersMoveAndCutsAgain()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        auto* const documents = fixture.workbench().documents();
        fixture.child<QTableView>("documentsTableView")->selectRow(0);
        fixture.child<QTabBar>("inspectorTabBar")->setCurrentIndex(2);
        auto* const text = fixture.child<CutText>("cutPlainTextEdit");
        const auto stored = static_cast<int>(documents->item(0).row.chunks);
        QVERIFY(QTest::qWaitFor([&] { return text->bandCount() == stored; }, kPatience));
        auto* const again = fixture.child<QAbstractButton>("cutAgainPushButton");
        QVERIFY(again->isHidden());
        auto* const summary = fixture.child<QLabel>("cutSummaryLabel");
        QVERIFY2(summary->text().contains(QLatin1String("Nothing is left out.")),
                 qPrintable(summary->text()));
        fixture.child<QSlider>("cutLengthSlider")->setValue(16);
        QVERIFY(QTest::qWaitFor([&] { return text->bandCount() > stored; }, kPatience));
        QVERIFY(!again->isHidden());
        const int wanted = text->bandCount();
        const qint64 document = documents->item(0).row.id;
        QTest::mouseClick(again, Qt::LeftButton);
        QVERIFY(QTest::qWaitFor(
            [&] {
                const DocumentItem* const item = documents->itemOfDocument(document);
                return item && item->row.state == DocumentState::Done && item->row.chunks == wanted;
            },
            kPatience));
        QVERIFY(QTest::qWaitFor([&] { return again->isHidden(); }, kPatience));
    }

    void asksForThePasswordOfALockedFile()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        QVERIFY(ViewFixture::drop(
            fixture.window(),
            ViewFixture::urls({QStringLiteral(EMBEDSCOPE_TEST_DATA "/documents/password.odt")})));
        QVERIFY(fixture.waitThrough(1));
        const auto* const documents = fixture.workbench().documents();
        fixture.child<QTableView>("documentsTableView")->selectRow(0);
        auto* const password = fixture.child<QLineEdit>("passwordLineEdit");
        QVERIFY(password->isVisible());
        const auto tryWith = [&](const QString& text) {
            password->setFocus();
            QTest::keyClicks(password, text);
            QTest::keyClick(password, Qt::Key_Return);
        };
        tryWith(QStringLiteral("sesame"));
        QVERIFY(QTest::qWaitFor(
            [&] { return documents->item(0).row.reason.find("another password") != std::string::npos; },
            kPatience));
        QVERIFY(password->isVisible());
        tryWith(QStringLiteral("opensesame"));
        QVERIFY(
            QTest::qWaitFor([&] { return documents->item(0).row.state == DocumentState::Done; }, kPatience));
        QVERIFY(QTest::qWaitFor([&] { return !password->isVisible(); }, kPatience));
    }

    void opensTheReaderOnEnter()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        auto* const table = fixture.child<QTableView>("documentsTableView");
        table->setFocus();
        table->setCurrentIndex(table->model()->index(1, DocumentsModel::Name));
        const qint64 chosen = fixture.workbench().documents()->item(1).row.id;
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(fixture.window().page(), Page::Explore);
        QCOMPARE(fixture.window().explore().reader().documentId(), chosen);
    }

    void removesByKeyAndTakesItBack()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        auto* const table = fixture.child<QTableView>("documentsTableView");
        table->setFocus();
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_Delete);
        QVERIFY(QTest::qWaitFor([&] { return table->model()->rowCount() == 2; }, kPatience));
        auto* const undo = fixture.child<NoticeLine>("undoLineWidget");
        QVERIFY(QTest::qWaitFor([&] { return undo->isVisible(); }, kPatience));
        QTest::mouseClick(undo->findChild<QWidget*>(QStringLiteral("noticePushButton")), Qt::LeftButton);
        QVERIFY(QTest::qWaitFor([&] { return table->model()->rowCount() == 3; }, kPatience));
    }

    void saysWhyAFileCouldNotBeRead()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        const QString path =
            fixture.write(QStringLiteral("broken.pdf"), QStringLiteral("%PDF-1.4\nnot a document at all"));
        QVERIFY(ViewFixture::drop(fixture.window(), ViewFixture::urls({path})));
        QVERIFY(fixture.waitThrough(1));
        QCOMPARE(fixture.workbench().documents()->count(DocumentsModel::Filter::Problems), 1);
        const QModelIndex remark = fixture.workbench().documents()->index(0, DocumentsModel::Remark);
        QVERIFY(!remark.data(Qt::DisplayRole).toString().isEmpty());
        auto* const retry = fixture.child<QAbstractButton>("retryPushButton");
        QVERIFY(retry->isVisible());
        QCOMPARE(retry->text(), QStringLiteral("Retry 1"));
    }

    void filtersByStateAndOffersAllAgain()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        auto* const table = fixture.child<QTableView>("documentsTableView");
        QTest::mouseClick(fixture.child<QWidget>("filterProblemsChipButton"), Qt::LeftButton);
        QCOMPARE(table->model()->rowCount(), 0);
        auto* const showAll = fixture.child<QAbstractButton>("showAllPushButton");
        QVERIFY(showAll->isVisible());
        QTest::mouseClick(showAll, Qt::LeftButton);
        QCOMPARE(table->model()->rowCount(), 3);
        QVERIFY(table->isVisible());
    }

    void pausesBySpace()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        auto* const table = fixture.child<QTableView>("documentsTableView");
        table->setFocus();
        table->selectRow(0);
        QTest::keyClick(table, Qt::Key_Space);
        QVERIFY(fixture.workbench().indexing().paused);
        QTest::keyClick(table, Qt::Key_Space);
        QVERIFY(!fixture.workbench().indexing().paused);
    }

    void followsAFolderAlsoAfterANewStart()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        const QString first =
            fixture.write(QStringLiteral("notes/first.txt"), QStringLiteral("A boat in the harbour."));
        const QString folder = QFileInfo(first).absolutePath();
        fixture.workbench().setFollowed(folder, true);
        QVERIFY(fixture.waitThrough(1));
        const auto done = [&] {
            return fixture.workbench().documents()->count(DocumentsModel::Filter::Done);
        };
        fixture.write(QStringLiteral("notes/deep/second.txt"), QStringLiteral("A lamp on the hill."));
        QVERIFY(QTest::qWaitFor([&] { return done() == 2; }, kPatience));
        QVERIFY(QFile::remove(first));
        QVERIFY(QTest::qWaitFor([&] { return fixture.workbench().documents()->rowCount() == 1; }, kPatience));
        QVERIFY(
            QTest::qWaitFor([&] { return fixture.workbench().library().counts.documents == 1; }, kPatience));
        QVERIFY(fixture.workbench().isFollowed(folder + QStringLiteral("/deep")));

        fixture.close();
        fixture.write(QStringLiteral("notes/third.txt"), QStringLiteral("A piano in the cellar."));
        QVERIFY(QFile::remove(folder + QStringLiteral("/deep/second.txt")));
        fixture.open({1440, 900});
        QVERIFY(fixture.waitReady());
        QVERIFY(QTest::qWaitFor(
            [&] { return done() == 1 && fixture.workbench().documents()->item(0).row.name == "third.txt"; },
            kPatience));
        fixture.workbench().setFollowed(folder, false);
        QVERIFY(fixture.workbench().followedFolders().isEmpty());
    }

    void onePausedDocumentWaitsAlsoAfterANewStart()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.workbench().setPaused(true);
        QVERIFY(ViewFixture::drop(fixture.window(), ViewFixture::urls(fixture.writeDocuments())));
        const auto rows = [&] { return fixture.workbench().documents()->rowCount(); };
        QVERIFY(QTest::qWaitFor([&] { return rows() == 3; }, kPatience));
        const std::string chosen = fixture.workbench().documents()->item(1).row.name;
        fixture.workbench().pauseDocuments({1}, true);
        fixture.workbench().setPaused(false);
        const auto done = [&] {
            return fixture.workbench().documents()->count(DocumentsModel::Filter::Done);
        };
        QVERIFY(QTest::qWaitFor([&] { return done() == 2 && !fixture.workbench().indexing().running; },
                                kPatience));
        const auto rowOfChosen = [&] {
            for (int row = 0; row < rows(); ++row) {
                const DocumentRow& shown = fixture.workbench().documents()->item(row).row;
                if (shown.name == chosen && shown.state == DocumentState::Paused)
                    return row;
            }
            return -1;
        };
        QVERIFY(rowOfChosen() >= 0);
        fixture.close();
        fixture.open({1440, 900});
        QVERIFY(fixture.waitReady());
        QVERIFY(QTest::qWaitFor([&] { return rows() == 3 && rowOfChosen() >= 0; }, kPatience));
        QTest::qWait(200);
        QCOMPARE(done(), 2);
        fixture.workbench().preferDocuments({rowOfChosen()});
        fixture.workbench().pauseDocuments({rowOfChosen()}, false);
        QVERIFY(fixture.waitThrough(3));
    }

    void closesWhileDocumentsAreBeingRead()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        const qint64 id = fixture.workbench().documents()->item(0).row.id;
        for (int i = 0; i < 5000; ++i) // more than are answered before it is gone
            fixture.workbench().requestDocument(id);
        fixture.close();
    }

    void showsTheSameAfterANewStart()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        fixture.close();
        fixture.open({1440, 900});
        QVERIFY(fixture.waitReady());
        QVERIFY(fixture.waitThrough(3));
        QVERIFY(fixture.child<QTableView>("documentsTableView")->isVisible());
    }

    void passagesKeepTheRulesOfItemModels()
    {
        PassagesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ChunkRow chunk;
        chunk.id = 7;
        chunk.tokens = 12;
        chunk.text = "One sentence.";
        model.setChunks({chunk});
        QCOMPARE(model.rowOfChunk(7), 0);
        QCOMPARE(model.rowOfChunk(8), -1);
        QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("Passage 1")));
    }
};

QTEST_MAIN(LibraryTest)
#include "tst_library.moc"
