// How far the run is: when it begins and ends, and what is said of it.
#include "ui/models/workbench_private.h"

#include <algorithm>

namespace embedscope {

namespace {

constexpr int kStatusMs = 250;
constexpr int kSortMs = 2000;

}

bool Workbench::Private::isRunning() const
{
    // What people put aside one by one is not work that goes on.
    return !toFeed.isEmpty() || walks > 0
        || std::any_of(queue.tickets().cbegin(), queue.tickets().cend(),
                       [](const auto& entry) { return !entry.second.paused; });
}

void Workbench::Private::beginRunIfIdle()
{
    tickTimer.start();
    if (wasRunning)
        return;
    wasRunning = true;
    baseline = line ? line->indexer().progress() : IndexProgress();
    carried = {};
    tokensFound = tokensEmbedded = 0;
    estimator.beginRun();
    sinceSort.start();
}

void Workbench::Private::finishRun()
{
    wasRunning = false;
    updateStatus();
    if (documents->sortColumn() == DocumentsModel::State)
        documents->sortAgain();
    indexTimer.stop();
    loadIndex();
    if (queueChanged)
        saveQueue();
}

/// Ten times a second while there is something to do.
void Workbench::Private::tick()
{
    drainEvents();
    if (wasRunning && !isRunning()) {
        finishRun();
    } else if (!sinceStatus.isValid() || sinceStatus.elapsed() >= kStatusMs) {
        updateStatus();
    }
    if (isRunning() && sinceSort.elapsed() >= kSortMs && documents->sortColumn() == DocumentsModel::State) {
        documents->sortAgain();
        sinceSort.start();
    }
    if (queueChanged && !saveTimer.isActive())
        saveTimer.start();
    if (!isRunning() && (!line || line->indexer().progress().idle()))
        tickTimer.stop();
}

IndexingStatus Workbench::Private::status()
{
    const IndexProgress now = line ? line->indexer().progress() : IndexProgress();
    IndexingStatus said;
    said.running = isRunning();
    said.paused = paused;
    said.stored = carried.stored + now.stored - baseline.stored;
    said.problems = carried.problems + now.problems - baseline.problems;
    said.unchanged = carried.unchanged + now.unchanged - baseline.unchanged;
    said.cancelled = carried.cancelled + now.cancelled - baseline.cancelled;
    const quint64 through = carried.stored + carried.problems + carried.unchanged + carried.cancelled;
    said.read = through + now.read - baseline.read;
    said.chunks = carried.chunksEmbedded + now.chunks - baseline.chunks;
    said.chunksEmbedded = carried.chunksEmbedded + now.chunksEmbedded - baseline.chunksEmbedded;
    const quint64 notYetGiven = line ? 0 : queue.tickets().size();
    said.documents =
        through + now.documents - baseline.documents + notYetGiven + static_cast<quint64>(toFeed.size());
    said.tokens = static_cast<quint64>(std::max(qint64{0}, tokensFound));
    said.tokensEmbedded = static_cast<quint64>(std::max(qint64{0}, tokensEmbedded));
    if (!said.running) {
        said.percent = said.documents > 0 ? 100 : 0;
        return said;
    }
    if (!paused && !comparing)
        estimator.update(monitor->seconds(), tokensFound, tokensEmbedded);
    said.percent = estimator.percent();
    said.secondsLeftLow = estimator.secondsLeftLow();
    said.secondsLeftHigh = estimator.secondsLeftHigh();
    return said;
}

void Workbench::Private::updateStatus()
{
    sinceStatus.start();
    indexing = status();
    emit q.indexingChanged(indexing);
}

}
