#include "ui/models/workbench.h"

#include "engine/base/cpu.h"
#include "ui/models/workbench_private.h"

#include <algorithm>

namespace embedscope {

namespace {

constexpr int kMostLineThreads = 2 * Embedder::kMaxThreads + 16; ///< an old and a new line for a moment
constexpr int kReaderChildren = 2;
constexpr qsizetype kMostInspectedChars = 4000;
constexpr int kSweepMs = 600'000, kPowerMs = 20'000;

void makePool(QThreadPool& pool, const QString& name, int threads)
{
    pool.setObjectName(name);
    pool.setMaxThreadCount(threads);
    pool.setExpiryTimeout(-1);
}

std::filesystem::path readerProgram(const WorkbenchPaths& paths)
{
    return paths.readerProgram.isEmpty() ? ReaderPool::defaultProgram()
                                         : std::filesystem::path(paths.readerProgram.toStdString());
}

}

Workbench::Private::Private(Workbench& workbench, WorkbenchPaths workbenchPaths)
    : q(workbench)
    , paths(std::move(workbenchPaths))
{
    options.workers = std::clamp(usableCores(), 1, Embedder::kMaxThreads);
    makePool(linePool, QStringLiteral("line"), kMostLineThreads);
    linePool.setExpiryTimeout(0); // a thread that gave way once never comes back: each worker begins with its own
    makePool(questionPool, QStringLiteral("questions"), 2);
    makePool(keeperPool, QStringLiteral("keeper"), 1);
    makePool(chorePool, QStringLiteral("chores"), 2);
    makePool(labPool, QStringLiteral("lab"), 1);
    makePool(watchPool, QStringLiteral("watch"), 2);
    chosen = options;
    sweepTimer.setInterval(kSweepMs);
    powerTimer.setInterval(kPowerMs);
    readers = std::make_shared<ReaderPool>(readerProgram(paths), kReaderChildren);
    tickTimer.setInterval(100);
    removalTimer.setInterval(8000);
    saveTimer.setInterval(1000);
    for (QTimer* timer : {&feedTimer, &removalTimer, &indexTimer, &saveTimer})
        timer->setSingleShot(true);
}

/// Stops everything at once, then waits: nothing that runs may find this object gone.
Workbench::Private::~Private()
{
    stopping = true;
    for (QTimer* timer :
         {&tickTimer, &feedTimer, &removalTimer, &indexTimer, &saveTimer, &sweepTimer, &powerTimer})
        timer->stop();
    watchStop.request_stop();
    walkStop.request_stop();
    mapStop.request_stop();
    comparisonStop.request_stop();
    for (const QuestionSlot* slot : {&searchSlot, &neighboursSlot, &mapSlot, &cutSlot})
        slot->latest->store(0);
    if (line)
        line->stop();
    monitor->watch(nullptr);
    commitRemoval();
    saveQueue();
    for (QThreadPool* pool : {&watchPool, &questionPool, &labPool, &chorePool, &linePool, &keeperPool})
        pool->waitForDone();
}

Workbench::Workbench(WorkbenchPaths paths, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(paths)))
{
    qRegisterMetaType<SearchResults>();
    qRegisterMetaType<DocumentTextReady>();
    qRegisterMetaType<MapData>();
    qRegisterMetaType<IndexingStatus>();
    qRegisterMetaType<LibraryStatus>();
    qRegisterMetaType<LabRun>();
    qRegisterMetaType<QList<LabRunItem>>();
    d->documents = new DocumentsModel(this);
    d->monitor = new Monitor(this);
    d->checks = new ModelChecks(this);
    connect(&d->tickTimer, &QTimer::timeout, this, [this] { d->tick(); });
    connect(&d->feedTimer, &QTimer::timeout, this, [this] { d->feed(); });
    connect(&d->removalTimer, &QTimer::timeout, this, [this] { d->commitRemoval(); });
    connect(&d->indexTimer, &QTimer::timeout, this, [this] { d->loadIndex(); });
    connect(&d->saveTimer, &QTimer::timeout, this, [this] { d->saveQueue(); });
    connect(&d->sweepTimer, &QTimer::timeout, this, [this] { d->sweep(); });
    connect(&d->powerTimer, &QTimer::timeout, this, [this] { d->lookAtPower(); });
}

Workbench::~Workbench()
{
    blockSignals(true); // what is said from here on has no listener who could act on it
    d.reset();
}

void Workbench::start()
{
    d->monitor->start();
    d->lookAtPower();
    d->powerTimer.start();
    d->openLibrary();
    d->openModel(d->paths.modelFile);
}

void Workbench::openModel(const QString& path)
{
    d->openModel(path);
}

std::shared_ptr<const Model> Workbench::model() const
{
    return d->model;
}

ModelChecks* Workbench::checks() const
{
    return d->checks;
}

bool Workbench::modelLoading() const
{
    return d->modelLoading;
}

const EmbedOptions& Workbench::embedOptions() const
{
    return d->options;
}

const ChunkOptions& Workbench::chunkOptions() const
{
    return d->chunkOptions;
}

void Workbench::setChunkOptions(const ChunkOptions& options)
{
    if (options.chunkTokens == d->chunkOptions.chunkTokens
        && options.overlapTokens == d->chunkOptions.overlapTokens)
        return;
    d->chunkOptions = options;
    d->retireLine();
    d->makeLine();
}

QString Workbench::useChoices(const PromptChoice& prompts, int dimensions)
{
    return d->useChoices(prompts, dimensions);
}

QList<TokenRow> Workbench::tokensOf(const QString& text, std::optional<TextRole> role) const
{
    if (!d->model)
        return {};
    const std::string prompt = role ? Prompts::withTitle(d->model->prompts().of(*role), {}) : std::string();
    return tokenRows(d->model->tokenizer(), prompt, text.left(kMostInspectedChars).toStdString(), kMostInspectedChars);
}

DocumentsModel* Workbench::documents() const
{
    return d->documents;
}

Monitor* Workbench::monitor() const
{
    return d->monitor;
}

IndexingStatus Workbench::indexing() const
{
    return d->indexing;
}

LibraryStatus Workbench::library() const
{
    return d->libraryStatus;
}

qint64 Workbench::selectedDocument() const
{
    return d->selectedDocument;
}

qint64 Workbench::selectedChunk() const
{
    return d->selectedChunk;
}

void Workbench::select(qint64 documentId, qint64 chunkId)
{
    if (documentId == d->selectedDocument && chunkId == d->selectedChunk)
        return;
    d->selectedDocument = documentId;
    d->selectedChunk = chunkId;
    emit selectionChanged(documentId, chunkId);
}

}
