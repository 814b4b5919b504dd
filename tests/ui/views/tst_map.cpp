// The map: finds exactly the point under the pointer, moves with wheel, drag and keys, and shares its
// selection.
#include "tests/ui/views/view_fixture.h"

#include "ui/charts/map_view.h"
#include "ui/views/map_card.h"
#include "ui/views/map_legend.h"
#include "ui/views/map_page.h"
#include "ui/views/map_panel.h"
#include "ui/views/reader_panel.h"

#include <QAbstractButton>
#include <QLabel>
#include <QListView>
#include <QSignalSpy>
#include <QWheelEvent>
#include <cmath>
#include <ctime>
#include <random>

using namespace embedscope;
using namespace embedscope::test;

namespace {

constexpr int kDocuments = 40;

QList<float> coordinates(std::mt19937& random, int count, int grid)
{
    std::uniform_int_distribution<int> cell(-grid, grid); // a coarse grid: many equal distances
    QList<float> values;
    for (int i = 0; i < count; ++i)
        values.append(static_cast<float>(cell(random)) / static_cast<float>(grid));
    return values;
}

double squared(const QPointF& step)
{
    return QPointF::dotProduct(step, step);
}

double threadMilliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

void wheel(QWidget& target, const QPointF& at, int steps)
{
    QWheelEvent event(at, target.mapToGlobal(at), {}, QPoint(0, 120 * steps), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&target, &event);
}

}

class MapTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ViewFixture> m_fixture;

    MapPage& page() { return *m_fixture->window().findChild<MapPage*>(); }
    MapView& view() { return page().view(); }
    void showMapAnew()
    {
        m_fixture->window().showPage(Page::Explore);
        m_fixture->window().explore().showMap(true);
        QVERIFY(QTest::qWaitFor([this] { return page().mapShown(); }, kPatience));
        QTest::keyClick(&view(), Qt::Key_F);
        m_fixture->workbench().select(0, 0);
    }
    /// A point that no other one lies upon.
    int lonelyPoint()
    {
        for (int point = 0; point < view().count(); ++point) {
            bool alone = view().rect().adjusted(60, 60, -60, -60).contains(view().positionOf(point).toPoint())
                && !view().childAt(view().positionOf(point).toPoint());
            for (int other = 0; other < view().count() && alone; ++other)
                alone = other == point
                    || std::sqrt(squared(view().positionOf(point) - view().positionOf(other))) > 3;
            if (alone)
                return point;
        }
        return -1;
    }

