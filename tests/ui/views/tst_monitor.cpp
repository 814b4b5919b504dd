// The monitor page over a real workbench: empty at first, alive with a run, and its controls take effect.
#include "monitor_scene.h"
#include "view_fixture.h"

#include "ui/charts/budget_dial.h"
#include "ui/charts/heat_strip.h"
#include "ui/charts/lane_view.h"
#include "ui/charts/live_chart.h"
#include "ui/views/monitor_page.h"

#include <QAbstractButton>
#include <QLabel>
#include <QMenu>
#include <QSet>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>

using namespace embedscope;
using namespace embedscope::test;

namespace {

/// The page alone, over a workbench that was never started: nothing runs by itself.
struct PageStage
{
    Workbench workbench{WorkbenchPaths{}};
    MonitorPage page{workbench};

    explicit PageStage(QSize size = {1340, 800}, int workers = 7)
    {
        EmbedOptions options = workbench.embedOptions();
        options.workers = workers;
        workbench.setEmbedOptions(options);
        page.resize(size);
        page.show();
        if (!QTest::qWaitForWindowExposed(&page))
            qFatal("the page is not shown");
    }

    void play() { MonitorScene::play(*workbench.monitor(), 180, 7); }
    template <class Widget> Widget* child(const char* name)
    {
        auto* const found = page.findChild<Widget*>(QLatin1String(name));
        if (!found)
            qFatal("no widget is called %s", name);
        return found;
    }
    void click(const char* name) { QTest::mouseClick(child<QWidget>(name), Qt::LeftButton); }
};

int coloursOf(const QImage& image)
{
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3)
            colours.insert(image.pixel(x, y));
    }
    return static_cast<int>(colours.size());
}

}

class MonitorTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { Theme::apply(Theme::Choice::Light); }

    void nothingYetSaysSoAndAlreadyOffersTheBudget()
    {
        PageStage stage;
        QVERIFY(stage.child<QLabel>("emptyTitleLabel")->isVisible());
        QCOMPARE(
            stage.child<QLabel>("emptyTitleLabel")->text() + QLatin1Char(' ')
                + stage.child<QLabel>("emptyTextLabel")->text(),
            QStringLiteral("Nothing has run yet. Add documents, or open the samples, and watch the cores."));
        QVERIFY(stage.child<BudgetDial>("workersBudgetDial")->isVisible());
    }

    void aRunIsShownAsItIs()
    {
        PageStage stage;
        stage.play();
        QVERIFY(stage.child<LiveChart>("throughputLiveChart")->isVisible());
        QCOMPARE(stage.child<LaneView>("workersLaneView")->laneCount(), 7);
        QCOMPARE(stage.child<HeatStrip>("coresHeatStrip")->rows(), MonitorScene::kCores);
        QApplication::processEvents(); // laid out and painted once
        const double rate = stage.workbench.monitor()->last().tokensPerSecond;
        QCOMPARE(stage.child<LiveChart>("throughputLiveChart")->valuesAt(180).section(QLatin1Char(' '), 1),
                 QStringLiteral("tokens/s"));
        QVERIFY(stage.child<LiveChart>("throughputLiveChart")->scale().top() > rate);
        QVERIFY(stage.child<LiveChart>("throughputLiveChart")
                    ->flagSentence(0)
                    .startsWith(QStringLiteral("6 \u2192 7 workers: ")));
    }

    void modesChangeByMouseAndKeyboard()
    {
        PageStage stage;
        QSignalSpy changed(&stage.workbench, &Workbench::embedOptionsChanged);
        stage.click("nestedToolButton");
        QCOMPARE(stage.workbench.embedOptions().mode, Mode::Nested);
        stage.child<QWidget>("hybridToolButton")->setFocus();
        QTest::keyClick(stage.child<QWidget>("hybridToolButton"), Qt::Key_Space);
        QCOMPARE(stage.workbench.embedOptions().mode, Mode::Hybrid);
        QCOMPARE(changed.size(), 2);
        QCOMPARE(stage.workbench.embedOptions().workers, 7); // only what was asked
    }

    void workersChangeByKeyboardAndMouse()
    {
        PageStage stage;
        auto* dial = stage.child<BudgetDial>("workersBudgetDial");
        QCOMPARE(dial->value(), 7);
        dial->setFocus();
        QTest::keyClick(dial, Qt::Key_Left);
        QCOMPARE(stage.workbench.embedOptions().workers, 6);
        QTest::mouseClick(dial, Qt::LeftButton, {}, dial->piecePoint(2).toPoint());
        QCOMPARE(stage.workbench.embedOptions().workers, 2);
        QCOMPARE(stage.workbench.embedOptions().mode, Mode::Coarse);
    }

    void whatIsChangedElsewhereIsShownAndNotChosenAgain()
    {
        PageStage stage;
        QSignalSpy changed(&stage.workbench, &Workbench::embedOptionsChanged);
        EmbedOptions options = stage.workbench.embedOptions();
        options.workers = 3;
        options.mode = Mode::Nested;
        stage.workbench.setEmbedOptions(options);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(stage.child<BudgetDial>("workersBudgetDial")->value(), 3);
        QVERIFY(stage.child<QAbstractButton>("nestedToolButton")->isChecked());
    }

    void theTableTwinOpensByKeyAndButton()
    {
        PageStage stage;
        stage.play();
        auto* table = stage.child<QTableView>("monitorTableView");
        QVERIFY(!table->isVisible());
        stage.child<LiveChart>("throughputLiveChart")->setFocus();
        QTest::keyClick(stage.child<LiveChart>("throughputLiveChart"), Qt::Key_T, Qt::ControlModifier);
        QVERIFY(table->isVisible());
        QCOMPARE(table->model()->columnCount(), 4 + MonitorScene::kCores);
        QVERIFY(table->model()->rowCount() > 100);
        QVERIFY(stage.child<QTableView>("packsTableView")->model()->rowCount() > 10);
        stage.click("asTablePushButton");
        QVERIFY(!table->isVisible());
    }

    void theWholeRunAndBack()
    {
        PageStage stage;
        stage.play();
        TimeAxis& axis = stage.child<LiveChart>("throughputLiveChart")->axis();
        stage.click("wholeRunToolButton");
        QCOMPARE(axis.from(), 0.0);
        QTest::keyClick(stage.child<LiveChart>("throughputLiveChart"), Qt::Key_W);
        QVERIFY(stage.child<QAbstractButton>("liveToolButton")->isChecked());
        stage.click("wholeRunToolButton");
        stage.click("liveToolButton");
        QCOMPARE(axis.span(), 120.0);
    }

    void aChosenPackTellsWhereItsTimeWent()
    {
        PageStage stage;
        stage.play();
        auto* lanes = stage.child<LaneView>("workersLaneView");
        QApplication::processEvents(); // laid out
        QTest::mouseClick(
            lanes, Qt::LeftButton, {},
            QPoint(qRound(lanes->xAt(lanes->axis().to() - 0.7)), lanes->laneRect(4).center().y()));
        QVERIFY(lanes->selected());
        QCOMPARE(stage.child<QLabel>("packWorkerLabel")->text(), QStringLiteral("worker 5"));
        QVERIFY(stage.child<QLabel>("packWordsLabel")->text().contains(QStringLiteral("181 tokens")));
        QVERIFY(stage.child<QWidget>("packStageBar")
                    ->accessibleDescription()
                    .contains(QStringLiteral("Feed forward")));
        QVERIFY(!stage.child<QAbstractButton>("followChipButton")->isChecked());
        stage.click("followChipButton");
        QVERIFY(lanes->axis().follows());
    }

    void aNarrowPageTurnsThePanelIntoADrawer()
    {
        PageStage stage({940, 560});
        QVERIFY(!stage.child<QWidget>("monitorPanelWidget")->isVisible());
        stage.click("budgetToolButton");
        QVERIFY(stage.child<QWidget>("monitorPanelWidget")->isVisible());
        QVERIFY(stage.child<BudgetDial>("workersBudgetDial")->isVisible());
    }

    void everyControlHasANameAndCanBeHit()
    {
        PageStage stage;
        stage.play();
        QApplication::processEvents();
        int controls = 0;
        for (QWidget* widget : stage.page.findChildren<QWidget*>()) {
            const bool control = qobject_cast<QAbstractButton*>(widget) || qobject_cast<TimeChart*>(widget)
                || qobject_cast<QAbstractSlider*>(widget) || qobject_cast<QTableView*>(widget);
            if (!control || widget->objectName().startsWith(QLatin1String("qt_"))
                || qobject_cast<QTableView*>(widget->parentWidget())
                || (widget->parentWidget()
                    && widget->parentWidget()->objectName().startsWith(QLatin1String("qt_"))))
                continue; // the inner parts of a table
            ++controls;
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
            QVERIFY2(!widget->objectName().isEmpty(), qPrintable(widget->accessibleName()));
            if (!widget->isVisible())
                continue;
            QVERIFY2(widget->width() >= 28 && widget->height() >= 24,
                     qPrintable(QStringLiteral("%1 is %2 x %3")
                                    .arg(widget->objectName())
                                    .arg(widget->width())
                                    .arg(widget->height())));
        }
        QVERIFY(controls >= 17);
    }

    void everyChartDescribesItselfAndHasTheKeyboard()
    {
        PageStage stage;
        stage.play();
        for (const char* name :
             {"throughputLiveChart", "textsLiveChart", "cpuLiveChart", "coresHeatStrip", "workersLaneView"}) {
            auto* chart = stage.child<QWidget>(name);
            QVERIFY2(chart->focusPolicy() & Qt::TabFocus, name);
        }
        stage.workbench.monitor()->take(stage.workbench.monitor()->last()); // once it was visible
        QVERIFY(stage.child<QWidget>("coresHeatStrip")
                    ->accessibleDescription()
                    .contains(QStringLiteral("Core 1, ")));
        QVERIFY(stage.child<QWidget>("throughputLiveChart")
                    ->accessibleDescription()
                    .contains(QStringLiteral("tokens/s")));
    }

    void lightAndDarkAreBothPainted()
    {
        for (const Theme::Choice choice : {Theme::Choice::Light, Theme::Choice::Dark}) {
            Theme::apply(choice);
            for (const QSize size : {QSize(1340, 800), QSize(940, 560)}) {
                PageStage stage(size);
                stage.play();
                QApplication::processEvents();
                const QImage image = stage.page.grab().toImage();
                QVERIFY(coloursOf(image) > 40);
                const LiveChart& chart = *stage.child<LiveChart>("throughputLiveChart");
                const QPoint corner = chart.mapTo(&stage.page, QPoint(1, chart.height() - 2));
                QCOMPARE(image.pixelColor(corner).name(), Theme::current().window.name());
            }
        }
    }

    void aThemeChangeRepaintsACachedBackground()
    {
        PageStage stage;
        stage.play();
        auto* chart = stage.child<LiveChart>("cpuLiveChart");
        QCOMPARE(chart->grab().toImage().pixelColor(1, 1).name(), Theme::current().window.name());
        Theme::apply(Theme::Choice::Dark);
        QApplication::processEvents(); // the palette is told by an event
        QCOMPARE(chart->grab().toImage().pixelColor(1, 1).name(), Theme::current().window.name());
    }

    void hiddenChartsPaintNothingAndForgetNothing()
    {
        PageStage stage;
        stage.play();
        QApplication::processEvents();
        stage.page.hide();
        auto* chart = stage.child<LiveChart>("throughputLiveChart");
        const int before = chart->paints();
        MonitorTick tick = stage.workbench.monitor()->last();
        tick.spans.clear();
        for (int i = 1; i <= 50; ++i) {
            tick.seconds += 0.1;
            stage.workbench.monitor()->take(tick);
            QApplication::processEvents();
        }
        QCOMPARE(chart->paints(), before);
        stage.page.show();
        QCOMPARE(chart->axis().to(), tick.seconds);
    }

    void theStripAtTheFootShowsAndChangesModeAndWorkers()
    {
        ViewFixture fixture;
        auto* button = fixture.child<QToolButton>("pulseModeToolButton");
        QMenu* const menu = button->menu();
        QVERIFY(menu);
        const auto choose = [&](const QString& text) {
            emit menu->aboutToShow();
            for (QAction* action : menu->actions()) {
                if (action->text().startsWith(text)) {
                    action->trigger();
                    return true;
                }
            }
            return false;
        };
        QVERIFY(choose(QStringLiteral("Nested")));
        QCOMPARE(fixture.workbench().embedOptions().mode, Mode::Nested);
        QVERIFY(choose(QStringLiteral("1 worker")));
        QCOMPARE(fixture.workbench().embedOptions().workers, 1);
        QVERIFY(button->text().contains(QStringLiteral("nested, 1 worker")));
        QCOMPARE(fixture.child<BudgetDial>("workersBudgetDial")->value(), 1);
    }
};

QTEST_MAIN(MonitorTest)
#include "tst_monitor.moc"
