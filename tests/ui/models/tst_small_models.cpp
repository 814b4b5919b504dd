// Answers, facts, settings, the queue, offsets and estimates: what is too small for a test program of its
// own.
#include "ui/models/effort.h"
#include "ui/models/facts_model.h"
#include "ui/models/job_queue.h"
#include "ui/models/known_models.h"
#include "ui/models/model_shelf.h"
#include "ui/models/number_text.h"
#include "ui/models/progress_estimator.h"
#include "ui/models/results_model.h"
#include "ui/models/settings.h"
#include "ui/models/text_offsets.h"

#include <QAbstractItemModelTester>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <random>

using namespace embedscope;

namespace {

SearchResults resultsWith(const QList<qint64>& chunkIds, double score = 0.5)
{
    SearchResults results;
    for (const qint64 id : chunkIds) {
        SearchResultRow row;
        row.hit.chunkId = id;
        row.hit.score = score;
        row.text = QString::number(id);
        results.rows.append(row);
    }
    return results;
}

QString marked(const QString& text, const QString& query)
{
    QStringList words;
    for (const auto& [begin, length] : findWords(text, searchedWords(query)))
        words.append(text.mid(begin, length));
    return words.join(QLatin1Char(' '));
}

}

class tst_SmallModels : public QObject
{
    Q_OBJECT

private slots:
    void effortsAreToldApartAndGentleIsNeverMore()
    {
        for (const Effort effort : {Effort::Gentle, Effort::Balanced, Effort::AllCores}) {
            const EmbedOptions options = withEffort({}, effort);
            QVERIFY(options.workers >= 1);
            QCOMPARE(options.background, effort != Effort::AllCores);
            const bool oneCore =
                withEffort({}, Effort::Gentle).workers == withEffort({}, Effort::Balanced).workers;
            QCOMPARE(effortOf(options), oneCore && effort == Effort::Gentle ? Effort::Balanced : effort);
            QVERIFY(gentler(options).workers <= options.workers);
            QVERIFY(gentler(options).background);
        }
        EmbedOptions one;
        one.workers = 1;
        QCOMPARE(gentler(one).workers, 1);
    }

    void theSameRowsAreFilledInWithoutAReset();
    void doubtfulRowsAreThoseAtTheEnd();
    void factsAreRowsOfThreeColumns();
    void settingsSurviveACrash();
    void nonsenseInSettingsIsTheUsualValue();
    void queriesAreKeptNewestFirstAndOnce();
    void modelsAreKeptNewestFirstAndOnce();
    void theListOfKnownModelsIsWhole();
    void badEntriesOfTheListAreLeftOut();
    void theShelfHoldsEachFileOnce();
    void theShelfDeletesNothingElsewhere();
    void theQueueSurvivesAsJson();
    void aFileWaitsOnce();
    void ticketsOutliveTheirIndexer();
    void offsetsAgreeWithQt();
    void searchedWordsAreFoundWithoutCaseAndAccents();
    void progressDoesNotGoBack();
    void timeLeftIsARangeAroundTheTruth();
    void durationsReadLikePeopleSayThem();
};

void tst_SmallModels::theSameRowsAreFilledInWithoutAReset()
{
    ResultsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset),
        changes(&model, &QAbstractItemModel::dataChanged);
    model.setResults(resultsWith({3, 1, 2}, 0.1));
    QCOMPARE(resets.count(), 1);
    model.setResults(resultsWith({3, 1, 2}, 0.9));
    QCOMPARE(resets.count(), 1);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(model.index(1).data(ResultsModel::ScoreRole).toDouble(), 0.9);
    QCOMPARE(model.rowOfChunk(2), 2);
    QCOMPARE(model.rowOfChunk(4), -1);
    model.setResults(resultsWith({1, 3, 2}));
    QCOMPARE(resets.count(), 2);
    std::mt19937 random(3);
    for (int turn = 0; turn < 100; ++turn) {
        QList<qint64> ids;
        for (unsigned i = random() % 5; i > 0; --i)
            ids.append(static_cast<qint64>(random() % 3));
        model.setResults(resultsWith(ids));
        QCOMPARE(model.rowCount(), static_cast<int>(ids.size()));
    }
}

