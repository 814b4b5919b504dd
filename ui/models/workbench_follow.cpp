// Followed folders: a thread that waits for changes, a sweep from time to time, and what comes of both.
#include "ui/models/workbench_private.h"

#include <algorithm>
#include <chrono>

namespace embedscope {

namespace {

constexpr std::chrono::milliseconds kPatience{30'000};

std::vector<std::filesystem::path> enginePaths(const QStringList& folders)
{
    std::vector<std::filesystem::path> paths;
    for (const QString& folder : folders)
        paths.emplace_back(folder.toStdString());
    return paths;
}

bool isBelow(std::string_view path, const std::filesystem::path& folder)
{
    const std::string& start = folder.native();
    return path.starts_with(start) && (path.size() == start.size() || path[start.size()] == '/');
}

}

void Workbench::setFollowed(const QString& folder, bool followed)
{
    if (followed == d->followed.contains(folder))
        return;
    if (followed) {
        d->follow(folder);
        d->sweep();
    } else {
        d->followed.removeAll(folder);
        d->chorePool.start([this, folder] { d->watch.leave(folder.toStdString()); });
    }
    d->saveFollowed();
    emit followedChanged();
}

QStringList Workbench::followedFolders() const
{
    return d->followed;
}

bool Workbench::isFollowed(const QString& folder) const
{
    return std::any_of(d->followed.cbegin(), d->followed.cend(), [&](const QString& followed) {
        return isBelow(folder.toStdString(), followed.toStdString());
    });
}

void Workbench::Private::follow(const QString& folder)
{
    const bool isFirst = followed.isEmpty();
    followed.append(folder);
    chorePool.start([this, folder] { // walks all folders below
        const Result<void> done = watch.follow(folder.toStdString());
        if (!done)
            post([this, done] { emit q.notice(QString::fromStdString(done.error().sentence)); });
    });
    if (!isFirst)
        return;
    watchFolders();
    sweepTimer.start();
}

void Workbench::Private::saveFollowed()
{
    if (!library)
        return;
    keeperPool.start([to = library, text = followed.join(QLatin1Char('\n')).toStdString()] {
        (void)to->setSetting("followed folders",
                             text); // what is not kept is followed until the end of the program
    });
}

/// Once started it waits as long as the workbench lives.
void Workbench::Private::watchFolders()
{
    if (watchPool.activeThreadCount() > 0)
        return;
    watchPool.start([this, stop = watchStop.get_token()] {
        lowerThreadPriority();
        while (!stop.stop_requested()) {
            const FolderChanges changes = watch.wait(stop, kPatience);
            if (!changes.empty() && !stop.stop_requested())
                post([this, changes] { takeChanges(changes); });
        }
    });
}

void Workbench::Private::sweep()
{
    if (sweeping || followed.isEmpty() || stopping)
        return;
    sweeping = true;
    std::vector<KnownFile> known;
    for (const DocumentItem& item : documents->items()) {
        if (item.job == 0)
            known.push_back({item.row.path, item.row.bytes, item.row.modifiedSeconds});
    }
    watchPool.start(
        [this, known = std::move(known), folders = enginePaths(followed), stop = watchStop.get_token()] {
            lowerThreadPriority();
            const FolderChanges changes = sweepFolders(folders, known, stop);
            post([this, changes] {
                sweeping = false;
                takeChanges(changes);
            });
        });
}

void Workbench::Private::takeChanges(const FolderChanges& changes)
{
    if (stopping)
        return;
    forgetGone(changes.gone);
    for (const std::filesystem::path& file : changes.changed) {
        std::error_code ignored; // one that vanished is told as gone
        const auto bytes = std::filesystem::file_size(file, ignored);
        if (!ignored && q.isFollowed(QString::fromStdString(file.parent_path().string())))
            toFeed.append({QString::fromStdString(file.string()), static_cast<qint64>(bytes)});
    }
    if (!toFeed.isEmpty() && !feedTimer.isActive())
        feedTimer.start(0);
    if (changes.sweepNeeded)
        sweep();
}

/// Files and whole folders that are not there any more stop answering at once.
void Workbench::Private::forgetGone(const std::vector<std::filesystem::path>& gone)
{
    if (gone.empty())
        return;
    QList<qint64> ids;
    QList<quint64> jobs;
    for (const DocumentItem& item : documents->items()) {
        const bool isGone = std::any_of(gone.begin(), gone.end(), [&](const std::filesystem::path& path) {
            return isBelow(item.row.path, path);
        });
        std::error_code ignored; // may have come back meanwhile
        if (!isGone || std::filesystem::exists(item.row.path, ignored))
            continue;
        if (item.job != 0)
            jobs.append(item.job);
        const Ticket* const ticket = queue.find(item.job);
        const qint64 id = ticket ? ticket->before.id : item.row.id;
        if (id != 0)
            ids.append(id);
    }
    cancelTickets(jobs);
    documents->removeJobs(jobs);
    documents->removeDocuments(ids);
    if (ids.contains(selectedDocument))
        q.select(0);
    if (ids.isEmpty() || !library)
        return;
    keeperPool.start(
        [this, from = library, of = line, gone = std::vector<int64_t>(ids.cbegin(), ids.cend())] {
            Result<void> removed = from->removeDocuments(gone);
            if (of && removed)
                removed = of->index().load(); // its copies go too
            const Result<LibraryCounts> now = from->counts();
            post([this, removed, now] {
                if (!removed)
                    emit q.notice(QString::fromStdString(removed.error().sentence));
                if (now)
                    setCounts(*now);
            });
        });
}

}
