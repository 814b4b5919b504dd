// The lab: settings on the same texts, then batch sizes by workers. The workers stop and the readers wait while
// it runs, so that it measures itself alone.
#include "ui/models/lab_texts.h"
#include "ui/models/workbench_private.h"

#include "engine/base/clock.h"
#include "engine/base/cpu.h"

#include <algorithm>

namespace embedscope {

namespace {

constexpr double kSweepSeconds = 0.12;
constexpr int kSweepRounds = 3, kLargestBatch = 128;

LabRun describedRun(const LabRequest& request, const Model& model)
{
    LabRun run;
    run.startedSeconds = wallSeconds();
    run.processor = cpuName();
    run.cores = usableCores();
    run.target = model.info().target;
    run.model = model.info().name;
    for (qsizetype i = 0; i < request.contenders.size(); ++i) {
        run.settings.push_back(specFromOptions(request.contenders[i]));
        run.names.push_back(i < request.names.size() ? request.names[i].toStdString() : run.settings.back());
    }
    run.state.standings.resize(run.names.size());
    return run;
}

/// The seed's table: batches of 1 to 128 by numbers of workers.
BenchPlan sweepPlan(int tokens, int cores)
{
    BenchPlan plan{.rounds = kSweepRounds, .secondsPerMeasurement = kSweepSeconds};
    for (int workers = 1; workers <= cores; workers = workers < 4 ? workers + 1 : workers * 2) {
        for (int batch = 1; batch <= kLargestBatch; batch *= 2)
            plan.settings.push_back({tokens, batch, workers, Mode::Coarse});
    }
    return plan;
}

}

void Workbench::startLab(const LabRequest& request)
{
    if (d->comparing || request.contenders.size() < 2)
        return;
    if (!d->model) {
        emit labFailed(tr("There is no model to compare with. Drop a .gguf file on the window."));
        return;
    }
    d->comparing = true;
    d->comparisonLaunched = false;
    d->labRequest = request;
    d->comparisonStop = std::stop_source();
    if (d->line)
        d->line->indexer().setPaused(true);
    d->estimator.forgetRate();
    emit labChanged(describedRun(request, *d->model));
    d->updateWorkers();
    d->updateStatus();
}

void Workbench::stopLab()
{
    d->comparisonStop.request_stop();
}

bool Workbench::comparing() const
{
    return d->comparing;
}

/// The workers have stopped.
void Workbench::Private::launchComparison()
{
    comparisonLaunched = true;
    std::vector<int64_t> stored;
    for (const DocumentItem& item : documents->items()) {
        if (item.row.id != 0 && item.row.chunks > 0)
            stored.push_back(item.row.id);
    }
    labPool.start([this, request = labRequest, with = model, from = library, stored,
                   stop = comparisonStop.get_token()] {
        lowerThreadPriority(); // the threads that it starts are as nice
        const LabRun last = runLab(request, with, from.get(), stored, stop);
        std::optional<int64_t> id;
        if (from && !last.state.slices.empty()) { // one that was stopped is a run too
            if (const auto saved = from->saveRun({.startedSeconds = last.startedSeconds, .result = runToJson(last)}))
                id = *saved;
        }
        post([this, last, id] { comparisonEnded(last, id); });
    });
}

/// On a thread of the lab's pool.
LabRun Workbench::Private::runLab(const LabRequest& request, const std::shared_ptr<const Model>& with, Library* from,
                                  const std::vector<int64_t>& stored, std::stop_token stop)
{
    const PreparedTexts texts = prepareLabTexts(request.texts, *with, from, stored);
    LabRun run = describedRun(request, *with);
    run.texts = texts.words.toStdString();
    ComparisonPlan plan;
    for (const EmbedOptions& contender : request.contenders)
        plan.contenders.push_back({contender, nullptr});
    plan.texts = texts.ids;
    plan.seconds = request.seconds;
    const auto tell = [&](const ComparisonState& state) {
        run.state = state;
        run.state.finished = false;
        post([this, run] { emit q.labChanged(run); });
    };
    run.state = compareSettings(with, plan, tell, stop);
    if (request.sweep && !stop.stop_requested() && !run.state.slices.empty()) {
        BenchPlan sweep = sweepPlan(std::max(3, texts.medianTokens), run.cores);
        sweep.onMeasured = [this](int done, int all) { post([this, done, all] { emit q.labSweep(done, all); }); };
        post([this, run] { emit q.labChanged(run); });
        if (const auto report = runBenchmark(with, sweep, stop); report && report->finished)
            run.sweep = report->runs;
    }
    run.state.finished = !stop.stop_requested();
    return run;
}

void Workbench::Private::comparisonEnded(LabRun last, std::optional<int64_t> id)
{
    comparing = false;
    if (line)
        line->indexer().setPaused(paused);
    updateWorkers();
    if (last.state.slices.empty() && !comparisonStop.stop_requested())
        emit q.labFailed(tr("The lab measured nothing: no text suits the model, or the system gave no threads."));
    emit q.labChanged(last);
    if (id)
        emit q.labRunsChanged();
    updateStatus();
}

void Workbench::requestLabRuns()
{
    if (!d->library)
        return;
    d->questionPool.start([this, from = d->library, state = d.get()] {
        QList<LabRunItem> items;
        if (const auto runs = from->runs()) {
            for (const StoredRun& stored : *runs) {
                if (const auto run = runFromJson(stored.result))
                    items.append({stored.id, std::make_shared<const LabRun>(*run)});
            }
        }
        state->post([this, items] { emit labRunsReady(items); });
    });
}

}
