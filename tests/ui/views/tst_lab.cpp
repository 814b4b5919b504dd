// The lab: its sentences, and a real comparison from Start to the verdict.
#include "tests/ui/views/view_fixture.h"

#include "ui/charts/interval_chart.h"
#include "ui/charts/slices_chart.h"
#include "ui/views/contender_card.h"
#include "ui/views/lab_page.h"
#include "ui/views/lab_settings.h"
#include "ui/views/lab_words.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>
#include <array>

using namespace embedscope;
using namespace embedscope::test;

namespace {

/// B against A; the ratio is rate of B / rate of A.
ComparisonState stateOf(Verdict verdict, double ratio, double low, double high)
{
    ComparisonState state;
    state.standings = {{1, 1, 1, Verdict::NoDifference, 0}, {ratio, low, high, verdict, 24}};
    const auto slice = [](int contender, double start, double seconds, double rate) {
        ComparisonSlice made;
        made.contender = contender;
        made.startSeconds = start;
        made.seconds = seconds;
        made.tokensPerSecond = rate;
        made.texts = 10;
        made.threads = 2;
        return made;
    };
    state.slices = {slice(0, 0.0, 0.5, 1000), slice(1, 0.5, 0.5, 500), slice(1, 1.0, 1.0, 800)};
    return state;
}

/// Three contenders with these verdicts of B and C.
ComparisonState threeWays(Verdict b, double ratioB, Verdict c, double ratioC)
{
    ComparisonState state = stateOf(b, ratioB, ratioB * 0.9, ratioB * 1.1);
    state.standings.push_back({ratioC, ratioC * 0.9, ratioC * 1.1, c, 24});
    return state;
}

LabRun runOf(const ComparisonState& state)
{
    LabRun run;
    run.startedSeconds = 1'780'000'000;
    run.cores = 2;
    run.names = {"Coarse", "Nested"};
    run.settings = {"mode=coarse", "mode=nested"};
    run.texts = "12 sentences";
    run.state = state;
    run.state.finished = true;
    for (const int workers : {1, 2}) {
        for (const int batch : {1, 4, 16})
            run.sweep.push_back({.setting = {16, batch, workers, Mode::Coarse}, .tokensPerSecond = 1000.0 * workers});
    }
    return run;
}

}

class LabTest : public QObject
{
    Q_OBJECT

private slots:
    void saysWhichIsFaster()
    {
        const ComparisonState a = stateOf(Verdict::Slower, 1 / 1.42, 1 / 1.55, 1 / 1.31);
        QCOMPARE(labwords::verdictSentence(a, false), QStringLiteral("A is 1.42 times as fast as B."));
        QCOMPARE(labwords::surenessSentence(a, false),
                 QStringLiteral("Between 1.31 and 1.55 times with 95 % confidence, from 24 rounds."));
        QCOMPARE(labwords::fastest(a), 0);
        const ComparisonState b = stateOf(Verdict::Faster, 2, 1.25, 2.5);
        QCOMPARE(labwords::verdictSentence(b, false), QStringLiteral("B is 2.00 times as fast as A."));
        QCOMPARE(labwords::surenessSentence(b, false),
                 QStringLiteral("Between 1.25 and 2.50 times with 95 % confidence, from 24 rounds."));
        QCOMPARE(labwords::fastest(b), 1);
    }

    void saysWhichOfManyIsFastest()
    {
        const ComparisonState a = threeWays(Verdict::Slower, 0.5, Verdict::Slower, 0.25);
        QCOMPARE(labwords::verdictSentence(a, false),
                 QStringLiteral("A is the fastest: 2.00 to 4.00 times as fast as the others."));
        const ComparisonState c = threeWays(Verdict::Slower, 0.5, Verdict::Faster, 1.5);
        QCOMPARE(labwords::verdictSentence(c, false), QStringLiteral("C is the fastest: 1.50 times as fast as A."));
        QCOMPARE(labwords::fastest(c), 2);
        const ComparisonState same = threeWays(Verdict::NoDifference, 1, Verdict::Slower, 0.5);
        QCOMPARE(labwords::verdictSentence(same, false), QStringLiteral("Nothing is faster than A."));
        const ComparisonState open = threeWays(Verdict::Undecided, 1.1, Verdict::Slower, 0.5);
        QCOMPARE(labwords::verdictSentence(open, true), QStringLiteral("Not clear yet."));
        QCOMPARE(labwords::fastest(open), -1);
        QVERIFY(labwords::surenessSentence(open, true).startsWith(QLatin1String("One contender is still open")));
    }

