// The model page: facts with their sources, trials, tokens, and what happens when a file is refused.
#include "tests/ui/views/view_fixture.h"

#include "ui/models/facts_model.h"
#include "ui/models/model_checks.h"
#include "ui/views/model_page.h"
#include "ui/views/token_strip.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>

using namespace embedscope;
using namespace embedscope::test;

class ModelTest : public QObject
{
    Q_OBJECT

private slots:
    void showsFactsWithTheirSources()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Model);
        const ModelInfo& info = fixture.workbench().model()->info();
        QCOMPARE(fixture.child<QLabel>("modelNameLabel")->text(), QString::fromStdString(info.name));
        auto* const table = fixture.child<QTableView>("modelFactsTableView");
        QStringList names, sources;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            names.append(table->model()->index(row, FactsModel::Name).data().toString());
            sources.append(table->model()->index(row, FactsModel::Source).data().toString());
            QVERIFY(!table->model()->index(row, FactsModel::Value).data().toString().isEmpty());
        }
        for (const char* name : {"Family", "Weights", "Tokenizer", "Pooling", "Dimensions", "Context"})
            QVERIFY2(names.contains(QLatin1String(name)), name);
        QVERIFY(!sources.contains(QString()));
        QCOMPARE(table->height(), table->model()->rowCount() * table->rowHeight(0)); // nothing to scroll
    }

    void triesTheOpenModel()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Model);
        auto* const again = fixture.child<QAbstractButton>("modelRunAgainPushButton");
        QTRY_VERIFY_WITH_TIMEOUT(again->isEnabled(), kPatience);
        for (const ModelCheck& check : checkModel(fixture.workbench().model()))
            QVERIFY2(check.passed, qPrintable(check.title + QLatin1Char(' ') + check.detail));
        QTest::mouseClick(again, Qt::LeftButton);
        QVERIFY(!again->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(again->isEnabled(), kPatience);
    }

    void cutsATextIntoTokensWhileOneTypes()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Model);
        auto* const line = fixture.child<QLineEdit>("modelTextLineEdit");
        auto* const strip = fixture.child<TokenStrip>("tokenStripWidget");
        line->clear();
        QCOMPARE(strip->count(), 2); // the two special ones
        QTest::keyClicks(line, QStringLiteral("bees keep warm"));
        QCOMPARE(strip->count(), static_cast<int>(fixture.workbench().tokensOf(line->text()).size()));
        QVERIFY(strip->count() >= 5);
        QVERIFY(fixture.child<QLabel>("modelTokenCountLabel")->text().endsWith(QLatin1String("2 special")));
        const int oneRow = strip->height();
        line->setText(QStringLiteral("the hive is warm ").repeated(60));
        QVERIFY(strip->height() > 2 * oneRow);
        line->setText(QStringLiteral("hive ").repeated(2000));
        QVERIFY(strip->count() <= TokenStrip::kMostShown);
    }

    void keepsTheOldModelWhenAFileIsRefused()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Model);
        const auto before = fixture.workbench().model();
        const QString broken =
            fixture.write(QStringLiteral("broken.gguf"), QStringLiteral("no model at all"));
        QSignalSpy refused(&fixture.workbench(), &Workbench::modelRefused);
        Dialogs::get().chooseModel = [broken](QWidget*) { return broken; };
        QTest::mouseClick(fixture.child<QAbstractButton>("modelChoosePushButton"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(refused.count(), 1, kPatience);
        QCOMPARE(fixture.workbench().model(), before);
        auto* const problem = fixture.child<QLabel>("modelProblemLabel");
        QVERIFY(problem->isVisible());
        QVERIFY(problem->text().endsWith(QLatin1String("The model you had stays.")));
        QVERIFY(problem->text().startsWith(refused.first().first().toString()));
        fixture.workbench().openModel({}); // a good one takes the line away
        QTRY_VERIFY_WITH_TIMEOUT(!problem->isVisible() && !fixture.workbench().modelLoading(), kPatience);
    }

    void copiesTheFingerprint()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Model);
        QTest::mouseClick(fixture.child<QAbstractButton>("modelFingerprintPushButton"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QString::fromStdString(fixture.workbench().model()->info().fingerprint));
    }

    void offersTheBundledModelWhileThereIsNone()
    {
        Theme::apply(Theme::Choice::Light);
        QTemporaryDir folder;
        WorkbenchPaths paths;
        paths.libraryFile = folder.filePath(QStringLiteral("library.embedscope"));
        paths.readerProgram = QStringLiteral(EMBEDSCOPE_READER_PROGRAM);
        Workbench workbench(paths); // not started: nothing is loaded
        ModelPage page(workbench);
        page.resize(900, 600);
        page.show();
        auto* const title = page.findChild<QLabel*>(QStringLiteral("emptyTitleLabel"));
        QCOMPARE(title->text(),
                 QStringLiteral("Drop a .gguf file here, or use the one that comes with the program."));
        QVERIFY(title->isVisible());
        QTest::mouseClick(page.findChild<QAbstractButton*>(QStringLiteral("modelBundledPushButton")),
                          Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(workbench.model() != nullptr, kPatience);
        QTRY_VERIFY(!title->isVisible());
    }
};

QTEST_MAIN(ModelTest)
#include "tst_model.moc"
