// A second start hands its files to the first; foreign bytes and left-over sockets do no harm.
#include "ui/views/single_instance.h"

#include <QDataStream>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTest>
#include <QUuid>
#include <thread>

using namespace embedscope;

namespace {

QString freshKey()
{
    return QUuid::createUuid().toString();
}

/// handOver() blocks its thread, as it does in a second program.
bool handOverBeside(const QString& key, const QStringList& files)
{
    std::atomic<int> outcome = -1;
    std::thread second([&] {
        SingleInstance instance(key);
        outcome = instance.handOver(files) ? 1 : 0;
    });
    const bool answered = QTest::qWaitFor([&] { return outcome >= 0; }, 10'000);
    second.join();
    return answered && outcome == 1;
}

}

class SingleInstanceTest : public QObject
{
    Q_OBJECT

private slots:
    void findsNobodyAtFirst()
    {
        SingleInstance instance(freshKey());
        QVERIFY(!instance.handOver({QStringLiteral("/tmp/a.txt")}));
        QVERIFY(instance.listen());
    }

    void handsItsFilesToTheFirst()
    {
        const QString key = freshKey();
        SingleInstance first(key);
        QVERIFY(first.listen());
        QSignalSpy received(&first, &SingleInstance::filesReceived);
        const QStringList files = {QStringLiteral("/tmp/a.txt"), QStringLiteral("/tmp/b c.txt")};
        QVERIFY(handOverBeside(key, files));
        QTRY_COMPARE(received.size(), 1);
        QCOMPARE(received.first().first().toStringList(), files);
    }

    void onlyComesToTheFrontWithoutFiles()
    {
        const QString key = freshKey();
        SingleInstance first(key);
        QVERIFY(first.listen());
        QSignalSpy received(&first, &SingleInstance::filesReceived);
        QVERIFY(handOverBeside(key, {}));
        QTRY_COMPARE(received.size(), 1);
        QVERIFY(received.first().first().toStringList().isEmpty());
    }

    void librariesRunSideBySide()
    {
        SingleInstance one(freshKey()), other(freshKey());
        QVERIFY(one.listen());
        QVERIFY(other.name() != one.name());
        QVERIFY(!other.handOver({}));
    }

    void takesOverASocketThatACrashLeftBehind()
    {
        const QString key = freshKey();
        const SingleInstance probe(key);
        { // a file with nobody behind it, as after a crash
            QLocalServer left;
            QVERIFY(left.listen(probe.name()));
            const QString path = left.fullServerName();
            QVERIFY(QFile::rename(path, path + QStringLiteral(".kept")));
            left.close();
            QVERIFY(QFile::rename(path + QStringLiteral(".kept"), path));
        }
        SingleInstance instance(key);
        QVERIFY(!instance.handOver({}));
        QVERIFY(instance.listen());
    }

    void believesNoForeignBytes()
    {
        const QString key = freshKey();
        SingleInstance first(key);
        QVERIFY(first.listen());
        QSignalSpy received(&first, &SingleInstance::filesReceived);
        QByteArray huge;
        QDataStream(&huge, QIODevice::WriteOnly) << quint32{0x45534631} << quint32{0xffffffff};
        QByteArray torn;
        QDataStream(&torn, QIODevice::WriteOnly)
            << quint32{0x45534631} << quint32{8} << quint32{0x7fffffff} << quint32{0};
        for (const QByteArray& bytes : {QByteArray("GET / HTTP/1.1\r\n\r\n"), huge, torn}) {
            QLocalSocket socket;
            socket.connectToServer(first.name());
            QVERIFY(socket.waitForConnected(1000));
            socket.write(bytes);
            socket.flush();
            QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState); // thrown out
        }
        QVERIFY(received.isEmpty());
        QVERIFY(handOverBeside(key, {QStringLiteral("/tmp/still.txt")})); // and it still works
    }
};

QTEST_MAIN(SingleInstanceTest)
#include "tst_single_instance.moc"
