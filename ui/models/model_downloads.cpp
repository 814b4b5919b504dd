#include "ui/models/model_downloads.h"

#include "ui/models/model_names.h"

#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <algorithm>

namespace embedscope {

namespace {

class SystemProxies : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override
    {
        return systemProxyForQuery(query);
    }
};

}

class ModelDownloads::Room : public QObject
{
public:
    QNetworkAccessManager& manager()
    {
        if (!m_manager) {
            m_manager = new QNetworkAccessManager(this);
            m_manager->setProxyFactory(new SystemProxies);
        }
        return *m_manager;
    }

    QHash<int, FileDownload*> running; ///< by job; only in the thread
    QHash<int, std::shared_ptr<std::atomic<bool>>> stops; ///< by job; only in the GUI thread

private:
    QNetworkAccessManager* m_manager = nullptr;
};

ModelDownloads::ModelDownloads(const QString& folder, DownloadSurroundings surroundings, QObject* parent)
    : QObject(parent)
    , m_folder(folder)
    , m_surroundings(std::move(surroundings))
{
    m_thread.setObjectName(QStringLiteral("downloads"));
    for (const PartialNotes& notes : PartialFile::all(folder)) {
        DownloadItem item;
        item.id = ++m_lastId;
        item.url = notes.url;
        item.name = notes.name;
        item.sha256 = notes.sha256;
        item.received = notes.received;
        item.total = notes.total;
        m_items.append(item);
    }
}

ModelDownloads::~ModelDownloads()
{
    if (!m_room)
        return;
    for (const auto& stop : m_room->stops)
        *stop = true;
    m_room->deleteLater(); // in its thread, with what runs there
    m_thread.quit();
    m_thread.wait();
}

QUrl ModelDownloads::addressOf(const QString& typed, QString& sentence)
{
    QUrl url(typed.trimmed(), QUrl::StrictMode);
    const QString scheme = url.scheme().toLower();
    if (url.isValid() && !scheme.isEmpty() && scheme != QLatin1String("https")
        && scheme != QLatin1String("http")) {
        sentence = tr("Only https and http addresses can be downloaded from, not %1.").arg(scheme);
        return {};
    }
    if (!url.isValid() || scheme.isEmpty() || url.host().isEmpty()) {
        sentence = tr("This is not a whole address. It begins with https:// and ends in .gguf.");
        return {};
    }
    if (!url.userInfo().isEmpty()) {
        sentence = tr("The address holds a name or a password. They are not sent; take them out.");
        return {};
    }
    url.setFragment({});
    // The page that shows a file instead of the file: the same address with one word changed.
    if (url.host() == QLatin1String("huggingface.co") && url.path().contains(QLatin1String("/blob/"))) {
        QString path = url.path();
        path.replace(path.indexOf(QLatin1String("/blob/")), 6, QStringLiteral("/resolve/"));
        url.setPath(path);
    }
    return url;
}

QString ModelDownloads::start(const QString& address, const QByteArray& sha256)
{
    QString sentence;
    const QUrl url = addressOf(address, sentence);
    if (!url.isValid() || url.isEmpty())
        return sentence;
    const auto same = std::ranges::find(m_items, url, &DownloadItem::url);
    if (same != m_items.end() && same->isActive())
        return tr("%1 is being downloaded already.").arg(same->name);
    if (same != m_items.end() && same->state != DownloadItem::State::Done) {
        resume(same->id);
        return {};
    }
    DownloadItem item;
    item.id = ++m_lastId;
    item.url = url;
    item.name = modelNameFromUrl(url);
    item.sha256 = sha256;
    m_items.prepend(item);
    run(m_items.first());
    emit listChanged();
    return {};
}

void ModelDownloads::resume(int id)
{
    DownloadItem* const found = item(id);
    if (!found || found->isActive())
        return;
    run(*found);
    emit changed(id);
}

