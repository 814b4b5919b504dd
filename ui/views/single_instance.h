// One window per user and library: a second start hands its files to the first and ends. A local socket that
// only this user may use; sizes are checked before anything is believed. A socket that a crash left behind is
// taken over.
#pragma once

#include <QLocalServer>
#include <QObject>
#include <QStringList>

class QLocalSocket;

namespace embedscope {

class SingleInstance : public QObject
{
    Q_OBJECT

public:
    /// `key` tells apart what may run side by side: the path of the library.
    explicit SingleInstance(const QString& key, QObject* parent = nullptr);

    /// True: a first instance took the files. False: there is none.
    bool handOver(const QStringList& files);
    /// Becomes the first instance. False: the socket cannot be made; the program runs on its own then.
    bool listen();
    QString name() const { return m_name; }

    static constexpr qint64 kLargestMessage = 1 << 20;

signals:
    void filesReceived(const QStringList& files); ///< empty: only come to the front

private:
    void takeConnection();
    void read(QLocalSocket* socket);
    QString m_name;
    QLocalServer m_server;
};

}
