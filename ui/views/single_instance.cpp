#include "ui/views/single_instance.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QLocalSocket>
#include <QTimer>

#include <unistd.h>

namespace embedscope {

namespace {

constexpr quint32 kMagic = 0x45534631; // "ESF1"
constexpr int kWaitMs = 1500, kConnectMs = 300;
const char kTaken = 1;

QByteArray encoded(const QStringList& files)
{
    QByteArray body;
    QDataStream stream(&body, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << files;
    QByteArray message;
    QDataStream head(&message, QIODevice::WriteOnly);
    head << kMagic << static_cast<quint32>(body.size());
    return message + body;
}

}

SingleInstance::SingleInstance(const QString& key, QObject* parent)
    : QObject(parent)
{
    const QByteArray hash =
        QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    m_name = QStringLiteral("embedscope-%1-%2").arg(getuid()).arg(QLatin1String(hash));
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::takeConnection);
}

bool SingleInstance::handOver(const QStringList& files)
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(kConnectMs))
        return false;
    const QByteArray message = encoded(files);
    if (message.size() > kLargestMessage)
        return false;
    socket.write(message);
    if (!socket.waitForBytesWritten(kWaitMs))
        return false;
    while (socket.bytesAvailable() < 1) {
        if (!socket.waitForReadyRead(kWaitMs))
            return false;
    }
    char answer = 0;
    return socket.getChar(&answer) && answer == kTaken;
}

bool SingleInstance::listen()
{
    if (m_server.listen(m_name))
        return true;
    if (m_server.serverError() != QAbstractSocket::AddressInUseError)
        return false;
    // Nobody answered handOver(): the socket is what a crash left behind.
    return QLocalServer::removeServer(m_name) && m_server.listen(m_name);
}

void SingleInstance::takeConnection()
{
    while (QLocalSocket* const socket = m_server.nextPendingConnection()) {
        socket->setReadBufferSize(kLargestMessage);
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
        QTimer::singleShot(kWaitMs, socket,
                           [socket] { socket->abort(); }); // who says nothing is not waited for
        read(socket);
    }
}

void SingleInstance::read(QLocalSocket* socket)
{
    constexpr qint64 headBytes = 8;
    if (socket->bytesAvailable() < headBytes)
        return;
    QDataStream head(socket->peek(headBytes));
    quint32 magic = 0, size = 0;
    head >> magic >> size;
    if (magic != kMagic || size > kLargestMessage - headBytes) {
        socket->abort();
        return;
    }
    if (socket->bytesAvailable() < headBytes + static_cast<qint64>(size))
        return;
    socket->read(headBytes);
    const QByteArray bytes = socket->read(size);
    QDataStream body(bytes);
    body.setVersion(QDataStream::Qt_6_4);
    QStringList files;
    body >> files;
    if (body.status() != QDataStream::Ok) {
        socket->abort();
        return;
    }
    socket->write(&kTaken, 1);
    socket->flush();
    emit filesReceived(files);
}

}