void ModelDownloads::run(DownloadItem& item)
{
    if (!m_room) {
        m_room = new Room;
        m_room->moveToThread(&m_thread);
        m_thread.start();
    }
    const int id = item.id, job = ++m_lastJob;
    m_jobs[id] = job;
    item.state = DownloadItem::State::Running;
    item.sentence.clear();
    item.bytesPerSecond = 0;
    const auto stop = std::make_shared<std::atomic<bool>>(false);
    m_room->stops[job] = stop;
    const DownloadRequest request{item.url, m_folder, item.sha256};
    const auto tell = [this, id, job](const std::function<void(DownloadItem&)>& change) {
        QMetaObject::invokeMethod(
            this, [=, this] { settle(id, job, change); }, Qt::QueuedConnection);
    };
    QMetaObject::invokeMethod(m_room, [room = m_room, request, stop, job, tell, with = m_surroundings] {
        auto* const download = new FileDownload(request, with, room->manager(), stop, room);
        room->running[job] = download;
        using State = DownloadItem::State;
        connect(download, &FileDownload::progressed, room, [=](qint64 received, qint64 total, double rate) {
            tell([=](DownloadItem& of) {
                of.received = received;
                of.total = total;
                of.bytesPerSecond = rate;
            });
        });
        connect(download, &FileDownload::checking, room,
                [=] { tell([](DownloadItem& of) { of.state = State::Checking; }); });
        const auto over = [room, job, download, tell](const std::function<void(DownloadItem&)>& change) {
            room->running.remove(job);
            download->deleteLater();
            tell(change);
        };
        connect(download, &FileDownload::finished, room, [=](const QString& path) {
            over([path](DownloadItem& of) {
                of.state = State::Done;
                of.path = path;
            });
        });
        connect(download, &FileDownload::failed, room, [=](const QString& sentence, bool again) {
            over([=](DownloadItem& of) {
                of.state = State::Failed;
                of.sentence = sentence;
                of.again = again;
            });
        });
        connect(download, &FileDownload::stopped, room,
                [=] { over([](DownloadItem& of) { of.state = State::Stopped; }); });
        download->start();
    });
}

/// What a run tells, unless another has begun since.
void ModelDownloads::settle(int id, int job, const std::function<void(DownloadItem&)>& change)
{
    DownloadItem* const found = item(id);
    if (!found || m_jobs.value(id) != job)
        return;
    change(*found);
    if (!found->isActive())
        m_room->stops.remove(job);
    const bool done = found->state == DownloadItem::State::Done;
    const QString path = found->path;
    emit changed(id);
    if (done)
        emit finished(path);
}

void ModelDownloads::stop(int id)
{
    const DownloadItem* const found = item(id);
    if (!found || !found->isActive())
        return;
    const int job = m_jobs.value(id);
    if (const auto flag = m_room->stops.value(job))
        *flag = true;
    QMetaObject::invokeMethod(m_room, [room = m_room, job] {
        if (FileDownload* const download = room->running.value(job))
            download->stop();
    });
}

void ModelDownloads::remove(int id)
{
    const DownloadItem* const found = item(id);
    if (!found)
        return;
    stop(id);
    const bool leftovers = found->state != DownloadItem::State::Done;
    const auto discard = [folder = m_folder, url = found->url, name = modelNameFromUrl(found->url)] {
        PartialFile(folder, url, name).discard();
    };
    if (leftovers && m_room)
        QMetaObject::invokeMethod(m_room, discard); // behind the stop
    else if (leftovers)
        discard();
    m_jobs.remove(id);
    m_items.removeIf([id](const DownloadItem& of) { return of.id == id; });
    emit listChanged();
}

DownloadItem* ModelDownloads::item(int id)
{
    const auto found = std::ranges::find(m_items, id, &DownloadItem::id);
    return found == m_items.end() ? nullptr : &*found;
}

const DownloadItem* ModelDownloads::find(int id) const
{
    const auto found = std::ranges::find(m_items, id, &DownloadItem::id);
    return found == m_items.end() ? nullptr : &*found;
}

const DownloadItem* ModelDownloads::find(const QUrl& url) const
{
    const auto found = std::ranges::find(m_items, url, &DownloadItem::url);
    return found == m_items.end() ? nullptr : &*found;
}

}
