// One file from a server into a folder: asks again from where it broke off, checks that what comes is a GGUF
// file, its SHA-256 where that is known and, at the end, that the engine runs it; only then it gets its name.
// Only https and http; https is never left for http. Cookies, passwords and compression are not offered.
// Lives in a thread of its own choice together with its QNetworkAccessManager; signals carry values.
#pragma once

#include "ui/models/partial_file.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <atomic>
#include <functional>
#include <memory>

class QNetworkAccessManager;
class QNetworkReply;

namespace embedscope {

struct DownloadRequest
{
    QUrl url;
    QString folder;
    QByteArray sha256; ///< hex; empty: not known
};

/// What stands outside: tests bring their own.
struct DownloadSurroundings
{
    std::function<qint64(const QString& folder)> freeBytes; ///< of the disk
    std::function<QString(const QString& file)> refuse; ///< why the engine cannot run it; empty: it can
    int retryAfterMs = 1000; ///< doubled with each try
    int stallAfterMs = 30'000; ///< nothing came for so long: the connection is broken
    static DownloadSurroundings real();
};

class FileDownload : public QObject
{
    Q_OBJECT

public:
    /// `stop` is looked at while the file is hashed.
    FileDownload(DownloadRequest request, DownloadSurroundings surroundings, QNetworkAccessManager& manager,
                 std::shared_ptr<std::atomic<bool>> stop, QObject* parent = nullptr);
    ~FileDownload() override;

    void start();
    void stop(); ///< what has come is kept; stopped() follows

    static constexpr int kTries = 4; ///< in a row without a byte

signals:
    void progressed(qint64 received, qint64 total, double bytesPerSecond); ///< total -1: not known
    void checking(); ///< everything has come
    void finished(const QString& path);
    void failed(const QString& sentence, bool again); ///< again: another try may go better
    void stopped();

private:
    void send();
    void bodyBegins();
    void takeBody();
    void replyFinished();
    void refusedByServer(int status);
    void brokenOff(const QString& reason);
    void complete();
    QString wrongHash() const;
    void tell(bool now);
    void fail(const QString& sentence, bool again);
    void dropReply();
    void startAnew();

    DownloadRequest m_request;
    DownloadSurroundings m_surroundings;
    QNetworkAccessManager& m_manager;
    std::shared_ptr<std::atomic<bool>> m_stop;
    QString m_name; ///< of the file in the end
    PartialFile m_part;
    QPointer<QNetworkReply> m_reply; ///< the manager's
    qint64 m_asked = 0; ///< where this request begins
    qint64 m_received = 0, m_total = -1;
    bool m_begun = false, m_done = false, m_anew = false;
    int m_tries = 0;
    QElapsedTimer m_clock; ///< since the last word
    QTimer m_tellLater;
    qint64 m_toldBytes = 0;
    double m_rate = 0;
};

}
