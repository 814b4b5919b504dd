// Files and texts on their way into the library: walking folders, tickets, what the indexer says, cancelling.
#include "ui/models/workbench_private.h"

#include "engine/base/hash.h"

#include <QFileInfo>
#include <algorithm>

namespace embedscope {

namespace {

constexpr qsizetype kFeedAtOnce = 400; ///< about 2 ms of the GUI thread
constexpr qsizetype kNameChars = 48;
constexpr auto kUnknownSize = static_cast<std::uintmax_t>(-1);
constexpr int kIdleTicks = 3; ///< after which nothing more is on its way from the indexer

QString nameForText(const QString& text)
{
    const QString line = text.trimmed().section(QLatin1Char('\n'), 0, 0).simplified();
    return line.size() <= kNameChars ? line : line.left(kNameChars - 1).trimmed() + QChar(0x2026);
}

std::vector<std::filesystem::path> enginePaths(const QStringList& paths)
{
    std::vector<std::filesystem::path> result;
    for (const QString& path : paths)
        result.emplace_back(path.toStdString());
    return result;
}

}

void Workbench::addPaths(const QStringList& paths)
{
    QStringList documents;
    QString model;
    for (const QString& path : paths)
        (path.endsWith(QLatin1String(".gguf"), Qt::CaseInsensitive) ? model : documents.emplaceBack()) = path;
    if (!model.isEmpty())
        d->openModel(model);
    if (!documents.isEmpty())
        d->walk(documents);
}

void Workbench::Private::walk(const QStringList& from)
{
    beginRunIfIdle();
    ++walks;
    updateStatus();
    chorePool.start([this, start = enginePaths(from), stop = walkStop.get_token()] {
        const CollectedFiles collected = collectFiles(start, stop);
        QList<FoundFile> files;
        for (const std::filesystem::path& file : collected.files) {
            std::error_code ignored; // a file that vanished meanwhile fails when it is read, with a reason
            const auto bytes = std::filesystem::file_size(file, ignored);
            const auto path =
                std::filesystem::absolute(file, ignored).lexically_normal(); // as the indexer calls it
            files.append({QString::fromStdString(path.string()),
                          bytes == kUnknownSize ? 0 : static_cast<qint64>(bytes)});
        }
        QList<DocumentRow> problems;
        for (const auto& [path, sentence] : collected.problems) {
            DocumentRow row;
            row.path = path.string();
            row.name = path.filename().string();
            row.state = DocumentState::Problem;
            row.reason = sentence;
            problems.append(row);
        }
        post([this, files, problems, stopped = stop.stop_requested()] {
            --walks;
            if (!stopped)
                walked(files, problems);
        });
    });
}

void Workbench::Private::walked(const QList<FoundFile>& files, const QList<DocumentRow>& problems)
{
    toFeed += files;
    if (!toFeed.isEmpty() && !feedTimer.isActive())
        feedTimer.start(0);
    storeProblems(problems);
    emit q.documentsAdded(static_cast<int>(files.size()));
}

/// What could not be listed is a row with its reason, like a file that could not be read.
void Workbench::Private::storeProblems(const QList<DocumentRow>& problems)
{
    if (problems.isEmpty())
        return;
    if (!library) {
        emit q.notice(QString::fromStdString(problems.first().reason));
        return;
    }
    keeperPool.start([this, to = library, problems] {
        QList<DocumentItem> items;
        for (DocumentRow row : problems) {
            if (const Result<int64_t> id = to->storeProblem(row))
                row.id = *id;
            items.append({row});
        }
        post([this, items] { documents->updateItems(items); });
    });
}

/// A slice per turn of the event loop, so that dropping a large folder does not stop the window.
void Workbench::Private::feed()
{
    if (toFeed.isEmpty())
        return;
    beginRunIfIdle();
    const QList<FoundFile> slice = toFeed.mid(0, kFeedAtOnce);
    toFeed.remove(0, slice.size());
    QList<DocumentItem> items;
    for (const FoundFile& file : slice) {
        dropFromRemoval(file.path);
        Ticket* const ticket = queue.addFile(file.path, file.bytes);
        if (ticket) {
            ticket->paused = file.paused;
            ticket->priority = file.priority;
            items.append(enqueue(*ticket, documents->itemOfPath(file.path.toStdString())));
        }
    }
    documents->updateItems(items);
    if (!toFeed.isEmpty())
        feedTimer.start(0);
    else if (documents->sortColumn() == DocumentsModel::State)
        documents->sortAgain();
}

void Workbench::addText(const QString& text, const QString& name)
{
    if (!text.trimmed().isEmpty())
        d->addText(text, name.isEmpty() ? nameForText(text) : name, 0);
}

/// `insteadOf`: the document whose text it is, 0 when it is new.
Ticket* Workbench::Private::addText(const QString& text, const QString& name, qint64 insteadOf,
                                    const Ticket& as)
{
    beginRunIfIdle();
    const QString path =
        QString::fromStdString("text:" + contentHash(text.toStdString())); // as the indexer calls it
    dropFromRemoval(path);
    Ticket* const ticket = queue.addText(path, name, text);
    if (ticket) {
        ticket->paused = as.paused;
        ticket->priority = as.priority;
        const DocumentItem* const known = documents->itemOfDocument(insteadOf);
        documents->updateItems({enqueue(*ticket, known ? known : documents->itemOfPath(path.toStdString()))});
    }
    if (documents->sortColumn() == DocumentsModel::State)
        documents->sortAgain();
    updateStatus();
    return ticket;
}

/// The row of a new ticket, and what the library has of it so far; gives it to the indexer when there is one.
DocumentItem Workbench::Private::enqueue(Ticket& ticket, const DocumentItem* known)
{
    DocumentItem item;
    if (known) {
        ticket.before = known->row;
        item.row = known->row;
        item.row.reason.clear();
    } else {
        item.row.path = ticket.path.toStdString();
        item.row.name = (ticket.isText() ? ticket.name : QFileInfo(ticket.path).fileName()).toStdString();
    }
    item.row.bytes = ticket.bytes;
    item.row.state = waitingState(ticket);
    item.job = ticket.number;
    estimator.fileAdded(ticket.ending(), ticket.bytes);
    queueChanged = true;
    if (line)
        assign(ticket);
    return item;
}

void Workbench::Private::assign(Ticket& ticket)
{
    const WaitingOptions waiting{ticket.priority, ticket.paused};
    const quint64 job = ticket.isText()
        ? line->indexer().addText(ticket.name.toStdString(), ticket.text.toStdString(), waiting)
        : line->indexer().add(ticket.path.toStdString(), waiting);
    queue.assign(ticket, job);
}

void Workbench::Private::drainEvents()
{
    if (!line)
        return;
    const bool idle = line->indexer().progress().idle();
    QList<DocumentItem> items;
    for (const IndexEvent& event : line->takeEvents()) {
        if (std::optional<DocumentItem> item = takeEvent(event))
            items.append(std::move(*item));
    }
    const bool stored = std::any_of(items.cbegin(), items.cend(),
                                    [](const DocumentItem& item) { return isFinal(item.row.state); });
    if (!items.isEmpty())
        documents->updateItems(items);
    if (stored && !indexTimer.isActive())
        indexTimer.start(1000);
    idleTicks = idle ? idleTicks + 1 : 0;
    if (idleTicks >= kIdleTicks)
        forgetSilentTickets();
}

std::optional<DocumentItem> Workbench::Private::takeEvent(const IndexEvent& event)
{
    DocumentItem item{event.row, 0, event.chunksEmbedded, event.tokensEmbedded};
    Ticket* const ticket = queue.findIndexerJob(event.job);
    if (!ticket) {
        // Cancelled too late: it is in the library, so it is in the table.
        const bool there = isFinal(event.row.state) && event.row.id != 0;
        return there ? std::optional(item) : std::nullopt;
    }
    item.job = ticket->number;
    if (item.row.path.empty())
        item.row.path = ticket->path.toStdString();
    if (item.row.name.empty())
        item.row.name = (ticket->isText() ? ticket->name : QFileInfo(ticket->path).fileName()).toStdString();
    if (item.row.bytes == 0)
        item.row.bytes = ticket->bytes;
    if (item.row.id == 0)
        item.row.id = ticket->before.id;
    if (item.row.state == DocumentState::Queued || item.row.state == DocumentState::Paused)
        item.row.state = waitingState(*ticket); // somebody may have resumed it meanwhile
    count(*ticket, event);
    if (isFinal(item.row.state))
        finishTicket(*ticket, item.row);
    return item;
}

/// What the event changes in the sums of the run. An unchanged document was no work.
void Workbench::Private::count(Ticket& ticket, const IndexEvent& event)
{
    const DocumentRow &before = ticket.before, &row = event.row;
    const bool isUnchanged = row.state == DocumentState::Done && before.state == DocumentState::Done
        && before.id == row.id && before.storedSeconds == row.storedSeconds && !ticket.read;
    const bool isRead = row.state == DocumentState::Embedding || row.state == DocumentState::Done;
    if (!ticket.read && (isUnchanged || row.state == DocumentState::Problem))
        estimator.fileLeft(ticket.ending(), ticket.bytes);
    else if (!ticket.read && isRead)
        estimator.fileRead(ticket.ending(), ticket.bytes, row.tokens);
    ticket.read = ticket.read || isRead || isFinal(row.state);
    const bool isWork = !isUnchanged && row.state != DocumentState::Problem;
    const qint64 found = isWork ? row.tokens : 0;
    const qint64 embedded = !isWork        ? 0
        : row.state == DocumentState::Done ? row.tokens
                                           : event.tokensEmbedded;
    tokensFound += found - ticket.tokens;
    tokensEmbedded += embedded - ticket.tokensEmbedded;
    ticket.tokens = found;
    ticket.tokensEmbedded = embedded;
}

void Workbench::Private::finishTicket(Ticket& ticket, const DocumentRow& row)
{
    const qint64 before = ticket.before.id;
    if (before != 0 && row.id != 0
        && before != row.id) { // a text whose stored form differs from the pasted one
        keeperPool.start(
            [from = library, before] { (void)from->removeDocuments(std::vector<int64_t>{before}); });
        if (selectedDocument == before)
            q.select(row.id);
    }
    queueChanged = true;
    queue.remove(ticket.number);
}

}
