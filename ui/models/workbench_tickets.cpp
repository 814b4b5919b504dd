// What people do with waiting documents: pause, cancel, try again.
#include "ui/models/workbench_private.h"

#include <algorithm>
#include <iterator>

namespace embedscope {

namespace {

bool isText(const DocumentRow& row)
{
    return row.path.rfind("text:", 0) == 0;
}

}

void Workbench::setPaused(bool paused)
{
    if (d->paused == paused)
        return;
    d->paused = paused;
    d->queueChanged = true;
    if (d->line)
        d->line->indexer().setPaused(paused || d->comparing);
    d->estimator.forgetRate();
    d->updateWorkers();
    d->markWaiting();
    d->updateStatus();
}

/// Rows of tickets that nobody works on say whether they wait or are paused.
void Workbench::Private::markWaiting()
{
    QList<DocumentItem> items;
    for (const auto& [number, ticket] : queue.tickets()) {
        const DocumentItem* const item = documents->itemOfJob(number);
        const DocumentState waiting = waitingState(ticket);
        if (!item || item->row.state == waiting)
            continue;
        const bool waits =
            item->row.state == DocumentState::Queued || item->row.state == DocumentState::Paused;
        if (!waits && ticket.indexerJob != 0)
            continue;
        DocumentItem changed = *item;
        changed.row.state = waiting;
        if (ticket.indexerJob == 0)
            changed.chunksEmbedded = changed.tokensEmbedded = 0;
        items.append(changed);
    }
    documents->updateItems(items);
}

DocumentState Workbench::Private::waitingState(const Ticket& ticket) const
{
    return paused || ticket.paused ? DocumentState::Paused : DocumentState::Queued;
}

void Workbench::pauseDocuments(const QList<int>& rows, bool paused)
{
    for (const int row : rows) {
        if (row < 0 || row >= d->documents->rowCount())
            continue;
        Ticket* const ticket = d->queue.find(d->documents->item(row).job);
        if (!ticket || ticket->paused == paused)
            continue;
        ticket->paused = paused;
        if (ticket->indexerJob != 0)
            d->line->indexer().setPaused(ticket->indexerJob, paused);
        d->queueChanged = true;
    }
    if (!paused)
        d->beginRunIfIdle();
    d->estimator.forgetRate();
    d->tickTimer.start();
    d->markWaiting();
    d->updateStatus();
}

void Workbench::preferDocuments(const QList<int>& rows)
{
    int first = 0;
    for (const auto& [number, ticket] : d->queue.tickets())
        first = std::max(first, ticket.priority);
    for (const int row : rows) {
        if (row < 0 || row >= d->documents->rowCount())
            continue;
        Ticket* const ticket = d->queue.find(d->documents->item(row).job);
        if (!ticket)
            continue;
        ticket->priority = first + 1;
        if (ticket->indexerJob != 0)
            d->line->indexer().setPriority(ticket->indexerJob, ticket->priority);
        d->queueChanged = true;
    }
    d->tickTimer.start();
}

void Workbench::cancelAll()
{
    d->walkStop.request_stop();
    d->walkStop = std::stop_source();
    d->toFeed.clear();
    QList<quint64> all;
    for (const auto& [number, ticket] : d->queue.tickets())
        all.append(number);
    if (d->line)
        d->line->indexer().cancelAll();
    d->queueChanged = true;
    d->cancelTickets(all);
    setPaused(false);
    d->tickTimer.start();
    d->updateStatus();
}

void Workbench::cancelDocument(int row)
{
    if (row < 0 || row >= d->documents->rowCount())
        return;
    if (const quint64 job = d->documents->item(row).job; job != 0)
        d->cancelTickets({job});
    d->updateStatus();
}

/// Rows that the library has go back to what it has; the others leave.
void Workbench::Private::cancelTickets(const QList<quint64>& numbers)
{
    QList<DocumentItem> back;
    QList<quint64> gone;
    for (const quint64 number : numbers) {
        Ticket* const ticket = queue.find(number);
        if (!ticket)
            continue;
        if (ticket->indexerJob != 0)
            line->indexer().cancel(ticket->indexerJob);
        if (!ticket->read)
            estimator.fileLeft(ticket->ending(), ticket->bytes);
        tokensFound -= ticket->tokens;
        tokensEmbedded -= ticket->tokensEmbedded;
        if (ticket->before.id != 0)
            back.append({ticket->before, number, ticket->before.chunks, ticket->before.tokens});
        else
            gone.append(number);
        queueChanged = true;
        queue.remove(number);
    }
    documents->updateItems(back);
    documents->removeJobs(gone);
}

void Workbench::retry(const QList<int>& rows)
{
    QList<DocumentItem> items;
    for (const int row : rows) {
        if (row >= 0 && row < d->documents->rowCount() && d->documents->item(row).job == 0)
            items.append(d->documents->item(row));
    }
    d->addAgain(items);
}

void Workbench::reindexAll()
{
    QList<DocumentItem> items;
    std::copy_if(d->documents->items().cbegin(), d->documents->items().cend(), std::back_inserter(items),
                 [](const DocumentItem& item) { return item.job == 0; });
    d->withoutVectors = 0;
    d->addAgain(items);
}

void Workbench::Private::addAgain(const QList<DocumentItem>& items)
{
    QList<qint64> texts;
    for (const DocumentItem& item : items) {
        if (isText(item.row))
            texts.append(item.row.id);
        else if (!item.row.path.empty())
            toFeed.append({QString::fromStdString(item.row.path), item.row.bytes});
    }
    if (!toFeed.isEmpty()) {
        beginRunIfIdle();
        feedTimer.start(0);
        updateStatus();
    }
    addStoredTexts(texts);
}

/// A pasted text has no file: the library has it.
void Workbench::Private::addStoredTexts(const QList<qint64>& documentIds)
{
    if (!library)
        return;
    for (const qint64 id : documentIds) {
        const DocumentItem* const item = documents->itemOfDocument(id);
        const QString name = item ? QString::fromStdString(item->row.name) : QString();
        keeperPool.start([this, from = library, id, name] {
            const Result<std::string> text = from->documentText(id);
            post([this, text, name, id] {
                if (text)
                    addText(QString::fromStdString(*text), name, id);
                else
                    emit q.notice(QString::fromStdString(text.error().sentence));
            });
        });
    }
}

/// The indexer is through with everything, so a ticket that it has not answered never will be: its row says
/// what the library has.
void Workbench::Private::forgetSilentTickets()
{
    QList<quint64> silent;
    for (const auto& [number, ticket] : queue.tickets()) {
        if (ticket.indexerJob != 0)
            silent.append(number);
    }
    cancelTickets(silent);
}

}
