// The library: opening it, the search index over it, and removing documents with a chance to undo.
#include "ui/models/workbench_private.h"

#include <QFileInfo>
#include <algorithm>

namespace embedscope {

namespace {

const std::string kQueueSetting = "queue", kPausedSetting = "queue paused";
constexpr int kIndexPauseMs = 1000; ///< between loads of the search index while documents come in

QList<DocumentItem> itemsOf(const std::vector<DocumentRow>& rows)
{
    QList<DocumentItem> items;
    items.reserve(static_cast<qsizetype>(rows.size()));
    for (const DocumentRow& row : rows)
        items.append({row, 0, row.chunks, row.tokens});
    return items;
}

QString sentenceOf(const Error& error)
{
    return QString::fromStdString(error.sentence);
}

OpenedLibrary open(const QString& path)
{
    OpenedLibrary opened;
    Result<std::unique_ptr<Library>> library = Library::open(path.toStdString());
    if (!library) {
        opened.problem = sentenceOf(library.error());
        return opened;
    }
    opened.library = std::move(library).value();
    Result<std::vector<DocumentRow>> rows = opened.library->documents();
    const Result<LibraryCounts> counts = opened.library->counts();
    if (!rows || !counts) {
        opened.problem = sentenceOf(rows ? counts.error() : rows.error());
        return opened;
    }
    opened.items = itemsOf(*rows);
    opened.counts = *counts;
    const Result<std::optional<std::string>> waiting = opened.library->setting(kQueueSetting);
    if (waiting && *waiting)
        opened.waiting = JobQueue::fromJson(QByteArray::fromStdString(**waiting));
    const Result<std::optional<std::string>> followed = opened.library->setting("followed folders");
    if (followed && *followed)
        opened.followed = QString::fromStdString(**followed).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    const Result<std::optional<std::string>> paused = opened.library->setting(kPausedSetting);
    opened.paused = !opened.waiting.isEmpty() && paused && *paused && **paused == "yes";
    return opened;
}

/// Documents with vectors of this identity; nothing when no passage lacks one.
Result<std::optional<QList<qint64>>> documentsWithVectors(Library& library, const LibraryCounts& counts,
                                                          const ModelIdentity& identity)
{
    for (const auto& [known, vectors] : counts.models) {
        if (known.fingerprint == identity.fingerprint && vectors >= counts.chunks)
            return std::optional<QList<qint64>>();
    }
    QSet<qint64> documents;
    const Result<void> read =
        library.eachVector(identity, 0, [&](int64_t, int64_t documentId, std::span<const float>) {
            documents.insert(documentId);
            return true;
        });
    if (!read)
        return read.error();
    return std::optional(QList<qint64>(documents.cbegin(), documents.cend()));
}

LoadedIndex load(IndexLine& line, bool checkVectors)
{
    LoadedIndex loaded;
    const Result<void> done = line.index().load();
    const Result<LibraryCounts> counts = line.library().counts();
    if (!done || !counts) {
        loaded.problem = sentenceOf(done ? counts.error() : done.error());
        return loaded;
    }
    loaded.counts = *counts;
    if (checkVectors) {
        const auto documents = documentsWithVectors(line.library(), *counts, line.identity());
        if (documents)
            loaded.withVectors = *documents;
        else
            loaded.problem = sentenceOf(documents.error());
    }
    return loaded;
}

}

void Workbench::Private::openLibrary()
{
    keeperPool.start([this, path = paths.libraryFile] {
        OpenedLibrary opened = open(path);
        post([this, opened = std::move(opened)] { libraryOpened(opened); });
    });
}

void Workbench::Private::libraryOpened(const OpenedLibrary& opened)
{
    if (!opened.library || !opened.problem.isEmpty()) {
        libraryProblem = opened.problem;
        emit q.libraryRefused(opened.problem);
        refuseHeld(opened.problem);
        return;
    }
    library = opened.library;
    libraryStatus.path = paths.libraryFile;
    libraryStatus.name = QFileInfo(paths.libraryFile).completeBaseName();
    documents->setItems(opened.items);
    setCounts(opened.counts);
    if (opened.paused)
        q.setPaused(true);
    for (const Ticket& left : opened.waiting) {
        if (left.isText())
            addText(left.text, left.name, 0, left);
        else
            toFeed.append({left.path, left.bytes, left.paused, left.priority});
    }
    if (!toFeed.isEmpty())
        feedTimer.start(0);
    makeLine();
    for (const QString& folder : opened.followed)
        follow(folder);
    if (!followed.isEmpty())
        sweep(); // what happened while the program was off
}

/// Takes what was stored since the last time. While documents come in this runs once a second, else at once.
void Workbench::Private::loadIndex()
{
    if (!line || stopping)
        return;
    if (indexLoading) {
        indexWanted = true;
        return;
    }
    indexLoading = true;
    indexWanted = false;
    keeperPool.start([this, of = line, check = !missingChecked] {
        LoadedIndex loaded = load(*of, check);
        post([this, of, loaded = std::move(loaded)] { indexLoaded(of, loaded); });
    });
}

void Workbench::Private::indexLoaded(const std::shared_ptr<IndexLine>& ofLine, const LoadedIndex& loaded)
{
    if (ofLine != line)
        return;
    indexLoading = false;
    if (!loaded.problem.isEmpty())
        emit q.notice(loaded.problem);
    else
        setCounts(loaded.counts);
    if (loaded.problem.isEmpty() && !missingChecked) {
        missingChecked = true;
        if (loaded.withVectors)
            tellMissingVectors(*loaded.withVectors);
    }
    indexReady = true;
    runHeld();
    if (indexWanted)
        indexTimer.start(isRunning() ? kIndexPauseMs : 0);
}

void Workbench::Private::tellMissingVectors(const QList<qint64>& withVectors)
{
    const QSet<qint64> known(withVectors.cbegin(), withVectors.cend());
    withoutVectors = static_cast<int>(
        std::count_if(documents->items().cbegin(), documents->items().cend(), [&](const DocumentItem& item) {
            return item.row.state == DocumentState::Done && item.row.chunks > 0
                && !known.contains(item.row.id);
        }));
    if (withoutVectors > 0) {
        emit q.notice(tr("%n document(s) have no vectors of this model. Add them again, or choose Retry all.",
                         nullptr, withoutVectors));
    }
}

int Workbench::documentsWithoutVectors() const
{
    return d->withoutVectors;
}

void Workbench::Private::setCounts(const LibraryCounts& newCounts)
{
    counts = newCounts;
    emitLibrary();
}

/// Documents that wait for their removal are hidden from the counts too.
void Workbench::Private::emitLibrary()
{
    LibraryCounts shown = counts;
    for (const DocumentItem& item : std::as_const(removal.items)) {
        if (item.row.id == 0)
            continue;
        shown.documents -= 1;
        shown.done -= item.row.state == DocumentState::Done;
        shown.problems -= item.row.state == DocumentState::Problem;
        shown.chunks -= item.row.chunks;
        shown.vectors -= item.row.chunks;
        shown.tokens -= item.row.tokens;
    }
    for (int64_t* number :
         {&shown.documents, &shown.done, &shown.problems, &shown.chunks, &shown.vectors, &shown.tokens})
        *number = std::max(int64_t{0}, *number);
    libraryStatus.counts = shown;
    emit q.libraryChanged(libraryStatus);
}

void Workbench::Private::removeRows(const QList<int>& rows)
{
    commitRemoval();
    QList<quint64> tickets;
    QList<quint64> jobs;
    for (const int row : rows) {
        if (row < 0 || row >= documents->rowCount())
            continue;
        DocumentItem item = documents->item(row);
        if (item.job != 0) {
            tickets.append(item.job);
            jobs.append(item.job);
        }
        if (const Ticket* ticket = queue.find(item.job); ticket && ticket->before.id != 0)
            item = {ticket->before, 0, ticket->before.chunks, ticket->before.tokens};
        if (item.row.id != 0)
            removal.ids.insert(item.row.id);
        removal.items.append(item);
    }
    if (removal.items.isEmpty())
        return;
    cancelTickets(tickets);
    documents->removeJobs(jobs);
    documents->removeDocuments(QList<qint64>(removal.ids.cbegin(), removal.ids.cend()));
    if (removal.ids.contains(selectedDocument))
        q.select(0);
    removalTimer.start();
    emitLibrary();
    emit q.undoRemoveChanged(tr("Removed %n document(s).", nullptr, static_cast<int>(removal.items.size())));
}

void Workbench::Private::undoRemove()
{
    const QList<DocumentItem> items = std::exchange(removal, {}).items;
    removalTimer.stop();
    if (items.isEmpty())
        return;
    QList<DocumentItem> stored, waiting;
    for (const DocumentItem& item : items)
        (item.row.id != 0 ? stored : waiting).append(item);
    documents->updateItems(stored);
    addAgain(waiting);
    documents->sortAgain();
    emitLibrary();
    emit q.undoRemoveChanged({});
}

/// The chance to undo has passed: now they leave the library.
void Workbench::Private::commitRemoval()
{
    const Removal gone = std::exchange(removal, {});
    removalTimer.stop();
    if (gone.items.isEmpty())
        return;
    if (!stopping)
        emit q.undoRemoveChanged({});
    if (gone.ids.isEmpty() || !library)
        return;
    keeperPool.start(
        [this, from = library, of = line, ids = std::vector<int64_t>(gone.ids.cbegin(), gone.ids.cend())] {
            Result<void> removed = from->removeDocuments(ids);
            if (of && removed)
                removed = of->index().load(); // its copies go too
            const Result<LibraryCounts> now = from->counts();
            post([this, removed, now] {
                if (!removed)
                    emit q.notice(sentenceOf(removed.error()));
                if (now)
                    setCounts(*now);
            });
        });
}

/// A file that is added while it waits for its removal stays.
void Workbench::Private::dropFromRemoval(const QString& path)
{
    const std::string wanted = path.toStdString();
    const auto found = std::find_if(removal.items.cbegin(), removal.items.cend(),
                                    [&](const DocumentItem& item) { return item.row.path == wanted; });
    if (found == removal.items.cend())
        return;
    const DocumentItem item = *found;
    removal.items.erase(found);
    removal.ids.remove(item.row.id);
    if (item.row.id != 0)
        documents->updateItems({item});
    if (removal.items.isEmpty())
        emit q.undoRemoveChanged({});
}

void Workbench::removeDocuments(const QList<int>& rows)
{
    d->removeRows(rows);
}

void Workbench::undoRemove()
{
    d->undoRemove();
}

bool Workbench::canUndoRemove() const
{
    return !d->removal.items.isEmpty();
}

void Workbench::Private::saveQueue()
{
    if (!queueChanged || !library)
        return;
    queueChanged = false;
    QList<Ticket> tickets;
    for (const auto& [number, ticket] : queue.tickets())
        tickets.append(ticket);
    for (const FoundFile& file : std::as_const(toFeed)) {
        Ticket ticket;
        ticket.path = file.path;
        ticket.bytes = file.bytes;
        ticket.paused = file.paused;
        ticket.priority = file.priority;
        tickets.append(ticket);
    }
    keeperPool.start([to = library, tickets, isPaused = paused] {
        // A queue that cannot be kept costs a second drop after a crash; what is stored is safe.
        (void)to->setSetting(kQueueSetting, JobQueue::toJson(tickets).toStdString());
        (void)to->setSetting(kPausedSetting, isPaused ? "yes" : "no");
    });
}

}
