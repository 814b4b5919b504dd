// The lab: its sentences, and a real comparison from Start to the verdict.
#include "tests/ui/views/view_fixture.h"

#include "ui/charts/interval_chart.h"
#include "ui/charts/slices_chart.h"
#include "ui/views/contender_card.h"
#include "ui/views/lab_page.h"
#include "ui/views/lab_words.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QSpinBox>

using namespace embedscope;
using namespace embedscope::test;

namespace {

ComparisonState stateOf(Verdict verdict, double ratio, double low, double high)
{
    ComparisonState state;
    state.verdict = verdict;
    state.ratio = ratio;
    state.low = low;
    state.high = high;
    state.pairs = 24;
    state.slices = {{0, 0, 0.0, 0.5, 1000}, {1, 0, 0.5, 0.5, 500}, {1, 0, 1.0, 1.0, 800}};
    return state;
}

}

class LabTest : public QObject
{
    Q_OBJECT

private slots:
    void saysWhichIsFaster()
    {
        const ComparisonState a = stateOf(Verdict::AFaster, 1.42, 1.31, 1.55);
        QCOMPARE(labwords::verdictSentence(a, false), QStringLiteral("A is 1.42 times as fast as B."));
        QCOMPARE(labwords::surenessSentence(a, false),
                 QStringLiteral("Between 1.31 and 1.55 times with 95 % confidence, from 24 pairs."));
        const ComparisonState b = stateOf(Verdict::BFaster, 0.5, 0.4, 0.8);
        QCOMPARE(labwords::verdictSentence(b, false), QStringLiteral("B is 2.00 times as fast as A."));
        QCOMPARE(labwords::surenessSentence(b, false),
                 QStringLiteral("Between 1.25 and 2.50 times with 95 % confidence, from 24 pairs."));
    }

    void doesNotSayWhatItDoesNotKnow()
    {
        const ComparisonState open = stateOf(Verdict::Undecided, 1.02, 0.95, 1.10);
        QCOMPARE(labwords::verdictSentence(open, true), QStringLiteral("Not clear yet."));
        QCOMPARE(labwords::verdictSentence(open, false), QStringLiteral("Not clear."));
        const ComparisonState almost = stateOf(Verdict::Undecided, 1.2, 1.04, 1.46);
        QVERIFY(
            labwords::surenessSentence(almost, true).startsWith(QLatin1String("So far A is between 1.04")));
        ComparisonState early = stateOf(Verdict::Undecided, 1, 0, 1e9);
        early.pairs = 1;
        QVERIFY(!labwords::intervalKnown(early));
        QVERIFY(!labwords::surenessSentence(early, true).contains(QLatin1String("confidence")));
        QCOMPARE(labwords::verdictSentence(stateOf(Verdict::NoDifference, 1, 0.995, 1.004), false),
                 QStringLiteral("A and B are equally fast."));
    }

    void weighsRatesByTime()
    {
        const ComparisonState state = stateOf(Verdict::AFaster, 1, 1, 1);
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
        QVERIFY(!chart.isKnown());
        chart.setInterval(2, 1.6, 2.5, QStringLiteral("faster"));
        QVERIFY(chart.isKnown());
        QVERIFY(chart.xOf(1) < chart.xOf(1.6));
        QVERIFY(std::abs((chart.xOf(2) - chart.xOf(1)) - (chart.xOf(4) - chart.xOf(2))) < 1e-6);
        QVERIFY(chart.accessibleDescription().contains(QLatin1String("1.60")));
    }

    void findsTheSliceUnderThePointer()
    {
        SlicesChart chart;
        chart.resize(800, 240);
        chart.setNames(QStringLiteral("Coarse"), QStringLiteral("Nested"));
        chart.setSlices(stateOf(Verdict::AFaster, 1, 1, 1).slices, 2);
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
        QVERIFY(fixture.child<QLabel>("labPlanLabel")->text().startsWith(QLatin1String("2 contenders")));
        auto* const mode = fixture.child<QComboBox>("modeBComboBox");
        mode->setCurrentIndex(mode->findData(static_cast<int>(Mode::Naive))); // clearly slower than A
        fixture.child<QSpinBox>("labSecondsSpinBox")->setValue(6);
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
        auto* const use = fixture.child<QAbstractButton>("labUsePushButton");
        const bool clear =
            page->state().verdict == Verdict::AFaster || page->state().verdict == Verdict::BFaster;
        QCOMPARE(use->isVisible(), clear);
        if (page->state().verdict == Verdict::AFaster) // A is what runs already
            QVERIFY(!use->isEnabled());
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