void tst_SmallModels::doubtfulRowsAreThoseAtTheEnd()
{
    SearchResults results = resultsWith({1, 2, 3, 4});
    results.rows[1].hit.credible = results.rows[3].hit.credible = false;
    ResultsModel model;
    model.setResults(results);
    QCOMPARE(model.firstDoubtfulRow(), 3);
}

void tst_SmallModels::factsAreRowsOfThreeColumns()
{
    FactsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFacts({{"pooling", "mean", "file"}, {"context", "512", "rule of the bert family"}});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(1, FactsModel::Value).data().toString(), QStringLiteral("512"));
    QCOMPARE(model.index(0, FactsModel::Source).data().toString(), QStringLiteral("file"));
    model.setFacts({});
    QCOMPARE(model.rowCount(), 0);
}

void tst_SmallModels::settingsSurviveACrash()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("settings.ini"));
    QSettings store(file, QSettings::IniFormat);
    Settings settings(store);
    EmbedOptions options;
    options.mode = Mode::Hybrid;
    options.workers = 3;
    settings.setEmbedOptions(options);
    settings.setTheme(QStringLiteral("dark"));
    settings.setSearchKind(SearchKind::Words);
    settings.setWindowState(QStringLiteral("geometry"), QByteArray("\x00\x01\xff", 3));
    // Another reader sees it although the first was neither closed nor destroyed.
    QFile copy(file);
    QVERIFY(copy.copy(folder.filePath(QStringLiteral("copy.ini"))));
    QSettings other(folder.filePath(QStringLiteral("copy.ini")), QSettings::IniFormat);
    const Settings read(other);
    QCOMPARE(read.theme(), QStringLiteral("dark"));
    QCOMPARE(read.embedOptions().mode, Mode::Hybrid);
    QCOMPARE(read.embedOptions().workers, 3);
    QCOMPARE(read.searchKind(), SearchKind::Words);
    QCOMPARE(read.windowState(QStringLiteral("geometry")), QByteArray("\x00\x01\xff", 3));
}

