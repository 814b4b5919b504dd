// The downloads of models: a list for views, and a thread of its own where they run. Nothing is contacted
// before start() or resume(), not even a network object exists. What broke off, also on another day, is in
// the list as stopped and can be taken up. GUI thread; destroying it keeps what has come.
#pragma once

#include "ui/models/file_download.h"

#include <QHash>
#include <QThread>

namespace embedscope {

struct DownloadItem
{
    enum class State
    {
        Running,
        Checking,
        Done,
        Stopped,
        Failed
    };
    int id = 0;
    QUrl url;
    QString name;
    QByteArray sha256;
    State state = State::Stopped;
    qint64 received = 0, total = -1; ///< -1: not known
    double bytesPerSecond = 0;
    QString sentence; ///< of a failure
    bool again = true; ///< another try may go better
    QString path; ///< when done
    bool isActive() const { return state == State::Running || state == State::Checking; }
};

class ModelDownloads : public QObject
{
    Q_OBJECT

public:
    explicit ModelDownloads(const QString& folder,
                            DownloadSurroundings surroundings = DownloadSurroundings::real(),
                            QObject* parent = nullptr);
    ~ModelDownloads() override;

    /// A sentence when this is no address to download from, or it is in the list as running; nothing when it
    /// began.
    QString start(const QString& address, const QByteArray& sha256 = {});
    void resume(int id);
    void stop(int id); ///< what has come is kept
    void remove(int id); ///< from the list; what came of an unfinished one is deleted

    const QList<DownloadItem>& items() const { return m_items; }
    const DownloadItem* find(const QUrl& url) const; ///< nullptr: not in the list
    const DownloadItem* find(int id) const;
    bool contactedAnybody() const { return m_room != nullptr; }

    /// The address of the file itself; not valid: `sentence` says why.
    static QUrl addressOf(const QString& typed, QString& sentence);

signals:
    void listChanged(); ///< items came or went
    void changed(int id);
    void finished(const QString& path);

private:
    class Room; ///< lives in the thread: network object and running downloads
    DownloadItem* item(int id);
    void run(DownloadItem& item);
    void settle(int id, int job, const std::function<void(DownloadItem&)>& change);

    QString m_folder;
    DownloadSurroundings m_surroundings;
    QList<DownloadItem> m_items;
    QHash<int, int> m_jobs; ///< the current run of an item; what earlier ones say is dropped
    int m_lastId = 0, m_lastJob = 0;
    QThread m_thread;
    Room* m_room = nullptr;
};

}
