// Lanes of workers: what is folded, what stays a gap, what a click chooses.
#include "ui/charts/lane_row.h"
#include "ui/charts/lane_view.h"
#include "ui/charts/pack_table.h"
#include "ui/charts/theme.h"

#include <QSignalSpy>
#include <QTest>

using namespace embedscope;

namespace {

constexpr int64_t kMs = 1'000'000;
const QColor kGroove = Qt::white;

/// A pack as a worker writes it: its stages, then itself. Shares 1, 29, 68, 2 percent.
void addPack(std::vector<Span>& lane, int64_t startMs, int64_t lengthMs, uint16_t worker = 0)
{
    int64_t at = startMs * kMs;
    const auto add = [&](Stage stage, int64_t percent) {
        const auto ns = static_cast<uint32_t>(lengthMs * kMs * percent / 100);
        lane.push_back({at, ns, worker, stage, 2, 7, 300});
        at += ns;
    };
    add(Stage::Embed, 1);
    add(Stage::Attention, 29);
    add(Stage::FeedForward, 68);
    add(Stage::Pool, 2);
    lane.push_back({startMs * kMs, static_cast<uint32_t>(lengthMs * kMs), worker, Stage::Pack, 2, 7, 300});
}

LaneRow rowOf(const std::vector<Span>& lane, int64_t fromMs, int64_t toMs, int pixels)
{
    return laneRow(lane, {fromMs * kMs, toMs * kMs, pixels, 1}, kGroove);
}

}

class LanesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::apply(Theme::Choice::Light); }

    void stagesStandWhereTheyRan()
    {
        std::vector<Span> lane;
        addPack(lane, 100, 100);
        const LaneRow row = rowOf(lane, 0, 300, 3000); // ten pixels per millisecond
        QCOMPARE(row.pixels.size(), std::size_t{3000});
        QCOMPARE(row.pixels[500], kGroove.rgb());
        QCOMPARE(row.pixels[1005], stageColor(Stage::Embed).rgb()); // ten pixels wide: shown
        QCOMPARE(row.pixels[1150], stageColor(Stage::Attention).rgb());
        QCOMPARE(row.pixels[1600], stageColor(Stage::FeedForward).rgb());
        QCOMPARE(row.pixels[1985], stageColor(Stage::Pool).rgb());
        QCOMPARE(row.pixels[2500], kGroove.rgb());
    }

    void whatIsUnderThreePixelsIsFolded()
    {
        std::vector<Span> lane;
        addPack(lane, 100, 100);
        const LaneRow row = rowOf(lane, 0, 300, 300); // look up 1 px, pool 2 px
        for (const QRgb pixel : row.pixels) {
            QVERIFY(pixel != stageColor(Stage::Embed).rgb());
            QVERIFY(pixel != stageColor(Stage::Pool).rgb());
        }
        QCOMPARE(row.pixels[100], stageColor(Stage::Attention).rgb());
        QCOMPARE(row.pixels[198], stageColor(Stage::FeedForward).rgb());
    }

    void aPackOfTwoPixelsIsOneColour()
    {
        std::vector<Span> lane;
        addPack(lane, 100, 100);
        const LaneRow row = rowOf(lane, 0, 5000, 100); // 50 ms per pixel
        QCOMPARE(row.pixels[2], stageColor(Stage::FeedForward).rgb());
        QCOMPARE(row.pixels[3], stageColor(Stage::FeedForward).rgb());
        QCOMPARE(row.pixels[4], kGroove.rgb());
    }

    void aHalfIdleLaneLooksHalfIdle()
    {
        std::vector<Span> lane;
        for (int i = 0; i < 5000; ++i)
            addPack(lane, 2 * i, 1);
        const LaneRow row = rowOf(lane, 0, 10000, 100); // fifty packs in a pixel
        const QColor full = stageColor(Stage::FeedForward);
        for (const QRgb pixel : row.pixels)
            QVERIFY(std::abs(qGreen(pixel) - (255 + full.green()) / 2) <= 3);
    }

    void packsThatTouchAreStillTwo()
    {
        std::vector<Span> lane;
        addPack(lane, 0, 50);
        addPack(lane, 50, 50);
        const LaneRow row = rowOf(lane, 0, 100, 100);
        QCOMPARE(row.pixels[49], kGroove.rgb());
        QVERIFY(row.pixels[48] != kGroove.rgb());
        QVERIFY(row.pixels[50] != kGroove.rgb());
    }

    void aWaitIsNoWorkAndAnEndlessOneIsNoWait()
    {
        std::vector<Span> lane;
        lane.push_back({0, 100 * kMs, 0, Stage::Wait, 2, 7, 0});
        addPack(lane, 100, 100);
        lane.push_back({200 * kMs, 4'294'967'295u, 0, Stage::Wait, 2, 7, 0}); // as long as a span can say
        const LaneRow row = rowOf(lane, 0, 1000, 1000);
        QCOMPARE(row.waits.size(), std::size_t{1});
        QCOMPARE(row.waits[0].from, 0);
        QCOMPARE(row.waits[0].to, 100);
        QCOMPARE(row.pixels[50], kGroove.rgb());
        const LaneShares shares = laneShares(lane, 0, 400 * kMs);
        QCOMPARE(shares.busy, 0.25);
        QCOMPARE(shares.waiting, 0.25);
    }

    void aHelperHasAColourOfItsOwn()
    {
        std::vector<Span> lane = {{100 * kMs, 100 * kMs, 1, Stage::Pack, 0, 7, 0}};
        const LaneRow row = rowOf(lane, 0, 300, 300);
        QCOMPARE(row.pixels[150], stageColor(Stage::Pack).rgb());
        QVERIFY(stagesOf(lane, lane.front()).empty());
    }

    void aPackIsFoundWithItsStages()
    {
        std::vector<Span> lane;
        addPack(lane, 0, 50);
        addPack(lane, 60, 50);
        QCOMPARE(packAt(lane, 55 * kMs), nullptr);
        const Span* const pack = packAt(lane, 61 * kMs);
        QVERIFY(pack);
        QCOMPARE(pack->startNs, 60 * kMs);
        const std::vector<Span> stages = stagesOf(lane, *pack);
        QCOMPARE(stages.size(), std::size_t{4});
        QCOMPARE(stages[1].stage, Stage::Attention);
        QCOMPARE(stages[1].durationNs, uint32_t{29 * kMs / 2});
    }

    void clicksAndKeysChooseAPack()
    {
        std::vector<std::vector<Span>> lanes(2);
        for (int i = 0; i < 10; ++i) {
            addPack(lanes[0], i * 200, 150, 0);
            addPack(lanes[1], i * 200 + 50, 150, 1);
        }
        TimeAxis axis({2, 0.001, 600});
        axis.setNow(2);
        LaneView view(axis);
        view.setLanes(&lanes, 0);
        view.setWorkers(2);
        view.resize(700, 80);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QCOMPARE(view.laneCount(), 2);
        QSignalSpy chosen(&view, &LaneView::packChosen);
        QTest::mouseClick(&view, Qt::LeftButton, {},
                          QPoint(qRound(view.xAt(0.5)), view.laneRect(0).center().y()));
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(view.selected()->startNs, 400 * kMs);
        QVERIFY(!axis.follows());
        QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(view.selected()->startNs, 600 * kMs);
        QTest::keyClick(&view, Qt::Key_Down);
        QCOMPARE(view.selected()->worker, uint16_t{1});
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(!view.selected());
        QTest::mouseClick(&view, Qt::LeftButton, {},
                          QPoint(qRound(view.xAt(0.17)), view.laneRect(0).center().y())); // a gap
        QVERIFY(!view.selected());
    }

    void aLaneStaysWhileSomethingOfItIsSeen()
    {
        std::vector<std::vector<Span>> lanes(4);
        addPack(lanes[3], 0, 100, 3);
        TimeAxis axis({2, 0.001, 600});
        axis.setNow(1);
        LaneView view(axis);
        view.setLanes(&lanes, 0);
        view.setWorkers(1);
        QCOMPARE(view.laneCount(), 4);
        axis.setNow(10);
        QCOMPARE(view.laneCount(), 1);
    }

    void lanesFitHoweverManyThereAre()
    {
        const std::vector<std::vector<Span>> lanes(256);
        TimeAxis axis({2, 0.001, 600});
        LaneView view(axis);
        view.setLanes(&lanes, 0);
        view.resize(700, 300);
        for (const int workers : {1, 2, 7, 16, 64, 256}) {
            view.setWorkers(workers);
            QVERIFY(view.laneRect(workers - 1).bottom() < 300);
            QVERIFY(view.laneRect(0).height() >= 1);
        }
    }

    void theTableHasThePacksOfTheTimeShown()
    {
        std::vector<std::vector<Span>> lanes(2);
        addPack(lanes[0], 0, 100, 0);
        addPack(lanes[0], 1000, 100, 0);
        addPack(lanes[1], 1500, 50, 1);
        lanes[1].push_back({1600 * kMs, 2 * kMs, 1, Stage::Pack, 0, 7, 0}); // a helper
        PackTable table;
        table.refresh(lanes, 0, 0.5, 2);
        QCOMPARE(table.rowCount(), 3);
        const auto text = [&](int row, int column) { return table.index(row, column).data().toString(); };
        QCOMPARE(text(0, PackTable::Texts), QStringLiteral("helps"));
        QCOMPARE(text(0, PackTable::Attention), QString());
        QCOMPARE(text(0, PackTable::Duration), QStringLiteral("2.0 ms"));
        QCOMPARE(text(1, PackTable::Worker), QStringLiteral("2"));
        QCOMPARE(text(2, PackTable::Duration), QStringLiteral("100 ms"));
        QCOMPARE(text(2, PackTable::Attention), QStringLiteral("29 ms"));
        QCOMPARE(text(2, PackTable::FeedForward), QStringLiteral("68 ms"));
    }
};

QTEST_MAIN(LanesTest)
#include "tst_lanes.moc"
