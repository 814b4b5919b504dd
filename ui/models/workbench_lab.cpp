// The lab: two settings on the same texts. The workers stop and the readers wait while it runs, so that it
// measures itself alone.
#include "ui/models/workbench_private.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace embedscope {

namespace {

constexpr std::size_t kMostTexts = 200;
constexpr std::size_t kTextsPerDocument = 20;

/// When the library is empty: short and long sentences, repeated in several lengths.
const std::vector<std::string>& builtInSentences()
{
    static const std::vector<std::string> sentences = {
        "The harbour is quiet before the first ferry leaves.",
        "Paper was made of rags until the demand for newspapers grew faster than the supply of old shirts.",
        "A kettle sings because small bubbles of steam collapse in the cooler water above the hot bottom.",
        "Bread needs flour, water, salt and time; yeast only makes the waiting shorter.",
        "On clear nights the ring of the planet can be seen with a small telescope, and its largest moon "
        "with good binoculars.",
        "Bees find their way home by the sun, by landmarks, and over the last metres by smell.",
        "The clockmaker oiled the escapement, set the pendulum in motion and listened for a long while "
        "before he was content.",
        "Frost came early that year, and the last tomatoes were picked green and ripened on the window sill.",
        "A good handbook says first what the tool is for, then what it must not be used for, and only then "
        "how to hold it.",
        "Rain.",
        "The choir had saved for new music stands for three years, but the roof of the hall was dearer and "
        "came first.",
        "When the tide is out one can walk to the island in an hour, if one knows the way around the soft "
        "sand.",
    };
    return sentences;
}

std::vector<std::string> passagesOf(Library& library, std::vector<int64_t> documents)
{
    std::vector<std::string> texts;
    std::shuffle(documents.begin(), documents.end(),
                 std::mt19937(1)); // the same texts in every run on the same library
    for (const int64_t document : documents) {
        const Result<std::vector<ChunkRow>> chunks = library.chunks(document);
        if (!chunks)
            continue;
        const std::size_t step = std::max<std::size_t>(1, chunks->size() / kTextsPerDocument);
        for (std::size_t i = 0; i < chunks->size() && texts.size() < kMostTexts; i += step)
            texts.push_back((*chunks)[i].text);
        if (texts.size() >= kMostTexts)
            break;
    }
    return texts;
}

std::vector<std::vector<TokenId>> tokenized(const Model& model, const std::vector<std::string>& texts)
{
    std::vector<std::vector<TokenId>> result;
    for (const std::string& text : texts) {
        std::vector<TokenId> ids;
        model.tokenizer().tokenize(text, ids);
        result.push_back(
            model.tokenizer().wrap(ids, static_cast<std::size_t>(std::max(1, model.info().contextLength))));
    }
    return result;
}

}

void Workbench::startComparison(const EmbedOptions& a, const EmbedOptions& b, double seconds)
{
    if (d->comparing)
        return;
    if (!d->model) {
        emit comparisonFailed(tr("There is no model to compare with. Drop a .gguf file on the window."));
        return;
    }
    d->comparing = true;
    d->comparisonLaunched = false;
    d->comparedA = a;
    d->comparedB = b;
    d->comparisonSeconds = seconds;
    d->comparisonStop = std::stop_source();
    if (d->line)
        d->line->indexer().setPaused(true);
    d->estimator.forgetRate();
    emit comparisonChanged({});
    d->updateWorkers();
    d->updateStatus();
}

void Workbench::stopComparison()
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
    ComparisonPlan plan;
    plan.a = comparedA;
    plan.b = comparedB;
    plan.seconds = comparisonSeconds;
    labPool.start([this, plan, with = model, from = library, stored,
                   stop = comparisonStop.get_token()]() mutable {
        lowerThreadPriority(); // the threads that it starts are as nice
        const std::vector<std::string> texts = from ? passagesOf(*from, stored) : std::vector<std::string>();
        plan.texts = tokenized(*with, texts.empty() ? builtInSentences() : texts);
        const auto tell = [this](const ComparisonState& state) {
            post([this, state] { emit q.comparisonChanged(state); });
        };
        const ComparisonState last = compareSettings(with, plan, tell, stop);
        post([this, last] { comparisonEnded(last); });
    });
}

void Workbench::Private::comparisonEnded(ComparisonState last)
{
    comparing = false;
    last.finished = true;
    if (line)
        line->indexer().setPaused(paused);
    updateWorkers();
    if (last.slices.empty() && !comparisonStop.stop_requested())
        emit q.comparisonFailed(tr("The comparison measured nothing: the time was too short for one slice."));
    emit q.comparisonChanged(last);
    updateStatus();
}

}