void tst_SmallModels::nonsenseInSettingsIsTheUsualValue()
{
    QTemporaryDir folder;
    QSettings store(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    store.setValue(QStringLiteral("embed/workers"), QStringLiteral("many"));
    store.setValue(QStringLiteral("embed/mode"), 17);
    store.setValue(QStringLiteral("passages/tokens"), -4);
    const Settings settings(store);
    QCOMPARE(settings.embedOptions().workers, 0);
    QCOMPARE(settings.embedOptions().mode, Mode::Coarse);
    QCOMPARE(settings.chunkTokens(), 192);
    QCOMPARE(settings.searchKind(), SearchKind::Both);
}

void tst_SmallModels::queriesAreKeptNewestFirstAndOnce()
{
    QTemporaryDir folder;
    QSettings store(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    Settings settings(store);
    for (int i = 0; i < 30; ++i)
        settings.addQuery(QStringLiteral("query %1").arg(i));
    settings.addQuery(QStringLiteral("  query   25 "));
    settings.addQuery(QStringLiteral("   "));
    QCOMPARE(settings.lastQueries().size(), Settings::kMostQueries);
    QCOMPARE(settings.lastQueries().first(), QStringLiteral("query 25"));
    QCOMPARE(settings.lastQueries().count(QStringLiteral("query 25")), 1);
}

void tst_SmallModels::modelsAreKeptNewestFirstAndOnce()
{
    const QTemporaryDir folder;
    QSettings store(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    Settings settings(store);
    for (int i = 0; i < 20; ++i)
        settings.addRecentModel(QStringLiteral("/m/%1.gguf").arg(i % 12));
    const QStringList kept = settings.recentModels();
    QCOMPARE(kept.size(), Settings::kMostModels);
    QCOMPARE(kept.first(), QStringLiteral("/m/7.gguf"));
    QCOMPARE(QSet<QString>(kept.begin(), kept.end()).size(), kept.size());
}

void tst_SmallModels::theListOfKnownModelsIsWhole()
{
    QFile file(QStringLiteral(EMBEDSCOPE_SOURCE_DIR "/resources/known_models.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray json = file.readAll();
    const QList<KnownModel> models = readKnownModels(json);
    QCOMPARE(models.size(), json.count("\"url\"")); // none is left out
    QVERIFY(models.size() >= 5);
    QSet<QUrl> addresses;
    for (const KnownModel& model : models) {
        QVERIFY2(model.url.path().endsWith(QLatin1String(".gguf")), qPrintable(model.name));
        addresses.insert(model.url);
    }
    QCOMPARE(addresses.size(), models.size());
}

void tst_SmallModels::badEntriesOfTheListAreLeftOut()
{
    const auto count = [](const QByteArray& change) {
        QByteArray entry =
            "{\"models\":[{\"name\":\"n\",\"goodFor\":\"g\",\"languages\":\"l\",\"licence\":\"MIT\","
            "\"dimensions\":8,\"megabytes\":1,\"url\":\"https://h/x.gguf\"}]}";
        if (!change.isEmpty())
            entry.replace(change.split('>')[0], change.split('>')[1]);
        return readKnownModels(entry).size();
    };
    QCOMPARE(count({}), 1);
    for (const char* change :
         {"https:>http:", "\"MIT\">\"\"", ":8,>:\"8\",", "\"name\">\"mane\"", "https://h/>https:///",
          "\"dimensions\">\"sha256\":\"12\",\"dimensions\"", "]}>"})
        QVERIFY2(count(change) == 0, change);
}

void tst_SmallModels::theShelfHoldsEachFileOnce()
{
    const QTemporaryDir folder;
    const QString fixtures = QStringLiteral(EMBEDSCOPE_TEST_DATA "/model/families/");
    const QString mine = folder.filePath(QStringLiteral("mine.gguf"));
    QVERIFY(QFile::copy(fixtures + QStringLiteral("qwen3.gguf"), mine));
    QVERIFY(
        QFile::copy(fixtures + QStringLiteral("qwen3.json"), folder.filePath(QStringLiteral("broken.gguf"))));
    ModelShelf shelf(folder.path(), fixtures + QStringLiteral("bert.gguf"));
    QSignalSpy changed(&shelf, &ModelShelf::changed);
    shelf.refresh({});
    shelf.refresh({mine, fixtures + QStringLiteral("bert.gguf"), fixtures + QStringLiteral("llama.gguf"),
                   QStringLiteral("/gone/x.gguf")});
    QTRY_COMPARE(changed.size(), 1); // the answer to the first is dropped
    const QList<ShelfModel>& models = shelf.models();
    QCOMPARE(models.size(), 4);
    QCOMPARE(models[0].architecture, QStringLiteral("bert"));
    QCOMPARE(models[0].place, ShelfModel::Place::Bundled);
    QVERIFY2(models[1].problem.startsWith(QLatin1String("broken.gguf")), qPrintable(models[1].problem));
    QCOMPARE(models[2].path, mine);
    QCOMPARE(models[2].architecture, QStringLiteral("qwen3"));
    QVERIFY(models[2].dimensions > 0 && models[2].contextLength > 0 && !models[2].weights.isEmpty());
    QCOMPARE(models[3].place, ShelfModel::Place::Elsewhere);
}

void tst_SmallModels::theShelfDeletesNothingElsewhere()
{
    const QTemporaryDir folder, other;
    const auto make = [](const QTemporaryDir& where, const QString& name) {
        QFile file(where.filePath(name));
        return file.open(QIODevice::WriteOnly) ? file.fileName() : QString();
    };
    const QString inside = make(folder, QStringLiteral("a.gguf")),
                  outside = make(other, QStringLiteral("b.gguf"));
    const QString text = make(folder, QStringLiteral("notes.txt"));
    ModelShelf shelf(folder.path(), {});
    QVERIFY(!shelf.remove(outside).isEmpty() && QFile::exists(outside));
    QVERIFY(!shelf.remove(text).isEmpty() && QFile::exists(text));
    QVERIFY(shelf.remove(inside).isEmpty() && !QFile::exists(inside));
    QVERIFY(!shelf.remove(inside).isEmpty()); // it is gone
}

void tst_SmallModels::theQueueSurvivesAsJson()
{
    Ticket file, text;
    file.path = QStringLiteral("/a \"b\"/\u00e9.pdf");
    file.bytes = 1LL << 40;
    text.path = QStringLiteral("text:1");
    text.name = QStringLiteral("Note");
    text.text = QStringLiteral("line\nline \U0001F600");
    const QList<Ticket> back = JobQueue::fromJson(JobQueue::toJson({file, text}));
    QCOMPARE(back.size(), 2);
    QCOMPARE(back[0].path, file.path);
    QCOMPARE(back[0].bytes, file.bytes);
    QCOMPARE(back[1].text, text.text);
    QCOMPARE(back[1].name, text.name);
    for (const char* damaged : {"", "{", "[1,\"x\",{}]", "null", "[{\"path\":5}]"})
        QVERIFY(JobQueue::fromJson(damaged).isEmpty());
}

void tst_SmallModels::aFileWaitsOnce()
{
    JobQueue queue;
    const Ticket* const first = queue.addFile(QStringLiteral("/a"), 1);
    QVERIFY(first);
    const quint64 number = first->number;
    QVERIFY(!queue.addFile(QStringLiteral("/a"), 1));
    queue.remove(number);
    QVERIFY(queue.isEmpty());
    QVERIFY(queue.addFile(QStringLiteral("/a"), 1)->number != number);
}

void tst_SmallModels::ticketsOutliveTheirIndexer()
{
    JobQueue queue;
    quint64 job = 100;
    for (const char* path : {"/c", "/a", "/b"})
        queue.assign(*queue.addFile(QString::fromLatin1(path), 1), ++job);
    QCOMPARE(queue.findIndexerJob(102)->path, QStringLiteral("/a"));
    QVERIFY(queue.unassigned().isEmpty());
    queue.unassignAll();
    QVERIFY(!queue.findIndexerJob(102));
    QStringList paths;
    for (const quint64 number : queue.unassigned())
        paths.append(queue.find(number)->path);
    QCOMPARE(paths.join(QLatin1Char(' ')), QStringLiteral("/c /a /b")); // as they came
}

void tst_SmallModels::offsetsAgreeWithQt()
{
    QString text;
    std::mt19937 random(5);
    const QList<QString> parts = {QStringLiteral("a"), QStringLiteral("\u00e9"), QStringLiteral("\u4e2d"),
                                  QStringLiteral("\U0001F600"), QStringLiteral("\n")};
    for (int i = 0; i < 3000; ++i)
        text += parts[static_cast<qsizetype>(random() % 5)];
    const std::string bytes = text.toStdString();
    const Utf16Offsets offsets(bytes);
    for (std::size_t byte = 0; byte <= bytes.size(); ++byte) {
        const bool inside = byte < bytes.size() && (static_cast<unsigned char>(bytes[byte]) & 0xC0) == 0x80;
        if (!inside)
            QCOMPARE(offsets.at(byte),
                     static_cast<int>(QString::fromUtf8(bytes.data(), static_cast<qsizetype>(byte)).size()));
    }
    QCOMPARE(offsets.at(bytes.size() + 100), static_cast<int>(text.size()));
    QCOMPARE(Utf16Offsets({}).at(3), 0);
}

void tst_SmallModels::searchedWordsAreFoundWithoutCaseAndAccents()
{
    QCOMPARE(marked(QStringLiteral("Caf\u00e9 caf\u00c9 cafeteria"), QStringLiteral("CAFE")),
             QStringLiteral("Caf\u00e9 caf\u00c9"));
    QCOMPARE(marked(QStringLiteral("It turns yellow."), QStringLiteral("why do papers turn yellow?")),
             QStringLiteral("turns yellow"));
    QCOMPARE(marked(QStringLiteral("care for a car"), QStringLiteral("car")), QStringLiteral("car"));
    QCOMPARE(marked(QStringLiteral("old maps of it"), QStringLiteral("it of -maps \"old\"")),
             QStringLiteral("old"));
    QCOMPARE(marked(QStringLiteral("well-known"), QStringLiteral("well-known")),
             QStringLiteral("well known"));
    QCOMPARE(marked(QStringLiteral("anything"), QString()), QString());
}

void tst_SmallModels::progressDoesNotGoBack()
{
    ProgressEstimator estimator;
    estimator.beginRun();
    const QString ending = QStringLiteral("pdf");
    for (int i = 0; i < 10; ++i)
        estimator.fileAdded(ending, 1000);
    double last = 0;
    qint64 found = 0;
    for (int i = 0; i < 10; ++i) {
        found += i == 5 ? 100'000 : 500; // one is much larger than one would think
        estimator.fileRead(ending, 1000, i == 5 ? 100'000 : 500);
        estimator.update(i, found, found / 2);
        QVERIFY(estimator.percent() >= last);
        QVERIFY(estimator.percent() <= 100);
        last = estimator.percent();
    }
    estimator.update(11, found, found);
    QCOMPARE(estimator.percent(), 100.0);
}

void tst_SmallModels::timeLeftIsARangeAroundTheTruth()
{
    ProgressEstimator estimator;
    estimator.beginRun();
    const QString ending = QStringLiteral("txt");
    for (int i = 0; i < 100; ++i)
        estimator.fileAdded(ending, 4000);
    QCOMPARE(estimator.secondsLeftLow(), -1.0);
    for (int i = 0; i < 50; ++i)
        estimator.fileRead(ending, 4000, 1000);
    for (int tenth = 0; tenth <= 200; ++tenth) // 1000 tokens per second
        estimator.update(tenth / 10.0, 50'000, tenth * 100);
    const double truth = (100'000 - 20'000) / 1000.0;
    QVERIFY(estimator.secondsLeftLow() > 0);
    QVERIFY(estimator.secondsLeftLow() <= truth);
    QVERIFY(estimator.secondsLeftHigh() >= truth);
    QVERIFY(estimator.secondsLeftHigh() < 2 * truth);
    estimator.forgetRate();
    QCOMPARE(estimator.secondsLeftHigh(), -1.0);
}

void tst_SmallModels::durationsReadLikePeopleSayThem()
{
    QCOMPARE(durationText(46.2), QStringLiteral("46 ms"));
    QCOMPARE(durationText(999.7), QStringLiteral("1.0 s"));
    QCOMPARE(durationText(3249), QStringLiteral("3.2 s"));
    QCOMPARE(durationText(59'960), QStringLiteral("1:00"));
    QCOMPARE(durationText(65'000), QStringLiteral("1:05"));
    QCOMPARE(durationText(3'725'000), QStringLiteral("1:02:05"));
    QCOMPARE(kindText("html", "x"), QStringLiteral("Web page"));
    QCOMPARE(kindText("", "notes.MD"), QStringLiteral("Markdown"));
}

QTEST_GUILESS_MAIN(tst_SmallModels)
#include "tst_small_models.moc"
