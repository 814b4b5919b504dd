// The live charts with real wheel, mouse and key events over histories of known numbers.
#include "ui/charts/budget_dial.h"
#include "ui/charts/chart_columns.h"
#include "ui/charts/heat_strip.h"
#include "ui/charts/history_table.h"
#include "ui/charts/live_chart.h"
#include "ui/charts/theme.h"
#include "ui/charts/time_scale.h"
#include "ui/charts/value_scale.h"

#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <algorithm>
#include <memory>

using namespace embedscope;

namespace {

/// 100 everywhere but one sample of 5,000 at 60 s; ten samples a second for two minutes.
History historyWithAPeak()
{
    History history;
    for (int i = 0; i <= 1200; ++i)
        history.add(i / 10.0, i == 600 ? 5000 : 100);
    return history;
}

struct Scene
{
    History history = historyWithAPeak();
    TimeAxis axis{{120, 2, 86400}};
    std::unique_ptr<LiveChart> chart;

    explicit Scene(QSize size = {700, 160})
    {
        axis.setNow(120);
        chart = std::make_unique<LiveChart>(QStringLiteral("Throughput"), QStringLiteral("tokens/s"), axis);
        chart->addSeries({QStringLiteral("Tokens"), QStringLiteral("tokens/s"), &history, 0});
        chart->resize(size);
        chart->show();
        if (!QTest::qWaitForWindowExposed(chart.get()))
            qFatal("the chart is not shown");
    }
};

void wheel(QWidget& target, QPointF at, int turned)
{
    QWheelEvent event(at, target.mapToGlobal(at), {}, {0, turned}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&target, &event);
}

void drag(QWidget& target, QPoint from, QPoint to)
{
    QTest::mousePress(&target, Qt::LeftButton, {}, from);
    for (int step = 1; step <= 10; ++step)
        QTest::mouseMove(&target, from + (to - from) * step / 10);
    QTest::mouseRelease(&target, Qt::LeftButton, {}, to);
}

/// As a pointer that rests; QTest moves the cursor of the desktop, which offscreen has none.
void hover(QWidget& target, QPointF at)
{
    QMouseEvent event(QEvent::MouseMove, at, target.mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                      Qt::NoModifier);
    QApplication::sendEvent(&target, &event);
}

/// Of a grab, whatever the device ratio.
QColor colourAt(const QImage& image, QPoint at)
{
    return image.pixelColor((QPointF(at) * image.devicePixelRatio()).toPoint());
}

float highest(const std::vector<PixelColumn>& columns)
{
    float result = 0;
    for (const PixelColumn& column : columns)
        result = column.known ? std::max(result, column.high) : result;
    return result;
}

}

class ChartsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::apply(Theme::Choice::Light); }

    void columnsKeepThePeakAtEveryZoom()
    {
        const Scene stage;
        for (const auto& [from, to] : {std::pair{0.0, 120.0}, {30.0, 90.0}, {55.0, 65.0}, {59.0, 61.0}}) {
            stage.chart->axis().show(from, to);
            QVERIFY(std::abs(highest(stage.chart->columns(0)) - 5000.f) < 1);
        }
        stage.chart->axis().show(0, 50);
        QCOMPARE(highest(stage.chart->columns(0)), 100.f);
    }

    void columnsKeepThePeakWhileTimeMoves()
    {
        const History history = historyWithAPeak();
        for (int pixels : {37, 300, 911, 4000}) {
            for (double from = -30; from < 59; from += 7.3)
                QVERIFY(std::abs(highest(pixelColumns(history, from, from + 120, pixels)) - 5000.f) < 1);
        }
    }

    void aGapStaysAGapAndALateSampleIsBridged()
    {
        History history;
        for (int i = 0; i <= 100; ++i) {
            const double at = i / 10.0;
            if ((at < 3 || at > 6) && i != 15 && i != 16) // three seconds and 200 ms without a sample
                history.add(at, 10);
        }
        const std::vector<PixelColumn> columns = pixelColumns(history, 0, 10, 1000);
        QVERIFY(columns[155].known);
        QVERIFY(!columns[450].known);
        QVERIFY(columns[800].known);
        QVERIFY(std::none_of(columns.begin() + 320, columns.begin() + 590,
                             [](const PixelColumn& column) { return column.known; }));
    }

    void nothingMeasuredShowsNothing()
    {
        const History history;
        for (const PixelColumn& column : pixelColumns(history, -10, 10, 100))
            QVERIFY(!column.known);
        QVERIFY(pixelColumns(history, 0, 10, 0).empty());
    }

    void theLineIsPaintedAtItsHeight()
    {
        Scene stage;
        stage.axis.show(100, 120);
        const QImage image = stage.chart->grab().toImage();
        const QRect plot = stage.chart->plot();
        const double top = stage.chart->scale().top();
        const int y = qRound(plot.top() + plot.height() * (1 - 100 / top));
        const QColor line = Theme::current().series[0];
        bool found = false;
        for (int dy = -2; dy <= 2; ++dy)
            found = found || colourAt(image, {plot.center().x(), y + dy}).rgb() == line.rgb();
        QVERIFY(found);
        QVERIFY(colourAt(image, {plot.center().x(), plot.top() + 3}).rgb() != line.rgb());
    }

    void theWheelZoomsAtThePointer()
    {
        Scene stage;
        const QPointF at(stage.chart->plot().left() + stage.chart->plot().width() / 4.0, 80);
        const double under = stage.chart->secondsAt(at.x());
        wheel(*stage.chart, at, 120);
        QVERIFY(stage.axis.span() < 120);
        QVERIFY(std::abs(stage.chart->secondsAt(at.x()) - under) < 0.01);
        QVERIFY(!stage.axis.follows());
        for (int i = 0; i < 40; ++i)
            wheel(*stage.chart, at, 120);
        QCOMPARE(stage.axis.span(), 2.0); // not closer than the limit
    }

    void zoomingOutEndsAtNowAndFollows()
    {
        Scene stage;
        for (int i = 0; i < 60; ++i)
            wheel(*stage.chart, QPointF(stage.chart->plot().center()), -120);
        QCOMPARE(stage.axis.to(), 120.0);
        QVERIFY(stage.axis.follows());
        QCOMPARE(stage.axis.span(), 86400.0);
    }

    void draggingPansAndNotBeyondNow()
    {
        Scene stage;
        stage.axis.show(40, 60);
        const QRect plot = stage.chart->plot();
        drag(*stage.chart, plot.center(), plot.center() + QPoint(plot.width() / 4, 0));
        QVERIFY(std::abs(stage.axis.from() - 35) < 0.2);
        QVERIFY(!stage.axis.follows());
        for (int i = 0; i < 40; ++i)
            drag(*stage.chart, plot.center(), plot.center() - QPoint(plot.width() / 3, 0));
        QCOMPARE(stage.axis.to(), 120.0);
        QVERIFY(stage.axis.follows());
    }

    void followingMovesWithTimeAndStandsStillOtherwise()
    {
        Scene stage;
        QVERIFY(stage.axis.follows());
        stage.axis.setNow(130);
        QCOMPARE(stage.axis.to(), 130.0);
        QCOMPARE(stage.axis.span(), 120.0);
        stage.axis.show(40, 60);
        stage.axis.setNow(140);
        QCOMPARE(stage.axis.to(), 60.0);
        QTest::keyClick(stage.chart.get(), Qt::Key_F);
        QCOMPARE(stage.axis.to(), 140.0);
        QVERIFY(stage.axis.follows());
    }

    void keysZoomAndMove()
    {
        Scene stage;
        LiveChart* const chart = stage.chart.get();
        QTest::keyClick(chart, Qt::Key_W);
        QVERIFY(stage.axis.span() < 120);
        QVERIFY(stage.axis.follows()); // the right edge is the anchor
        const double to = stage.axis.to();
        QTest::keyClick(chart, Qt::Key_Left);
        QVERIFY(stage.axis.to() < to);
        QVERIFY(!stage.axis.follows());
        QTest::keyClick(chart, Qt::Key_Home);
        QVERIFY(std::abs(stage.axis.from()) < 1e-6);
        QTest::keyClick(chart, Qt::Key_End);
        QVERIFY(stage.axis.follows());
        const double close = stage.axis.span();
        QTest::keyClick(chart, Qt::Key_S);
        QVERIFY(stage.axis.span() > close);
        QTest::mouseDClick(chart, Qt::LeftButton, {}, chart->plot().center());
        QCOMPARE(stage.axis.span(), 120.0);
    }

    void theWholeRunGrowsUntilSomebodyMoves()
    {
        Scene stage;
        stage.axis.setWholeRun(true);
        QCOMPARE(stage.axis.from(), 0.0);
        stage.axis.setNow(300);
        QCOMPARE(stage.axis.from(), 0.0);
        QCOMPARE(stage.axis.to(), 300.0);
        wheel(*stage.chart, QPointF(stage.chart->plot().center()), 120);
        QVERIFY(!stage.axis.showsWholeRun());
    }

    void thePointerShowsValuesOnAllChartsOfTheAxis()
    {
        Scene stage;
        TimeScale other(stage.axis);
        other.resize(700, 24);
        const QImage before = stage.chart->grab().toImage();
        hover(*stage.chart, QPointF(stage.chart->xAt(30), 80));
        QVERIFY(stage.axis.hover().has_value());
        QVERIFY(std::abs(*stage.axis.hover() - 30) < 0.5);
        QCOMPARE(stage.chart->valuesAt(*stage.axis.hover()), QStringLiteral("100 tokens/s"));
        QVERIFY(stage.chart->grab().toImage() != before);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(stage.chart.get(), &leave);
        QVERIFY(!stage.axis.hover().has_value());
        QVERIFY(stage.chart->valuesAt(-20).isEmpty());
    }

    void threeToFiveLinesWhateverTheNumbers()
    {
        for (double highestValue = 0.3; highestValue < 1e8; highestValue *= 1.37) {
            ValueScale scale;
            scale.fit(highestValue);
            const std::size_t lines = scale.lines().size();
            QVERIFY2(lines >= 3 && lines <= 5, qPrintable(QString::number(highestValue)));
            QVERIFY(scale.top() >= highestValue);
            QVERIFY(scale.lines(2).size() >= 2 && scale.lines(2).size() <= 3);
        }
        QCOMPARE(ValueScale::label(5000), QStringLiteral("5 k"));
        QCOMPARE(ValueScale::label(2500), QStringLiteral("2.5 k"));
        QCOMPARE(ValueScale::label(20), QStringLiteral("20"));
    }

    void theTopGrowsAtOnceAndShrinksLate()
    {
        ValueScale scale;
        QVERIFY(scale.fit(1000));
        const double top = scale.top();
        QVERIFY(!scale.fit(900));
        QCOMPARE(scale.top(), top);
        QVERIFY(scale.fit(200));
        QVERIFY(scale.top() < top);
    }

    void timesAreRoundAndEndNow()
    {
        TimeAxis axis({120, 2, 86400});
        axis.setNow(500);
        QStringList texts;
        for (const TimeTick& tick : axis.ticks(6))
            texts.append(tick.text);
        QCOMPARE(texts.last(), QStringLiteral("now"));
        QCOMPARE(texts.first(), QStringLiteral("\u22122 min"));
        for (double span = 0.001; span < 80000; span *= 1.9) {
            TimeAxis each({span, 0.001, 86400});
            each.setNow(90000);
            const auto ticks = each.ticks(6);
            QVERIFY(ticks.size() >= 2 && ticks.size() <= 8);
            for (const TimeTick& tick : ticks)
                QVERIFY(tick.seconds >= each.from() - span / 1e6 && tick.seconds <= each.to() + span / 1e6);
        }
        QCOMPARE(spanText(0.25), QStringLiteral("250 ms"));
        QCOMPARE(spanText(1.25), QStringLiteral("1.25 s"));
        QCOMPARE(spanText(90), QStringLiteral("1:30"));
        QCOMPARE(spanText(7200), QStringLiteral("2 h"));
        QCOMPARE(clockText(287), QStringLiteral("04:47.0"));
    }

    void aFlagTellsTheMeansOnBothSides()
    {
        History history;
        for (int i = 0; i <= 600; ++i)
            history.add(i / 10.0, i < 300 ? 8890 : 10650);
        TimeAxis axis({60, 2, 86400});
        axis.setNow(60);
        QList<MonitorFlag> flags = {{30, QStringLiteral("5 \u2192 6 workers")},
                                    {59.5, QStringLiteral("nested")}};
        LiveChart chart(QStringLiteral("Throughput"), QStringLiteral("tokens/s"), axis);
        chart.addSeries({QStringLiteral("Tokens"), {}, &history, 0});
        chart.setFlags(&flags, true);
        QCOMPARE(chart.flagSentence(0), QStringLiteral("5 \u2192 6 workers: 8,890 \u2192 10,650 (+19.8 %)"));
        QCOMPARE(chart.flagSentence(1), QStringLiteral("nested")); // too fresh to compare
    }

    void heatCellsHaveTheColourOfTheirCore()
    {
        std::vector<History> cores(4);
        for (int i = 0; i <= 1200; ++i) {
            for (std::size_t core = 0; core < cores.size(); ++core)
                cores[core].add(i / 10.0, i < 600 ? 0.0 : 100.0 * static_cast<double>(core) / 3);
        }
        TimeAxis axis({120, 2, 86400});
        axis.setNow(120);
        HeatStrip strip(axis);
        strip.setCores(&cores);
        strip.resize(700, 90);
        strip.show();
        QVERIFY(QTest::qWaitForWindowExposed(&strip));
        QCOMPARE(strip.rows(), 4);
        const QImage image = strip.grab().toImage();
        for (int row = 0; row < 4; ++row) {
            const QColor wanted = Theme::current().fromSequential(row / 3.0);
            QCOMPARE(strip.cellColor(row, 100).name(), wanted.name());
            const QPoint at(qRound(strip.xAt(100)), strip.rowRect(row).center().y());
            QCOMPARE(colourAt(image, at).name(), wanted.name());
            QCOMPARE(strip.cellColor(row, 20).name(), Theme::current().fromSequential(0).name());
        }
        strip.axis().pan(-100);
        QCOMPARE(strip.cellColor(0, -5).name(), strip.palette().color(QPalette::Window).name());
    }

    void moreCoresThanRowsShareARow()
    {
        std::vector<History> cores(256);
        for (std::size_t core = 0; core < cores.size(); ++core) {
            for (int i = 0; i <= 100; ++i)
                cores[core].add(i / 10.0, core < 128 ? 0 : 100);
        }
        TimeAxis axis({10, 2, 86400});
        axis.setNow(10);
        HeatStrip strip(axis);
        strip.setCores(&cores);
        strip.resize(500, 80);
        QVERIFY(strip.rows() > 4 && strip.rows() <= 40);
        QCOMPARE(strip.cellColor(0, 5).name(), Theme::current().fromSequential(0).name());
        QCOMPARE(strip.cellColor(strip.rows() - 1, 5).name(), Theme::current().fromSequential(1).name());
        QVERIFY(strip.rowRect(strip.rows() - 1).bottom() <= strip.plot().bottom());
    }

    void theTableTwinHasTheSameNumbers()
    {
        const History history = historyWithAPeak();
        HistoryTable table;
        table.setColumns({{QStringLiteral("Tokens/s"), &history}});
        table.refresh(50, 70);
        QVERIFY(table.rowCount() >= 199 && table.rowCount() <= HistoryTable::kMostRows);
        QCOMPARE(table.columnCount(), 2);
        QStringList values;
        for (int row = 0; row < table.rowCount(); ++row)
            values.append(table.index(row, 1).data().toString());
        QCOMPARE(values.count(QStringLiteral("5,000")), 1);
        const int row = static_cast<int>(values.indexOf(QStringLiteral("5,000")));
        QCOMPARE(table.index(row, 0).data().toString(), QStringLiteral("01:00.0"));
        QCOMPARE(table.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Tokens/s"));
        QVERIFY(table.index(0, 0).data().toString() > table.index(5, 0).data().toString()); // newest first
    }

    void theDialIsSetByMouseAndKeys()
    {
        BudgetDial dial;
        dial.setRange(1, 8);
        dial.setValue(3);
        dial.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dial));
        QSignalSpy changed(&dial, &BudgetDial::valueChanged);
        QTest::mouseClick(&dial, Qt::LeftButton, {}, dial.piecePoint(7).toPoint());
        QCOMPARE(dial.value(), 7);
        QTest::keyClick(&dial, Qt::Key_Left);
        QCOMPARE(dial.value(), 6);
        QTest::keyClick(&dial, Qt::Key_End);
        QCOMPARE(dial.value(), 8);
        QTest::keyClick(&dial, Qt::Key_Home);
        QCOMPARE(dial.value(), 1);
        QCOMPARE(dial.accessibleName(), QStringLiteral("Budget, 1 of 8 workers"));
        QCOMPARE(changed.size(), 4);
        drag(dial, dial.piecePoint(1).toPoint(), dial.piecePoint(8).toPoint());
        QCOMPARE(dial.value(), 8);
        QCOMPARE(changed.size(), 5); // once, when the hand lets go
    }
};

QTEST_MAIN(ChartsTest)
#include "tst_charts.moc"
