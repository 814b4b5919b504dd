// The history of a number against a plain list of everything that was ever added.
#include "ui/models/history.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <random>

using namespace embedscope;

namespace {

struct Sample
{
    double seconds;
    float value;
};

/// What a column must hold: every sample of the buckets that it touches, at a given size of buckets.
HistoryBucket expected(const std::vector<Sample>& samples, double begin, double end, double bucketSeconds)
{
    const auto first = static_cast<long long>(std::floor(begin / bucketSeconds + 1e-6));
    const auto last = static_cast<long long>(std::ceil(end / bucketSeconds - 1e-6)) - 1;
    HistoryBucket bucket;
    for (const Sample& sample : samples) {
        const auto at = static_cast<long long>(std::floor(sample.seconds / bucketSeconds + 1e-6));
        if (at < first || at > last)
            continue;
        bucket.low = bucket.count == 0 ? sample.value : std::min(bucket.low, sample.value);
        bucket.high = bucket.count == 0 ? sample.value : std::max(bucket.high, sample.value);
        bucket.sum += sample.value;
        ++bucket.count;
    }
    return bucket;
}

bool same(const HistoryBucket& a, const HistoryBucket& b)
{
    return a.count == b.count && a.low == b.low && a.high == b.high
        && std::abs(a.sum - b.sum) <= 1e-3F * std::max(1.F, std::abs(b.sum));
}

std::vector<Sample> fill(History& history, std::mt19937& random, double untilSeconds)
{
    std::vector<Sample> samples;
    std::uniform_real_distribution<double> step(0.02, 0.4), value(-50, 1000);
    for (double seconds = 0; seconds < untilSeconds;
         seconds += random() % 200 == 0 ? 30 * step(random) : step(random)) {
        const auto number = static_cast<float>(value(random));
        history.add(seconds, static_cast<double>(number));
        samples.push_back({seconds, number});
    }
    return samples;
}

}

class tst_History : public QObject
{
    Q_OBJECT

private slots:
    void anEmptyHistoryHasNoSamples();
    void agreesWithAPlainListAtEveryZoom();
    void oldTimesAreReadFromCoarserBuckets();
    void forgetsWhatIsOlderThanADay();
    void aClockThatGoesBackCountsAsNow();
    void theMaximumIsThatOfTheRange();
    void nonsenseRangesAreEmpty();
};

void tst_History::anEmptyHistoryHasNoSamples()
{
    const History history;
    for (const HistoryBucket& bucket : history.read(0, 60, 30))
        QCOMPARE(bucket.count, 0);
    QCOMPARE(history.maximum(0, 60), 0.0);
    QCOMPARE(history.latest(), 0.0);
}

void tst_History::agreesWithAPlainListAtEveryZoom()
{
    std::mt19937 random(7);
    History history;
    const double until = 550; // all of it is still in the finest buckets
    const std::vector<Sample> samples = fill(history, random, until);
    std::uniform_real_distribution<double> at(-20, until + 20);
    std::uniform_int_distribution<int> columnCount(1, 300);
    for (int turn = 0; turn < 60; ++turn) {
        double from = at(random), to = at(random);
        if (from > to)
            std::swap(from, to);
        const int columns = columnCount(random);
        const double width = (to - from) / columns;
        const double bucketSeconds = width >= 10 ? 10 : width >= 1 ? 1 : 0.1;
        const std::vector<HistoryBucket> read = history.read(from, to, columns);
        QCOMPARE(read.size(), static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column) {
            const double begin = from + column * width;
            QVERIFY(same(read[static_cast<std::size_t>(column)],
                         expected(samples, begin, begin + width, bucketSeconds)));
        }
    }
}

void tst_History::oldTimesAreReadFromCoarserBuckets()
{
    History history;
    std::vector<Sample> samples;
    for (int tenth = 0; tenth < 30'000; ++tenth) { // 50 minutes; the finest level keeps ten
        const auto value = static_cast<float>(tenth % 977);
        history.add(tenth / 10.0, static_cast<double>(value));
        samples.push_back({tenth / 10.0, value});
    }
    const std::vector<HistoryBucket> early = history.read(60, 90, 300); // finer than what is kept
    for (int column = 0; column < 300; ++column)
        QVERIFY(same(early[static_cast<std::size_t>(column)],
                     expected(samples, 60 + column * 0.1, 60 + (column + 1) * 0.1, 1)));
    const std::vector<HistoryBucket> late = history.read(2990, 3000, 100);
    for (int column = 0; column < 100; ++column)
        QCOMPARE(late[static_cast<std::size_t>(column)].count, 1);
}

void tst_History::forgetsWhatIsOlderThanADay()
{
    History history;
    history.add(5, 1'000'000);
    history.add(100'000, 7); // more than a day later
    const std::vector<HistoryBucket> all = history.read(0, 100'010, 100);
    int samples = 0;
    for (const HistoryBucket& bucket : all)
        samples += bucket.count;
    QCOMPARE(samples, 1);
    QCOMPARE(history.maximum(0, 100'010), 7.0);
}

void tst_History::aClockThatGoesBackCountsAsNow()
{
    History history;
    history.add(10, 1);
    history.add(4, 2);
    QCOMPARE(history.lastSeconds(), 10.0);
    QCOMPARE(history.latest(), 2.0);
    QCOMPARE(history.read(10, 10.1, 1).front().count, 2);
    QCOMPARE(history.read(0, 9.9, 1).front().count, 0);
}

void tst_History::theMaximumIsThatOfTheRange()
{
    History history;
    for (int second = 0; second < 100; ++second)
        history.add(second, second);
    QCOMPARE(history.maximum(0, 50), 49.0);
    QCOMPARE(history.maximum(0, 1000), 99.0);
}

void tst_History::nonsenseRangesAreEmpty()
{
    History history;
    history.add(1, 1);
    QVERIFY(history.read(0, 10, 0).empty());
    QVERIFY(history.read(0, 10, -3).empty());
    QCOMPARE(history.read(10, 0, 4).size(), std::size_t{4});
    QCOMPARE(history.read(10, 0, 4).front().count, 0);
}

QTEST_GUILESS_MAIN(tst_History)
#include "tst_history.moc"
