// The model, and the workers that run it.
#include "ui/models/bundled_files.h"
#include "ui/models/workbench_private.h"

#include "engine/base/cpu.h"
#include "engine/indexing/model_memory.h"

#include <QFileInfo>
#include <algorithm>

namespace embedscope {

namespace {

constexpr int kReadLoops = 2;

EmbedOptions resolved(EmbedOptions options)
{
    if (options.workers <= 0)
        options.workers = usableCores();
    options.workers = std::clamp(options.workers, 1, Embedder::kMaxThreads);
    options.packTokens = std::max(1, options.packTokens);
    return options;
}

bool same(const EmbedOptions& a, const EmbedOptions& b)
{
    return a.workers == b.workers && a.mode == b.mode && a.matmulThreads == b.matmulThreads
        && a.packTokens == b.packTokens && a.pin == b.pin && a.background == b.background;
}

QString nameOf(Mode mode)
{
    const std::string_view name = modeName(mode);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

}

void Workbench::Private::openModel(const QString& path)
{
    const QString file = path.isEmpty() ? bundledModelFile() : path;
    const quint64 request = ++modelRequest;
    if (file.isEmpty()) {
        emit q.modelRefused(
            tr("The model that comes with the program is not there. Drop a .gguf file on the window."));
        refuseHeld(whyNoAnswer());
        return;
    }
    if (!modelLoading) {
        modelLoading = true;
        emit q.modelLoadingChanged(true);
    }
    chorePool.start([this, request, file] {
        const Result<std::shared_ptr<const Model>> opened = Model::open(file.toStdString());
        post([this, request, file, opened] { modelOpened(request, file, opened); });
    });
}

void Workbench::Private::modelOpened(quint64 request, const QString& path,
                                     const Result<std::shared_ptr<const Model>>& opened)
{
    if (request != modelRequest)
        return; // a later one is being opened
    modelLoading = false;
    if (opened) {
        const bool isFirst = !model;
        retireLine();
        model = opened.value();
        choicesMade = false;
        missingChecked = false;
        withoutVectors = 0;
        if (!isFirst)
            monitor->addFlag(tr("model %1").arg(QString::fromStdString(model->info().name)));
        emit q.modelLoadingChanged(false);
        checks->run(model);
        emit q.modelChanged();
        makeLine();
        return;
    }
    emit q.modelLoadingChanged(false);
    emit q.modelRefused(QString::fromStdString(opened.error().sentence));
    const QString bundled = bundledModelFile();
    if (!model && !bundled.isEmpty() && QFileInfo(bundled) != QFileInfo(path))
        openModel(bundled); // better than no model at all
    else if (!model)
        refuseHeld(whyNoAnswer());
}

QString Workbench::Private::useChoices(const PromptChoice& prompts, int dimensions)
{
    if (!model)
        return {};
    const auto other = model->with(prompts, dimensions);
    if (!other)
        return QString::fromStdString(other.error().sentence);
    retireLine();
    model = *other;
    choicesMade = true;
    missingChecked = false;
    withoutVectors = 0;
    emit q.modelChanged();
    makeLine();
    return {};
}

/// The model as the library was used with it last, or as the user has just chosen; remembered either way.
static std::shared_ptr<const Model> asUsed(Library& library, std::shared_ptr<const Model> model, bool chosen)
{
    if (!chosen) {
        if (const auto last = asLastUsed(library, model))
            model = *last;
    }
    (void)rememberModel(library, *model); // a library that cannot be written says so when documents come
    return model;
}

/// Off the GUI thread, since rings and packed scratch memory are allocated.
void Workbench::Private::makeLine()
{
    if (!library || !model || line)
        return;
    const quint64 request = ++lineRequest;
    lineOptions = options;
    IndexOptions indexOptions;
    indexOptions.chunks = chunkOptions;
    chorePool.start(
        [this, request, indexOptions, ofLibrary = library, ofModel = model, chosen = choicesMade, by = readers, with = options] {
            const auto as = asUsed(*ofLibrary, ofModel, chosen);
            const auto made = std::make_shared<IndexLine>(ofLibrary, as, by, with, indexOptions);
            post([this, request, made, as] { lineMade(request, made, as); });
        });
}

void Workbench::Private::lineMade(quint64 request, const std::shared_ptr<IndexLine>& made,
                                  const std::shared_ptr<const Model>& as)
{
    if (request != lineRequest || line)
        return;
    line = made;
    if (std::exchange(model, as) != as)
        emit q.modelChanged(); // with the prompts and dimensions that the library knows
    optionsPending = !same(lineOptions, options);
    configuring = false;
    indexReady = false;
    baseline = {};
    line->indexer().setPaused(paused || comparing);
    line->startLoops(linePool, kReadLoops);
    if (!optionsPending)
        monitor->watch(line->sharedEmbedder());
    updateWorkers();
    for (const quint64 number : queue.unassigned())
        assign(*queue.find(number));
    indexLoading = false; // a load that still runs is the earlier line's
    loadIndex();
    updateStatus();
}

/// Its loops end on their own, within one pack; what it had not finished waits for the next line.
void Workbench::Private::retireLine()
{
    ++lineRequest;
    if (!line)
        return;
    drainEvents();
    const IndexProgress progress = line->indexer().progress();
    carried.stored += progress.stored - baseline.stored;
    carried.problems += progress.problems - baseline.problems;
    carried.unchanged += progress.unchanged - baseline.unchanged;
    carried.cancelled += progress.cancelled - baseline.cancelled;
    carried.chunksEmbedded += progress.chunksEmbedded - baseline.chunksEmbedded;
    for (const auto& [number, ticket] : queue.tickets()) {
        tokensFound -= ticket.tokens;
        tokensEmbedded -= ticket.tokensEmbedded;
        if (ticket.read)
            estimator.fileAdded(ticket.ending(), ticket.bytes);
    }
    queue.unassignAll();
    monitor->watch(nullptr);
    line->stop();
    line.reset();
    indexReady = false;
    markWaiting();
}

void Workbench::Private::setEmbedOptions(const EmbedOptions& wanted)
{
    const EmbedOptions before = options;
    options = resolved(wanted);
    if (same(before, options))
        return;
    if (model) // charts have nothing to mark before
        flagChanges(before);
    emit q.embedOptionsChanged();
    estimator.forgetRate();
    optionsPending = line != nullptr;
    updateWorkers();
}

void Workbench::Private::flagChanges(const EmbedOptions& before)
{
    QStringList changes;
    if (before.workers != options.workers)
        changes.append(tr("%1 \u2192 %2 workers").arg(before.workers).arg(options.workers));
    if (before.mode != options.mode)
        changes.append(tr("%1 \u2192 %2").arg(nameOf(before.mode), nameOf(options.mode)));
    if (before.packTokens != options.packTokens)
        changes.append(tr("packs of %1 \u2192 %2 tokens").arg(before.packTokens).arg(options.packTokens));
    if (before.matmulThreads != options.matmulThreads)
        changes.append(tr("teams of %1 \u2192 %2").arg(before.matmulThreads).arg(options.matmulThreads));
    if (before.pin != options.pin)
        changes.append(options.pin ? tr("pinned to cores") : tr("not pinned to cores"));
    if (before.background != options.background)
        changes.append(options.background ? tr("giving way to other programs") : tr("no longer giving way"));
    monitor->addFlag(changes.join(QStringLiteral(", ")));
}

/// Workers run unless something wants them stopped; called again whenever the last of them has returned.
void Workbench::Private::updateWorkers()
{
    if (stopping)
        return;
    const bool idle = !line || line->workers() == 0;
    if (comparing && !comparisonLaunched && idle)
        launchComparison();
    if (!line)
        return;
    if (!idle) {
        if (paused || comparing || optionsPending)
            line->stopWorkers();
        return;
    }
    if (optionsPending && !configuring)
        configureWorkers();
    if (paused || comparing || configuring)
        return;
    line->startWorkers(linePool, [this, of = line] {
        post([this, of] {
            of->workerReturned();
            if (of == line && of->workers() == 0)
                updateWorkers();
        });
    });
}

void Workbench::Private::configureWorkers()
{
    configuring = true;
    optionsPending = false;
    monitor->watch(nullptr); // nobody may look at it meanwhile
    chorePool.start([this, of = line, with = options] {
        of->embedder().reconfigure(with);
        post([this, of] {
            if (of != line)
                return;
            configuring = false;
            if (!optionsPending)
                monitor->watch(line->sharedEmbedder());
            updateWorkers();
        });
    });
}

}