private slots:
    void initTestCase()
    {
        m_fixture = std::make_unique<ViewFixture>();
        QVERIFY(m_fixture->waitReady());
        QVERIFY(m_fixture->addDocuments());
    }

    void cleanupTestCase() { m_fixture.reset(); }

    void findsTheNearestPointLikeALinearSearch()
    {
        std::mt19937 random(7);
        for (int trial = 0; trial < 60; ++trial) {
            const int count = 1 + static_cast<int>(random() % 700);
            const int grid = trial % 2 == 0 ? 20 : 100'000;
            const QList<float> x = coordinates(random, count, grid), y = coordinates(random, count, grid);
            const MapPoints points(x, y);
            QCOMPARE(points.size(), count);
            std::uniform_real_distribution<double> place(-1.3, 1.3), reaches(0, 0.5);
            for (int question = 0; question < 40; ++question) {
                const QPointF at(place(random), place(random));
                const double reach = reaches(random);
                int expected = -1;
                double best = reach * reach;
                for (int i = 0; i < count; ++i) {
                    const double distance = squared(QPointF(x[i], y[i]) - at);
                    if (distance < best || (expected < 0 && distance == best)) {
                        expected = i;
                        best = distance;
                    }
                }
                QCOMPARE(points.nearest(at, reach), expected);
            }
        }
    }

    void choosesExactlyWhatLiesInsideAPolygon()
    {
        std::mt19937 random(11);
        for (int trial = 0; trial < 40; ++trial) {
            const QList<float> x = coordinates(random, 500, 1000), y = coordinates(random, 500, 1000);
            QPolygonF polygon;
            std::uniform_real_distribution<double> place(-1.2, 1.2);
            for (int corner = 0; corner < 3 + trial % 20; ++corner)
                polygon.append(QPointF(place(random), place(random)));
            std::vector<int> expected;
            for (int i = 0; i < 500; ++i) {
                if (polygon.containsPoint(QPointF(x[i], y[i]), Qt::OddEvenFill))
                    expected.push_back(i);
            }
            QVERIFY(MapPoints(x, y).inside(polygon) == expected);
        }
    }

    void goesToTheNearestPointInADirection()
    {
        //  3 is nearer than 1 but lies too steeply to the right.
        const MapPoints points({0, 0.5f, -0.2f, 0.1f, 0}, {0, 0, 0, 0.3f, -0.7f});
        QCOMPARE(points.nearestTowards(0, {1, 0}), 1);
        QCOMPARE(points.nearestTowards(0, {-1, 0}), 2);
        QCOMPARE(points.nearestTowards(0, {0, 1}), 3);
        QCOMPARE(points.nearestTowards(0, {0, -1}), 4);
        QCOMPARE(points.nearestTowards(1, {1, 0}), -1);
    }

    void paintsAHundredThousandPointsInTime()
    {
        std::mt19937 random(3);
        MapView many;
        many.resize(1360, 760);
        many.setPoints(coordinates(random, 100'000, 1'000'000), coordinates(random, 100'000, 1'000'000),
                       std::vector<quint8>(100'000, 1));
        many.show();
        QVERIFY(QTest::qWaitForWindowExposed(&many));
        QTest::qWait(500); // the first picture
        std::vector<double> times;
        for (int frame = 0; frame < 20; ++frame) {
            const double begin = threadMilliseconds();
            wheel(many, many.rect().center(), frame % 2 == 0 ? 1 : -1);
            many.repaint();
            times.push_back(threadMilliseconds() - begin);
        }
        std::nth_element(times.begin(), times.begin() + 10, times.end());
        QVERIFY2(times[10] < 3 * 4.0, qPrintable(QString::number(times[10]))); // rendering.md: 4 ms
        QCOMPARE(many.pointAt(many.positionOf(777)) >= 0, true);
    }

    void saysHowManyPassagesAreMissing()
    {
        m_fixture->window().showPage(Page::Explore);
        m_fixture->window().explore().showMap(true);
        const auto labels = page().findChildren<QLabel*>(QStringLiteral("emptyTitleLabel"));
        QVERIFY(QTest::qWaitFor(
            [&] {
                return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
                    return label->isVisible()
                        && label->text() == QLatin1String("A map needs about 30 passages. You have 3.");
                });
            },
            kPatience));
    }

    void comesByItselfWhenThereAreEnough()
    {
        QStringList paths;
        const QStringList topics = {QStringLiteral("honey and bees"), QStringLiteral("bread and ovens"),
                                    QStringLiteral("boats and tides"), QStringLiteral("stars and planets")};
        for (int i = 0; i < kDocuments; ++i) {
            paths.append(m_fixture->write(
                QStringLiteral("note%1.txt").arg(i),
                QStringLiteral("Note %1 on %2: the %3 of number %4.\n")
                    .arg(i)
                    .arg(topics[i % 4], i % 2 == 0 ? QStringLiteral("price") : QStringLiteral("history"))
                    .arg(i * 37)));
        }
        ViewFixture::drop(m_fixture->window(), ViewFixture::urls(paths));
        QVERIFY(m_fixture->waitThrough(kDocuments + 3));
        showMapAnew();
        QVERIFY(QTest::qWaitFor([this] { return view().count() == kDocuments + 3; }, kPatience));
        const QString sentence = m_fixture->child<QLabel>("mapSentenceLabel")->text();
        QVERIFY(sentence.startsWith(QStringLiteral("Distances on a map of two directions")));
        QVERIFY(sentence.contains(QLatin1Char('%')));
        QCOMPARE(view().accessibleName(), QStringLiteral("Map of 43 passages"));
    }

    void sharesWhatIsClicked()
    {
        showMapAnew();
        const int point = lonelyPoint();
        QVERIFY(point >= 0);
        QTest::mouseClick(&view(), Qt::LeftButton, {}, view().positionOf(point).toPoint());
        QCOMPARE(view().current(), point);
        const qint64 chunk = m_fixture->workbench().selectedChunk();
        QVERIFY(chunk != 0);
        QVERIFY(page().panel().rowCount() >= 1);
        QTest::keyClick(&view(), Qt::Key_Escape); // lets go
        QCOMPARE(m_fixture->workbench().selectedDocument(), qint64{0});
        QCOMPARE(page().panel().rowCount(), 0);
    }

    void showsACardForThePointUnderThePointer()
    {
        showMapAnew();
        const int point = lonelyPoint();
        QTest::mouseMove(&view(), QPoint(2, 2));
        QTest::mouseMove(&view(), view().positionOf(point).toPoint());
        auto* const card = m_fixture->child<MapCard>("mapCardWidget");
        QTRY_VERIFY(card->isVisible());
        QTRY_VERIFY(card->text().size() > 12);
        QVERIFY(!card->geometry().contains(view().positionOf(point).toPoint()));
    }

    void opensTheReaderWithADoubleClick()
    {
        showMapAnew();
        const int point = lonelyPoint();
        QTest::mouseClick(&view(), Qt::LeftButton, {}, view().positionOf(point).toPoint());
        QTest::mouseDClick(&view(), Qt::LeftButton, {}, view().positionOf(point).toPoint());
        QVERIFY(!m_fixture->window().explore().mapShown());
        QTRY_VERIFY(m_fixture->window().explore().reader().documentId()
                    == m_fixture->workbench().selectedDocument());
    }

    void zoomsAtThePointerAndFitsAgain()
    {
        showMapAnew();
        QCOMPARE(view().zoom(), 1.0);
        const int point = lonelyPoint();
        const QPointF before = view().positionOf(point);
        wheel(view(), before, 5);
        QVERIFY(view().zoom() > 2);
        QVERIFY(squared(view().positionOf(point) - before) < 1e-6);
        QTest::keyClick(&view(), Qt::Key_F);
        QCOMPARE(view().zoom(), 1.0);
    }

    void pansByDragging()
    {
        showMapAnew();
        const QPointF before = view().positionOf(0);
        const QPoint from(view().width() / 2, view().height() - 30);
        QTest::mousePress(&view(), Qt::LeftButton, {}, from);
        QTest::mouseMove(&view(), from + QPoint(30, -10));
        QTest::mouseMove(&view(), from + QPoint(60, -20));
        QTest::mouseRelease(&view(), Qt::LeftButton, {}, from + QPoint(60, -20));
        QVERIFY(squared(view().positionOf(0) - before - QPointF(60, -20)) < 1e-6);
        QCOMPARE(view().current(), -1); // a drag chooses nothing
    }

    void goesFromPointToPointByKey()
    {
        showMapAnew();
        view().setFocus();
        QTest::keyClick(&view(), Qt::Key_Right); // the one in the middle
        const int first = view().current();
        QVERIFY(first >= 0);
        QSet<int> visited = {first};
        for (const Qt::Key key : {Qt::Key_Right, Qt::Key_Up, Qt::Key_Left, Qt::Key_Down}) {
            QTest::keyClick(&view(), key);
            visited.insert(view().current());
        }
        QVERIFY(visited.size() >= 2);
        QVERIFY(m_fixture->workbench().selectedChunk() != 0);
        QTest::keyClick(&view(), Qt::Key_Return);
        QVERIFY(!m_fixture->window().explore().mapShown());
    }

    void choosesARectangleOfPoints()
    {
        showMapAnew();
        QTest::keyClick(&view(), Qt::Key_R);
        QVERIFY(m_fixture->child<QAbstractButton>("mapRectangleToolButton")->isChecked());
        const QPoint from(view().width() / 4, 20), to(view().width() * 3 / 4, view().height() - 20);
        QTest::mousePress(&view(), Qt::LeftButton, {}, from);
        QTest::mouseMove(&view(), QRect(from, to).center());
        QTest::mouseMove(&view(), to);
        QTest::mouseRelease(&view(), Qt::LeftButton, {}, to);
        int expected = 0;
        for (int point = 0; point < view().count(); ++point)
            expected += QRectF(from, to).contains(view().positionOf(point));
        QVERIFY(expected > 0);
        QCOMPARE(page().panel().rowCount(), expected);
        QCOMPARE(view().tool(), MapView::Tool::Hand);
        QVERIFY(view().accessibleName().endsWith(QStringLiteral("%1 chosen").arg(expected)));
    }

    void choosesADocumentInTheLegend()
    {
        showMapAnew();
        auto* const row = m_fixture->child<QAbstractButton>("mapLegendPushButton0");
        QTest::mouseClick(row, Qt::LeftButton);
        QVERIFY(m_fixture->workbench().selectedDocument() != 0);
        auto* const fold = m_fixture->child<QAbstractButton>("mapLegendFoldPushButton");
        auto* const legend = m_fixture->child<MapLegend>("mapLegendWidget");
        const int before = legend->height();
        QTest::mouseClick(fold, Qt::LeftButton);
        QVERIFY(legend->height() < before);
        QTest::mouseClick(fold, Qt::LeftButton);
        QCOMPARE(legend->height(), before);
    }

    void readsThePassageOfTheList()
    {
        showMapAnew();
        QTest::mouseClick(&view(), Qt::LeftButton, {}, view().positionOf(lonelyPoint()).toPoint());
        QTest::mouseClick(m_fixture->child<QAbstractButton>("mapReadPushButton"), Qt::LeftButton);
        QVERIFY(!m_fixture->window().explore().mapShown());
    }
};

QTEST_MAIN(MapTest)
#include "tst_map.moc"