    void doesNotSayWhatItDoesNotKnow()
    {
        const ComparisonState open = stateOf(Verdict::Undecided, 1.02, 0.95, 1.10);
        QCOMPARE(labwords::verdictSentence(open, true), QStringLiteral("Not clear yet."));
        QCOMPARE(labwords::verdictSentence(open, false), QStringLiteral("Not clear."));
        const ComparisonState almost = stateOf(Verdict::Undecided, 1 / 1.2, 1 / 1.46, 1 / 1.04);
        QVERIFY(
            labwords::surenessSentence(almost, true).startsWith(QLatin1String("So far A is between 1.04")));
        ComparisonState early = stateOf(Verdict::Undecided, 1, 0, 1e9);
        early.standings[1].rounds = 1;
        QVERIFY(!labwords::intervalKnown(early.standings[1]));
        QVERIFY(!labwords::surenessSentence(early, true).contains(QLatin1String("confidence")));
        QCOMPARE(labwords::verdictSentence(stateOf(Verdict::NoDifference, 1, 0.995, 1.004), false),
                 QStringLiteral("A and B are equally fast."));
        QCOMPARE(labwords::verdictSentence({}, true), QStringLiteral("Getting warm."));
    }

    void weighsRatesByTime()
    {
        const ComparisonState state = stateOf(Verdict::Faster, 1, 1, 1);
        QCOMPARE(labwords::meanRate(state, 0), 1000.0);
        QCOMPARE(labwords::meanRate(state, 1), 700.0); // half a second at 500, a whole one at 800
        QCOMPARE(labwords::meanRate({}, 0), 0.0);
    }

    void namesSettings()
    {
        EmbedOptions options;
        options.workers = 1;
        QCOMPARE(labwords::settingWords(options), QStringLiteral("Coarse, 1 worker"));
        options.workers = 4;
        QCOMPARE(labwords::useWords(options), QStringLiteral("Use 4 coarse workers"));
        options.mode = Mode::Hybrid;
        QCOMPARE(labwords::settingWords(options), QStringLiteral("Hybrid, 4 × 2 threads"));
        options.mode = Mode::Nested;
        QCOMPARE(labwords::settingWords(options), QStringLiteral("Nested, team of 4"));
    }

    void drawsRatiosOnALogarithmicAxis()
    {
        IntervalChart chart;
        chart.resize(900, 90);
        IntervalRow row{QStringLiteral("B"), QStringLiteral("Nested"), QStringLiteral("faster"), 2, 0, 0, 1};
        QVERIFY(!row.isKnown());
        row.low = 1.6;
        row.high = 2.5;
        QVERIFY(row.isKnown());
        const int one = chart.sizeHint().height();
        chart.setRows({row, row});
        QVERIFY(chart.sizeHint().height() > one);
        QVERIFY(chart.xOf(1) < chart.xOf(1.6));
        QVERIFY(std::abs((chart.xOf(2) - chart.xOf(1)) - (chart.xOf(4) - chart.xOf(2))) < 1e-6);
        QVERIFY(chart.accessibleDescription().contains(QLatin1String("1.60")));
    }

    void findsTheSliceUnderThePointer()
    {
        SlicesChart chart;
        chart.resize(800, 240);
        chart.setNames({QStringLiteral("Coarse"), QStringLiteral("Nested")});
        chart.setSlices(stateOf(Verdict::Faster, 1, 1, 1).slices, 2);
        for (int slice = 0; slice < 3; ++slice)
            QCOMPARE(chart.sliceAt(chart.positionOf(slice)), slice);
        QCOMPARE(chart.sliceAt(QPointF(-50, -50)), -1);
        QVERIFY(chart.positionOf(0).y() < chart.positionOf(1).y()); // faster is higher
    }

