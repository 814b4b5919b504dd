// A small HTTP server on this computer for tests of downloads: it answers as the test tells it, also badly,
// and keeps what it was asked. Lives in the thread of the test.
#pragma once

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <functional>

namespace embedscope::test {

struct HttpQuestion
{
    QString path;
    QMap<QByteArray, QByteArray> headers; ///< names in small letters
    /// The first byte asked for; 0 without Range.
    qint64 begin() const
    {
        const QByteArray range = headers.value("range");
        return range.startsWith("bytes=") ? range.mid(6).chopped(1).toLongLong() : 0;
    }
};

struct HttpAnswer
{
    QByteArray status = "200 OK";
    QList<QByteArray> headers; ///< "Name: value"; Content-Length comes by itself unless `length` is -1
    QByteArray body;
    qint64 length = -2; ///< what Content-Length says; -2: the truth, -1: nothing is said
    qint64 cutAfter = -1; ///< the connection breaks after so many bytes of the body
    bool hang = false; ///< the connection stays open after that, silent
};

class LoopbackServer : public QObject
{
public:
    using Answer = std::function<HttpAnswer(const HttpQuestion&)>;

    explicit LoopbackServer(Answer answer)
        : m_answer(std::move(answer))
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* const socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(*socket); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }

    QString address(const QString& path) const
    {
        return QStringLiteral("http://127.0.0.1:%1%2").arg(m_server.serverPort()).arg(path);
    }
    const QList<HttpQuestion>& questions() const { return m_questions; }

private:
    void read(QTcpSocket& socket)
    {
        QByteArray& text = m_texts[&socket];
        text += socket.readAll();
        if (!text.contains("\r\n\r\n"))
            return;
        const QList<QByteArray> lines = text.split('\n');
        m_texts.remove(&socket);
        HttpQuestion question;
        question.path = QString::fromLatin1(lines.first().split(' ').value(1));
        for (const QByteArray& line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            if (colon > 0)
                question.headers[line.left(colon).toLower()] = line.mid(colon + 1).trimmed();
        }
        m_questions.append(question);
        send(socket, m_answer(question));
    }

    static void send(QTcpSocket& socket, const HttpAnswer& answer)
    {
        socket.write("HTTP/1.1 " + answer.status + "\r\nConnection: close\r\n");
        for (const QByteArray& header : answer.headers)
            socket.write(header + "\r\n");
        if (answer.length != -1)
            socket.write("Content-Length: "
                         + QByteArray::number(answer.length == -2 ? answer.body.size() : answer.length)
                         + "\r\n");
        socket.write("\r\n" + (answer.cutAfter >= 0 ? answer.body.left(answer.cutAfter) : answer.body));
        if (!answer.hang)
            socket.disconnectFromHost(); // when all is written
    }

    Answer m_answer;
    QTcpServer m_server;
    QHash<QTcpSocket*, QByteArray> m_texts;
    QList<HttpQuestion> m_questions;
};

/// A server that keeps to the rules: ranges of `file`, if its version is the one asked for.
inline HttpAnswer fileAnswer(const HttpQuestion& question, const QByteArray& file, const QByteArray& tag)
{
    HttpAnswer answer;
    answer.headers = {"ETag: " + tag, "Accept-Ranges: bytes"};
    answer.body = file;
    if (question.begin() > 0 && question.headers.value("if-range") == tag) {
        answer.status = "206 Partial Content";
        answer.body = file.mid(question.begin());
        answer.headers += "Content-Range: bytes " + QByteArray::number(question.begin()) + '-'
            + QByteArray::number(file.size() - 1) + '/' + QByteArray::number(file.size());
    }
    return answer;
}

}
