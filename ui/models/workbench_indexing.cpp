// Files and texts on their way into the library: walking folders, tickets, what the indexer says, cancelling.
#include "ui/models/workbench_private.h"

#include "engine/base/hash.h"

#include <QFileInfo>
#include <algorithm>

namespace embedscope {

namespace {

constexpr qsizetype kFeedAtOnce = 400; ///< about 2 ms of the GUI thread
constexpr qsizetype kNameChars = 48;
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
            files.append({QString::fromStdString(file.string()), ignored ? 0 : static_cast<qint64>(bytes)});
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
        if (Ticket* const ticket = queue.addFile(file.path, file.bytes))
            items.append(enqueue(*ticket));
    }
    documents->updateItems(items);
    if (!toFeed.isEmpty())
        feedTimer.start(0);
    else if (documents->sortColumn() == DocumentsModel::State)
        documents->sortAgain();
}

void Workbench::addText(const QString& text, const QString& name)
{
    if (text.trimmed().isEmpty())
        return;
    d->beginRunIfIdle();
    const QString path = QString::fromStdString("text:" + contentHash(text.toStdString()));
    d->dropFromRemoval(path);
    if (Ticket* const ticket = d->queue.addText(path, name.isEmpty() ? nameForText(text) : name, text))
        d->documents->updateItems({d->enqueue(*ticket)});
    if (d->documents->sortColumn() == DocumentsModel::State)
        d->documents->sortAgain();
    d->updateStatus();
}

/// The row of a new ticket; gives it to the indexer when there is one.
DocumentItem Workbench::Private::enqueue(Ticket& ticket)
{
    DocumentItem item;
    const DocumentItem* const known = documents->itemOfPath(ticket.path.toStdString());
    if (known) {
        ticket.before = known->row;
        item.row = known->row;
        item.row.reason.clear();
    } else {
        item.row.path = ticket.path.toStdString();
        item.row.name = (ticket.isText() ? ticket.name : QFileInfo(ticket.path).fileName()).toStdString();
    }
    item.row.bytes = ticket.bytes;
    item.row.state = paused ? DocumentState::Paused : DocumentState::Queued;
    item.job = ticket.number;
    estimator.fileAdded(ticket.ending(), ticket.bytes);
    queueChanged = true;
    if (line)
        assign(ticket);
    return item;
}

void Workbench::Private::assign(Ticket& ticket)
{
    const quint64 job = ticket.isText()
        ? line->indexer().addText(ticket.name.toStdString(), ticket.text.toStdString())
        : line->indexer().add(ticket.path.toStdString());
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
    if (paused && item.row.state == DocumentState::Queued)
        item.row.state = DocumentState::Paused;
    const bool read = event.row.state == DocumentState::Embedding || event.row.state == DocumentState::Done;
    if (!ticket->read && read) {
        ticket->read = true;
        estimator.fileRead(ticket->ending(), ticket->bytes, event.row.tokens);
    }
    tokensFound += event.row.tokens - ticket->tokens;
    tokensEmbedded += event.tokensEmbedded - ticket->tokensEmbedded;
    ticket->tokens = event.row.tokens;
    ticket->tokensEmbedded = event.tokensEmbedded;
    if (isFinal(item.row.state))
        finishTicket(*ticket, item.row);
    return item;
}

void Workbench::Private::finishTicket(Ticket& ticket, const DocumentRow& row)
{
    if (row.state == DocumentState::Problem) {
        if (!ticket.read)
            estimator.fileLeft(ticket.ending(), ticket.bytes);
        tokensFound -= ticket.tokens;
        tokensEmbedded -= ticket.tokensEmbedded;
    } else {
        tokensEmbedded +=
            ticket.tokens - ticket.tokensEmbedded; // the store says no more how many were embedded
    }
    const qint64 before = ticket.before.id;
    if (before != 0 && before != row.id) {
        keeperPool.start([of = line, before] { of->index().removeDocument(before); });
        if (selectedDocument == before)
            q.select(row.id);
    }
    queueChanged = true;
    queue.remove(ticket.number);
}

}