    void comparesFromStartToVerdict()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        fixture.window().showPage(Page::Lab);
        auto* const start = fixture.child<QAbstractButton>("labStartPushButton");
        QVERIFY(start->isVisible() && start->isEnabled());
        QVERIFY(fixture.child<QLabel>("labPlanLabel")->text().startsWith(QLatin1String("3 contenders")));
        QTest::mouseClick(fixture.child<QAbstractButton>("removeBToolButton"), Qt::LeftButton); // naive moves up
        QVERIFY(QTest::qWaitFor([&] {
            return fixture.child<QLabel>("labPlanLabel")->text().startsWith(QLatin1String("2 contenders"));
        }));
        auto* const mode = fixture.child<QComboBox>("modeBComboBox");
        QCOMPARE(mode->currentData().toInt(), static_cast<int>(Mode::Naive));
        fixture.child<QSpinBox>("labSecondsSpinBox")->setValue(4);
        fixture.child<QAbstractButton>("labSweepCheckBox")->setChecked(false);
        QTest::mouseClick(start, Qt::LeftButton);
        QVERIFY(fixture.workbench().comparing());
        QVERIFY(!mode->isEnabled());
        QVERIFY(fixture.child<QAbstractButton>("labStopPushButton")->isVisible());
        QVERIFY(QTest::qWaitFor([&] { return !fixture.workbench().comparing(); }, kPatience));
        auto* const page = fixture.window().findChild<LabPage*>();
        QVERIFY(page->state().finished && !page->state().slices.empty());
        QCOMPARE(fixture.child<QLabel>("labVerdictLabel")->text(),
                 labwords::verdictSentence(page->state(), false));
        QVERIFY(fixture.child<QAbstractButton>("labAgainPushButton")->isVisible());
        QVERIFY(mode->isEnabled());
        QCOMPARE(fixture.child<QAbstractItemView>("labMeasuresTable")->model()->columnCount(), 3);
        QVERIFY(fixture.child<QWidget>("labLanesA")->isVisible());
        QVERIFY(!fixture.child<QWidget>("labBatchChart")->isVisible());
        auto* const use = fixture.child<QAbstractButton>("labUsePushButton");
        if (labwords::fastest(page->state()) == 0) // A is what runs already
            QVERIFY(use->isVisible() && !use->isEnabled());
        // The library keeps it.
        auto* const earlier = fixture.child<QToolButton>("labEarlierToolButton");
        QVERIFY(QTest::qWaitFor([&] { return earlier->isEnabled(); }, kPatience));
        QCOMPARE(earlier->menu()->actions().size(), 1);
        page->showRun({});
        earlier->menu()->actions().front()->trigger();
        QCOMPARE(page->run().names.size(), std::size_t(2));
    }

    void savesEveryKindOfReport()
    {
        ViewFixture fixture;
        fixture.window().showPage(Page::Lab);
        auto* const page = fixture.window().findChild<LabPage*>();
        const LabRun run = runOf(stateOf(Verdict::Slower, 0.5, 0.4, 0.6));
        page->showRun(run);
        QVERIFY(fixture.child<QWidget>("labBatchChart")->isVisible());
        QTemporaryDir folder;
        auto* const menu = fixture.child<QToolButton>("labExportToolButton")->menu();
        QCOMPARE(menu->actions().size(), 4);
        const std::array<std::string, 4> expected = {runToHtml(run), runToJson(run), runToCsv(run), runToTrace(run)};
        for (int i = 0; i < 4; ++i) {
            const QString path = folder.filePath(QString::number(i));
            Dialogs::get().chooseTextFile = [path](QWidget*, const QString&) { return path; };
            menu->actions()[i]->trigger();
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll().toStdString(), expected[static_cast<std::size_t>(i)]);
        }
        Dialogs::get().chooseTextFile = [&](QWidget*, const QString&) { return folder.filePath(QStringLiteral("no/such")); };
        QSignalSpy problems(page, &LabPage::problem);
        menu->actions().front()->trigger();
        QCOMPARE(problems.size(), 1);
    }

    void addsContendersUpToSix()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Lab);
        auto* const add = fixture.child<QAbstractButton>("labAddContenderPushButton");
        for (int contenders = 3; contenders < LabSettings::kMostContenders; ++contenders) {
            QVERIFY(add->isEnabled());
            QTest::mouseClick(add, Qt::LeftButton);
        }
        QVERIFY(!add->isEnabled());
        QVERIFY(fixture.child<QLabel>("labPlanLabel")->text().startsWith(QLatin1String("6 contenders")));
        QVERIFY(fixture.child<QLabel>("labSameLabel")->isVisible()); // four modes, then A again
    }

    void stopsWhenAsked()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Lab);
        fixture.child<QSpinBox>("labSecondsSpinBox")->setValue(300);
        QTest::mouseClick(fixture.child<QAbstractButton>("labStartPushButton"), Qt::LeftButton);
        QVERIFY(fixture.workbench().comparing());
        QTest::qWait(300);
        QTest::mouseClick(fixture.child<QAbstractButton>("labStopPushButton"), Qt::LeftButton);
        QVERIFY(QTest::qWaitFor([&] { return !fixture.workbench().comparing(); }, 20'000));
        QVERIFY(!fixture.child<QAbstractButton>("labStopPushButton")->isVisible());
    }

    void showsInThePulseAndStopsFromThere()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Lab);
        auto* const cancel = fixture.child<QAbstractButton>("cancelToolButton");
        QVERIFY(!cancel->isVisible());
        fixture.child<QSpinBox>("labSecondsSpinBox")->setValue(300);
        QTest::mouseClick(fixture.child<QAbstractButton>("labStartPushButton"), Qt::LeftButton);
        auto* const idle = fixture.child<QLabel>("pulseIdleLabel");
        QVERIFY(QTest::qWaitFor([&] { return idle->text().contains(QLatin1String("slice")); }, kPatience));
        auto* const rate = fixture.child<QWidget>("pulseRateToolButton");
        QVERIFY(QTest::qWaitFor([&] { return !rate->accessibleName().startsWith(QLatin1String("0 ")); },
                                kPatience));
        QVERIFY(cancel->isVisible());
        QTest::mouseClick(cancel, Qt::LeftButton);
        QVERIFY(QTest::qWaitFor([&] { return !fixture.workbench().comparing(); }, 20'000));
        QVERIFY(!cancel->isVisible());
        QVERIFY(idle->text().startsWith(QLatin1String("Idle")));
    }
};

QTEST_MAIN(LabTest)
#include "tst_lab.moc"
