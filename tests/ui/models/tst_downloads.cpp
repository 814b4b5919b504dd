// Downloads of models from a server on this computer that behaves well, badly and worse.
#include "tests/ui/models/loopback_server.h"

#include "ui/models/model_downloads.h"
#include "ui/models/model_names.h"

#include <QCryptographicHash>
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace embedscope;
using namespace embedscope::test;

namespace {

using State = DownloadItem::State;

constexpr int kPatience = 30'000;
const QByteArray kTag = "\"first\"";

QByteArray modelBytes(int size = 300'000, char seed = 1)
{
    QByteArray bytes(size, 'x');
    for (int i = 0; i < size; ++i)
        bytes[i] = static_cast<char>(i * 31 + i / 251 + seed);
    return bytes.replace(0, 4, "GGUF");
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Downloads into a folder of its own, with an engine that takes everything unless told.
struct Scene
{
    explicit Scene(LoopbackServer::Answer answer)
        : server(std::move(answer))
    {
        with.freeBytes = [this](const QString&) { return space; };
        with.refuse = [this](const QString&) { return refusal; };
        with.retryAfterMs = 1;
        open();
    }

    void open() { downloads = std::make_unique<ModelDownloads>(folder.path(), with); }
    QString start(const QString& path, const QByteArray& sha = {})
    {
        return downloads->start(server.address(path), sha);
    }
    const DownloadItem& item() const { return downloads->items().first(); }
    bool waitFor(State state)
    {
        return QTest::qWaitFor([&] { return !downloads->items().isEmpty() && item().state == state; },
                               kPatience);
    }
    QStringList files() const
    {
        return QDir(folder.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }

    QTemporaryDir folder;
    qint64 space = 1'000'000'000'000;
    QString refusal;
    DownloadSurroundings with;
    LoopbackServer server;
    std::unique_ptr<ModelDownloads> downloads;
};

}

class tst_Downloads : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"})
            qunsetenv(name);
    }

    void contactsNobodyBeforeItIsAsked()
    {
        Scene scene([](const HttpQuestion&) { return HttpAnswer(); });
        QTest::qWait(50);
        QVERIFY(!scene.downloads->contactedAnybody());
        QVERIFY(scene.server.questions().isEmpty());
        QVERIFY(scene.files().isEmpty());
    }

    void bringsAWholeFile()
    {
        const QByteArray file = modelBytes(5'000'000);
        Scene scene([&](const HttpQuestion& question) { return fileAnswer(question, file, kTag); });
        QSignalSpy finished(scene.downloads.get(), &ModelDownloads::finished);
        const QByteArray sha = QCryptographicHash::hash(file, QCryptographicHash::Sha256).toHex().toUpper();
        QCOMPARE(scene.start(QStringLiteral("/some/model.gguf"), sha), QString());
        QVERIFY(scene.waitFor(State::Done));
        QCOMPARE(finished.size(), 1);
        QCOMPARE(scene.files(), QStringList{QStringLiteral("model.gguf")});
        QCOMPARE(contentOf(scene.item().path), file);
        QCOMPARE(scene.item().received, file.size());
        QCOMPARE(scene.item().total, file.size());
        const HttpQuestion& question = scene.server.questions().first();
        QCOMPARE(question.headers.value("accept-encoding"), QByteArray("identity"));
        for (const char* header : {"range", "cookie", "authorization", "referer"})
            QVERIFY2(!question.headers.contains(header), header);
    }

    void goesOnWhereTheConnectionBroke()
    {
        const QByteArray file = modelBytes();
        Scene scene([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, file, kTag);
            answer.length = answer.body.size();
            if (question.begin() < 200'000)
                answer.cutAfter = 120'000;
            return answer;
        });
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(scene.waitFor(State::Done));
        QCOMPARE(contentOf(scene.item().path), file);
        QList<qint64> begins;
        for (const HttpQuestion& question : scene.server.questions())
            begins.append(question.begin());
        QCOMPARE(begins, (QList<qint64>{0, 120'000, 240'000}));
        QCOMPARE(scene.server.questions().last().headers.value("if-range"), kTag);
    }

    void goesOnOnAnotherDay()
    {
        const QByteArray file = modelBytes();
        bool broken = true;
        Scene scene([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, file, kTag);
            if (broken) {
                answer.cutAfter = 100'000;
                answer.hang = true;
            }
            return answer;
        });
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(QTest::qWaitFor([&] { return scene.item().received == 100'000; }, kPatience));
        scene.downloads.reset(); // the program ends
        broken = false;
        scene.open();
        QCOMPARE(scene.downloads->items().size(), 1);
        QCOMPARE(scene.item().state, State::Stopped);
        QCOMPARE(scene.item().received, 100'000);
        QCOMPARE(scene.item().total, file.size());
        QVERIFY(!scene.downloads->contactedAnybody());
        scene.downloads->resume(scene.item().id);
        QVERIFY(scene.waitFor(State::Done));
        QCOMPARE(scene.server.questions().last().begin(), 100'000);
        QCOMPARE(contentOf(scene.item().path), file);
        QCOMPARE(scene.files(), QStringList{QStringLiteral("model.gguf")});
    }

    /// A server without ranges, one whose file has changed, one that overlooks If-Range, one that answers
    /// 416, and one that sends another part than was asked for: each time the whole file comes in the end.
    void beginsAnewWhereAPartIsOfNoUse_data()
    {
        QTest::addColumn<int>("kind");
        int kind = 0;
        for (const char* name : {"no ranges", "changed", "changed, If-Range overlooked", "416", "other part"})
            QTest::newRow(name) << kind++;
    }

    void beginsAnewWhereAPartIsOfNoUse()
    {
        QFETCH(int, kind);
        const QByteArray before = modelBytes(), after = modelBytes(310'000, 7);
        bool first = true;
        Scene scene([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, first || kind == 0 ? before : after, kTag);
            if (first) {
                answer.cutAfter = 100'000;
                answer.length = before.size();
                first = false;
                return answer;
            }
            HttpQuestion whole = question;
            whole.headers.remove("range");
            if (kind == 0)
                return fileAnswer(whole, before, kTag);
            if (kind == 1 || question.begin() == 0)
                return fileAnswer(question, after, "\"second\"");
            answer.headers = {"ETag: \"second\""};
            answer.status = "206 Partial Content";
            answer.body = after.mid(question.begin());
            const qint64 says = kind == 4 ? question.begin() - 10 : question.begin();
            answer.headers += "Content-Range: bytes " + QByteArray::number(says) + "-309999/"
                + (kind == 2 ? QByteArray("300000") : QByteArray("310000"));
            if (kind == 3) {
                answer = HttpAnswer();
                answer.status = "416 Range Not Satisfiable";
            }
            return answer;
        });
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(scene.waitFor(State::Done));
        QCOMPARE(contentOf(scene.item().path), kind == 0 ? before : after);
    }

    void doesNotResumeAVersionThatCannotBeTold()
    {
        const QByteArray file = modelBytes();
        int asked = 0;
        Scene scene([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, file, "W/\"weak\"");
            if (++asked == 1) {
                answer.cutAfter = 100'000;
                answer.length = file.size();
            }
            return answer;
        });
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(scene.waitFor(State::Done));
        QVERIFY(!scene.server.questions().last().headers.contains("range"));
        QCOMPARE(contentOf(scene.item().path), file);
    }

    void givesUpAfterSomeTriesAndKeepsWhatCame()
    {
        const QByteArray file = modelBytes();
        Scene scene([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, file, kTag);
            answer.length = answer.body.size();
            answer.cutAfter = question.begin() == 0 ? 50'000 : 0;
            return answer;
        });
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(scene.waitFor(State::Failed));
        QVERIFY(scene.item().again);
        QCOMPARE(scene.server.questions().size(), FileDownload::kTries);
        QCOMPARE(scene.files().size(), 2); // the part and its notes
        QVERIFY(!scene.files().contains(QStringLiteral("model.gguf")));
        QCOMPARE(QFileInfo(scene.folder.filePath(scene.files().first())).size(), 50'000);
    }

    void aSilentServerIsABrokenConnection()
    {
        Scene scene([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, modelBytes(), kTag);
            answer.cutAfter = 0;
            answer.hang = true;
            return answer;
        });
        scene.with.stallAfterMs = 20;
        scene.open();
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(scene.waitFor(State::Failed));
        QVERIFY(scene.item().again);
    }

    void saysThatNobodyAnswers()
    {
        Scene scene([](const HttpQuestion&) { return HttpAnswer(); });
        const QString address = std::make_unique<LoopbackServer>(LoopbackServer::Answer())
                                    ->address(QStringLiteral("/x.gguf")); // gone
        QCOMPARE(scene.downloads->start(address), QString());
        QVERIFY(scene.waitFor(State::Failed));
        QVERIFY2(scene.item().sentence.contains(QLatin1String("cannot be reached")),
                 qPrintable(scene.item().sentence));
        QVERIFY(scene.item().again);
        QVERIFY(scene.files().isEmpty());
    }

    void stopsAndGoesOn()
    {
        const QByteArray file = modelBytes();
        bool hang = true;
        Scene scene([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, file, kTag);
            answer.hang = hang;
            answer.cutAfter = hang ? 60'000 : -1;
            return answer;
        });
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(QTest::qWaitFor([&] { return scene.item().received == 60'000; }, kPatience));
        QVERIFY(!scene.start(QStringLiteral("/model.gguf")).isEmpty()); // it runs already
        scene.downloads->stop(scene.item().id);
        QVERIFY(scene.waitFor(State::Stopped));
        QCOMPARE(scene.files().size(), 2);
        hang = false;
        scene.downloads->resume(scene.item().id);
        QVERIFY(scene.waitFor(State::Done));
        QCOMPARE(scene.server.questions().last().begin(), 60'000);
        QCOMPARE(contentOf(scene.item().path), file);
    }

    void leavesNothingOfWhatIsRemoved()
    {
        Scene scene([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, modelBytes(), kTag);
            answer.hang = true;
            answer.cutAfter = 60'000;
            return answer;
        });
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(QTest::qWaitFor([&] { return scene.item().received == 60'000; }, kPatience));
        scene.downloads->remove(scene.item().id);
        QVERIFY(scene.downloads->items().isEmpty());
        QVERIFY(QTest::qWaitFor([&] { return scene.files().isEmpty(); }, kPatience));
        scene.open();
        QVERIFY(scene.downloads->items().isEmpty());
    }

    void refusesAndKeepsNothing_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("word");
        QTest::newRow("404") << QByteArray("404 Not Found") << QByteArray("<html>no")
                             << QStringLiteral("no such file");
        QTest::newRow("403") << QByteArray("403 Forbidden") << QByteArray("GGUF")
                             << QStringLiteral("signed in");
        QTest::newRow("418") << QByteArray("418 Teapot") << QByteArray("GGUF") << QStringLiteral("418");
        QTest::newRow("a page") << QByteArray("200 OK") << QByteArray("<!doctype html><title>Model")
                                << QStringLiteral("not a GGUF model");
        QTest::newRow("three bytes") << QByteArray("200 OK") << QByteArray("GGU")
                                     << QStringLiteral("not a GGUF model");
        QTest::newRow("nothing") << QByteArray("200 OK") << QByteArray() << QStringLiteral("empty");
    }

    void refusesAndKeepsNothing()
    {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, word);
        Scene scene([&](const HttpQuestion&) {
            HttpAnswer answer;
            answer.status = status;
            answer.body = body;
            return answer;
        });
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(scene.waitFor(State::Failed));
        QVERIFY2(scene.item().sentence.contains(word), qPrintable(scene.item().sentence));
        QVERIFY(scene.files().isEmpty());
        QCOMPARE(scene.server.questions().size(), 1);
    }

    void aBusyServerIsAskedAgain()
    {
        const QByteArray file = modelBytes();
        int asked = 0;
        Scene scene([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, file, kTag);
            if (++asked < 3)
                answer.status = "503 Service Unavailable";
            return answer;
        });
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(scene.waitFor(State::Done));
        QCOMPARE(asked, 3);
    }

    void aFileWithAnotherHashIsNotKept()
    {
        Scene scene([&](const HttpQuestion& question) { return fileAnswer(question, modelBytes(), kTag); });
        scene.start(QStringLiteral("/model.gguf"), QByteArray(64, '0'));
        QVERIFY(scene.waitFor(State::Failed));
        QVERIFY(scene.item().sentence.contains(QLatin1String("SHA-256")));
        QVERIFY(scene.files().isEmpty());
    }

    void aFileThatTheEngineRefusesIsNotKept()
    {
        Scene scene([&](const HttpQuestion& question) { return fileAnswer(question, modelBytes(), kTag); });
        scene.with.refuse = DownloadSurroundings::real().refuse; // the bytes are no model
        scene.open();
        scene.start(QStringLiteral("/half.gguf"));
        QVERIFY(scene.waitFor(State::Failed));
        QVERIFY2(scene.item().sentence.contains(QLatin1String("half.gguf"))
                     && !scene.item().sentence.contains(QLatin1String(".part")),
                 qPrintable(scene.item().sentence));
        QVERIFY(scene.files().isEmpty());
    }

    void aModelThatTheEngineRunsIsKept()
    {
        const QByteArray file =
            contentOf(QStringLiteral(EMBEDSCOPE_SOURCE_DIR "/resources/models/embedscope-mini.Q8_0.gguf"));
        QVERIFY(!file.isEmpty());
        Scene scene([&](const HttpQuestion& question) { return fileAnswer(question, file, kTag); });
        QString refusal = QStringLiteral("not asked");
        scene.with.refuse = [&](const QString& path) {
            return refusal = DownloadSurroundings::real().refuse(path);
        };
        scene.open();
        scene.start(QStringLiteral("/mini.gguf"));
        QVERIFY(QTest::qWaitFor([&] { return !scene.item().isActive(); }, kPatience));
        QVERIFY2(scene.item().state == State::Done, qPrintable(refusal));
    }

    void aServerThatSendsMoreThanAnnouncedIsRefused()
    {
        Scene scene([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, modelBytes(), kTag);
            if (question.begin() == 0) {
                answer.cutAfter = 200'000;
                answer.length = 300'000;
            } else {
                answer.length = -1; // to the end of the connection
                answer.body += QByteArray(1000, 'x');
            }
            return answer;
        });
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(scene.waitFor(State::Failed));
        QVERIFY(scene.files().isEmpty());
    }

    void aFullDiskIsToldBeforeAnythingComes()
    {
        Scene scene([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, modelBytes(), kTag);
            answer.length = 900'000'000;
            answer.hang = true;
            return answer;
        });
        scene.space = 500'000'000;
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(scene.waitFor(State::Failed));
        QVERIFY2(scene.item().sentence.contains(QLatin1String("900 MB"))
                     && scene.item().sentence.contains(QLatin1String("500 MB")),
                 qPrintable(scene.item().sentence));
        QVERIFY(scene.item().again);
        for (const QString& file : scene.files())
            QVERIFY(file.endsWith(QLatin1String(".json"))
                    || QFileInfo(scene.folder.filePath(file)).size() == 0);
    }

    void followsRedirectsButNotInCircles()
    {
        const QByteArray file = modelBytes();
        Scene scene([&](const HttpQuestion& question) {
            if (question.path == QLatin1String("/real"))
                return fileAnswer(question, file, kTag);
            HttpAnswer answer;
            answer.status = "302 Found";
            answer.body = "elsewhere";
            answer.headers = {question.path == QLatin1String("/model.gguf") ? "Location: /real"
                                                                            : "Location: /round"};
            return answer;
        });
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(scene.waitFor(State::Done));
        QCOMPARE(QFileInfo(scene.item().path).fileName(), QStringLiteral("model.gguf"));
        QCOMPARE(contentOf(scene.item().path), file);
        scene.start(QStringLiteral("/round"));
        QVERIFY(scene.waitFor(State::Failed));
    }

    void aTakenNameIsNotWrittenOver()
    {
        const QByteArray file = modelBytes();
        Scene scene([&](const HttpQuestion& question) { return fileAnswer(question, file, kTag); });
        QFile mine(scene.folder.filePath(QStringLiteral("model.gguf")));
        QVERIFY(mine.open(QIODevice::WriteOnly) && mine.write("mine") == 4);
        mine.close();
        scene.start(QStringLiteral("/model.gguf"));
        QVERIFY(scene.waitFor(State::Done));
        QCOMPARE(contentOf(mine.fileName()), QByteArray("mine"));
        QCOMPARE(QFileInfo(scene.item().path).fileName(), QStringLiteral("model (2).gguf"));
        QCOMPARE(contentOf(scene.item().path), file);
    }

    void twoAddressesWithOneNameDoNotMix()
    {
        const QByteArray one = modelBytes(), two = modelBytes(280'000, 9);
        Scene scene([&](const HttpQuestion& question) {
            return fileAnswer(question, question.path.startsWith(QLatin1String("/one")) ? one : two, kTag);
        });
        scene.start(QStringLiteral("/one/model.gguf"));
        scene.start(QStringLiteral("/two/model.gguf"));
        const auto done = [&] {
            return std::ranges::all_of(scene.downloads->items(),
                                       [](const DownloadItem& item) { return item.state == State::Done; });
        };
        QVERIFY(QTest::qWaitFor(done, kPatience));
        QList<QByteArray> contents;
        for (const DownloadItem& item : scene.downloads->items())
            contents.append(contentOf(item.path));
        QCOMPARE(contents, (QList<QByteArray>{two, one}));
    }

    void aServersNameForTheFileCannotLeaveTheFolder()
    {
        Scene scene([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, modelBytes(), kTag);
            answer.headers += "Content-Disposition: attachment; filename=\"../../evil/.hidden.gguf\"";
            return answer;
        });
        scene.start(QStringLiteral("/download?id=7"));
        QVERIFY(scene.waitFor(State::Done));
        QCOMPARE(scene.files(), QStringList{QStringLiteral("hidden.gguf")});
    }

    void namesAreNamesOfOneFile()
    {
        const auto is = [](const char* offered, const char* name) {
            return safeModelName(QString::fromUtf8(offered)) == QString::fromUtf8(name);
        };
        QVERIFY(is("a b-1.Q8_0.GGUF", "a b-1.Q8_0.gguf"));
        QVERIFY(is("../../etc/passwd", "passwd.gguf"));
        QVERIFY(is("C:\\models\\x.gguf", "x.gguf"));
        QVERIFY(is("..", "model.gguf"));
        QVERIFY(is("", "model.gguf"));
        QVERIFY(is("-rf.gguf", "rf.gguf"));
        QVERIFY(is("a\n\tb\x7f.gguf", "a__b_.gguf"));
        QVERIFY(safeModelName(QString(5000, u'x')).size() < 130);
        QCOMPARE(modelNameFromUrl(QUrl(QStringLiteral("https://h/a/..%2F..%2Fx.gguf?download=true#y"))),
                 QStringLiteral("x.gguf"));
        QCOMPARE(fileNameFromDisposition("attachment; filename=\"a;b.gguf\"; size=3"),
                 QStringLiteral("a;b.gguf"));
        QCOMPARE(fileNameFromDisposition("attachment; filename=plain.gguf; filename*=UTF-8''gr%C3%BCn.gguf"),
                 QString::fromUtf8("grün.gguf"));
        QCOMPARE(fileNameFromDisposition("inline"), QString());
    }

    void onlyWholeAddressesOfTheWebAreTaken()
    {
        QString sentence;
        for (const char* bad :
             {"", "model.gguf", "ftp://host/x.gguf", "file:///etc/passwd", "https:///x.gguf",
              "https://me:secret@host/x.gguf", "javascript:alert(1)", "http://", "data:,GGUF"}) {
            sentence.clear();
            QVERIFY2(ModelDownloads::addressOf(QString::fromLatin1(bad), sentence).isEmpty(), bad);
            QVERIFY2(!sentence.isEmpty(), bad);
        }
        QCOMPARE(ModelDownloads::addressOf(QStringLiteral("  https://host/a/x.gguf#top "), sentence),
                 QUrl(QStringLiteral("https://host/a/x.gguf")));
        QCOMPARE(ModelDownloads::addressOf(QStringLiteral("https://huggingface.co/o/r/blob/main/x.gguf"),
                                           sentence),
                 QUrl(QStringLiteral("https://huggingface.co/o/r/resolve/main/x.gguf")));
    }

    void foreignPartsAreLeftAlone()
    {
        Scene scene([](const HttpQuestion&) { return HttpAnswer(); });
        const auto write = [&](const QString& name, const QByteArray& text) {
            QFile file(scene.folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        };
        write(QStringLiteral("x.gguf.00000000.part"), "GGUF");
        write(QStringLiteral("x.gguf.00000000.part.json"),
              "{\"url\":\"https://h/x.gguf\",\"name\":\"x.gguf\"}");
        write(QStringLiteral("other.part"), "something of another program");
        write(QStringLiteral("bad.part"), "x");
        write(QStringLiteral("bad.part.json"), "[[[");
        scene.open();
        QVERIFY(scene.downloads->items().isEmpty());
        QCOMPARE(scene.files().size(), 5);
    }
};

QTEST_GUILESS_MAIN(tst_Downloads)
#include "tst_downloads.moc"
