// Questions: search, neighbours, the text of a document, the map. Each runs on the question pool (the map
// among the chores), gets what it needs as values and shared objects, and answers by post(). The latest
// question of a kind counts.
#include "ui/models/answers.h"
#include "ui/models/text_offsets.h"
#include "ui/models/workbench_private.h"

#include "engine/explore/projection.h"
#include "engine/search/question.h"

#include <QElapsedTimer>
#include <algorithm>

namespace embedscope {

namespace {

constexpr std::size_t kLeastPointsOfAMap = 3;
constexpr int kPassagesForAMap = 30;

QString sentenceOf(const Error& error)
{
    return QString::fromStdString(error.sentence);
}

int distinctDocuments(const QList<SearchResultRow>& rows)
{
    QSet<qint64> documents;
    for (const SearchResultRow& row : rows)
        documents.insert(row.hit.documentId);
    return static_cast<int>(documents.size());
}

DocumentTextReady readDocument(Library& library, const std::string& fingerprint, DocumentTextReady answer)
{
    Result<std::string> text = library.documentText(answer.documentId);
    Result<std::vector<ChunkRow>> chunks = library.chunks(answer.documentId, fingerprint);
    if (!text || !chunks) {
        answer.problem = sentenceOf(text ? chunks.error() : text.error());
        return answer;
    }
    const Utf16Offsets offsets(*text);
    for (ChunkRow& chunk : *chunks) {
        answer.chunkRanges.append({offsets.at(chunk.begin), offsets.at(chunk.end)});
        answer.chunks.append(std::move(chunk));
    }
    answer.text = QString::fromStdString(*text);
    return answer;
}

MapData makeMap(const SearchIndex& index, MapData map, std::stop_token stop)
{
    const SearchIndex::Snapshot snapshot = index.snapshot();
    if (snapshot.chunkIds.size() < kLeastPointsOfAMap) {
        map.problem = Workbench::tr("A map needs about %1 passages. You have %2.")
                          .arg(kPassagesForAMap)
                          .arg(snapshot.chunkIds.size());
        return map;
    }
    const Projection projection = projectToPlane(snapshot.vectors, snapshot.dimensions, stop);
    map.explainedVariance = projection.explainedVariance;
    QHash<qint64, int> numbers;
    for (std::size_t i = 0; i < projection.points.size() && i < snapshot.chunkIds.size(); ++i) {
        const qint64 document = snapshot.documentIds[i];
        map.chunkIds.append(snapshot.chunkIds[i]);
        map.documentIds.append(document);
        map.x.append(projection.points[i].x);
        map.y.append(projection.points[i].y);
        const auto number = numbers.constFind(document);
        map.documentIndex.append(number != numbers.constEnd() ? *number : static_cast<int>(numbers.size()));
        numbers.insert(document, map.documentIndex.last());
    }
    return map;
}

}

/// Asks now, or as soon as the search index is there.
quint64 Workbench::Private::ask(QuestionSlot& slot, SearchResults question, std::function<void()> run)
{
    slot.held = nullptr;
    slot.latest->store(question.job);
    question.problem = whyNoAnswer();
    if (!question.problem.isEmpty()) {
        answer(slot.latest, question);
    } else if (indexReady) {
        run();
    } else {
        slot.held = std::move(run);
        slot.heldQuestion = question;
    }
    return question.job;
}

QString Workbench::Private::whyNoAnswer() const
{
    if (!model && !modelLoading && modelRequest > 0)
        return tr("There is no model to search with. Drop a .gguf file on the window.");
    return libraryProblem;
}

void Workbench::Private::runHeld()
{
    for (QuestionSlot* slot : {&searchSlot, &neighboursSlot, &mapSlot}) {
        if (const std::function<void()> run = std::exchange(slot->held, nullptr))
            run();
    }
}

/// There will be no search index.
void Workbench::Private::refuseHeld(const QString& problem)
{
    for (QuestionSlot* slot : {&searchSlot, &neighboursSlot}) {
        if (!std::exchange(slot->held, nullptr))
            continue;
        slot->heldQuestion.problem = problem;
        answer(slot->latest, slot->heldQuestion);
    }
    if (std::exchange(mapSlot.held, nullptr)) {
        MapData map;
        map.job = mapSlot.latest->load();
        map.problem = problem;
        post([this, map] { mapMade(map); });
    }
}

quint64 Workbench::search(const QString& query, SearchKind kind, int count)
{
    SearchResults question;
    question.job = ++d->lastJob;
    question.query = query.trimmed();
    question.kind = kind;
    if (question.query.isEmpty()) {
        d->searchSlot.held = nullptr;
        d->searchSlot.latest->store(question.job);
        d->answer(d->searchSlot.latest, question);
        return question.job;
    }
    return d->ask(d->searchSlot, question, [this, question, count] { d->runSearch(question, count); });
}

quint64 Workbench::neighbours(qint64 chunkId, int count)
{
    SearchResults question;
    question.job = ++d->lastJob;
    question.aroundChunk = chunkId;
    question.kind = SearchKind::Meaning;
    return d->ask(d->neighboursSlot, question,
                  [this, question, count] { d->runNeighbours(question, count); });
}

void Workbench::Private::runSearch(const SearchResults& question, int count)
{
    questionPool.start([this, of = line, question, count, latest = searchSlot.latest] {
        const auto goOn = [&] { return latest->load() == question.job; };
        const Question asked = parseQuestion(question.query.toStdString());
        const std::string& query = asked.text;
        const QStringList words = answers::tellingWords(of->library(), searchedWords(QString::fromStdString(query)),
                                                        of->index().size());
        QElapsedTimer clock;
        clock.start();
        SearchResults results = question;
        std::vector<int64_t> wanted;
        SearchScope scope, wordsScope;
        if (!asked.filter.isEmpty()) {
            Result<std::vector<int64_t>> matching = of->library().documentsMatching(asked.filter);
            if (!matching)
                results.problem = sentenceOf(matching.error());
            else
                wanted = std::move(*matching);
            scope.documents = wordsScope.documents = &wanted;
            results.remark = tr("Looks at %n document(s) only.", nullptr, static_cast<int>(wanted.size()));
        }
        if (!results.problem.isEmpty() || query.empty()) {
            answer(latest, results);
            return;
        }
        scope.leastScore = asked.leastScore.value_or(scope.leastScore); // of words alone it would be another score
        const auto fill = [&](const Result<std::vector<SearchHit>>& hits) {
            Result<QList<SearchResultRow>> rows = hits ? answers::rowsOf(of->library(), *hits, words)
                                                       : Result<QList<SearchResultRow>>(hits.error());
            if (rows)
                results.rows = *rows;
            else
                results.problem = sentenceOf(rows.error());
            results.documents = distinctDocuments(results.rows);
            results.milliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;
            answers::markByWords(results.rows);
            return results.problem.isEmpty();
        };
        if (goOn() && question.kind != SearchKind::Meaning) {
            const bool filled = fill(of->index().search(query, {}, SearchKind::Words, count, wordsScope));
            results.complete = question.kind == SearchKind::Words || !filled;
            answer(latest, results);
            if (results.complete)
                return;
        }
        if (!goOn())
            return;
        std::size_t cut = 0;
        const std::vector<float> vector = embedQuery(of->embedder(), query, &cut);
        if (cut > 0)
            results.remark +=
                (results.remark.isEmpty() ? QString() : QStringLiteral(" "))
                + tr("The query is longer than the model reads: its last %n token(s) were left out.", nullptr,
                     static_cast<int>(cut));
        const bool filled = fill(of->index().search(query, vector, question.kind, count, scope));
        results.complete = !filled || results.rows.isEmpty();
        answer(latest, results);
        if (results.complete || !goOn())
            return;
        answers::markByMeaning(results.rows, of->embedder(), vector, goOn);
        results.complete = true;
        answer(latest, results);
    });
}

void Workbench::Private::runNeighbours(const SearchResults& question, int count)
{
    questionPool.start([this, of = line, question, count, latest = neighboursSlot.latest] {
        const auto goOn = [&] { return latest->load() == question.job; };
        if (!goOn())
            return;
        QElapsedTimer clock;
        clock.start();
        SearchResults results = question;
        const Result<QList<SearchResultRow>> rows =
            answers::rowsOf(of->library(), of->index().neighbours(question.aroundChunk, count), {});
        if (rows)
            results.rows = *rows;
        else
            results.problem = sentenceOf(rows.error());
        results.documents = distinctDocuments(results.rows);
        results.milliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;
        results.complete = results.rows.isEmpty();
        answer(latest, results);
        if (results.complete || !goOn())
            return;
        answers::markByMeaning(results.rows, of->embedder(), of->index().vectorOf(question.aroundChunk),
                               goOn);
        results.complete = true;
        answer(latest, results);
    });
}

/// Any thread. Names are filled in by the GUI thread, which has the table; what waits for its removal is left
/// out.
void Workbench::Private::answer(const std::shared_ptr<std::atomic<quint64>>& latest, SearchResults results)
{
    post([this, latest, results = std::move(results)]() mutable {
        if (latest->load() != results.job)
            return;
        drainEvents();
        QList<SearchResultRow> rows;
        for (SearchResultRow& row : results.rows) {
            const DocumentItem* const item = documents->itemOfDocument(row.hit.documentId);
            if (!item)
                continue;
            row.documentName = QString::fromStdString(item->row.name);
            row.documentPath = QString::fromStdString(item->row.path);
            row.documentKind = QString::fromStdString(item->row.kind);
            rows.append(std::move(row));
        }
        results.rows = std::move(rows);
        results.documents = distinctDocuments(results.rows);
        emit q.searchFinished(results);
    });
}

void Workbench::requestDocument(qint64 documentId)
{
    DocumentTextReady question;
    question.documentId = documentId;
    if (const DocumentItem* const item = d->documents->itemOfDocument(documentId))
        question.row = item->row;
    if (!d->library) {
        question.problem = tr("The library is not open yet.");
        d->post([this, question] { emit documentReady(question); });
        return;
    }
    const std::string fingerprint = d->line ? d->line->identity().fingerprint : std::string();
    // Not by d: while the workbench goes and waits for this, d is empty already.
    d->questionPool.start([this, inside = d.get(), from = d->library, fingerprint, question] {
        const DocumentTextReady ready = readDocument(*from, fingerprint, question);
        inside->post([this, ready] { emit documentReady(ready); });
    });
}

quint64 Workbench::requestMap()
{
    const quint64 job = ++d->lastJob;
    d->mapStop.request_stop(); // only the newest map is wanted
    d->mapStop = std::stop_source();
    d->mapSlot.latest->store(job);
    d->mapSlot.held = nullptr;
    if (const QString problem = d->whyNoAnswer(); !problem.isEmpty()) {
        MapData map;
        map.job = job;
        map.problem = problem;
        d->post([this, map] { d->mapMade(map); });
    } else if (d->indexReady) {
        d->runMap(job);
    } else {
        d->mapSlot.held = [this, job] { d->runMap(job); };
    }
    return job;
}

void Workbench::Private::runMap(quint64 job)
{
    chorePool.start([this, of = line, job, stop = mapStop.get_token()] {
        MapData map;
        map.job = job;
        if (!stop.stop_requested())
            map = makeMap(of->index(), std::move(map), stop);
        if (!stop.stop_requested())
            post([this, map] { mapMade(map); });
    });
}

void Workbench::Private::mapMade(MapData map)
{
    if (map.job != mapSlot.latest->load())
        return;
    for (qsizetype i = 0; i < map.documentIds.size(); ++i) {
        if (map.documentIndex[i] < map.documentNames.size())
            continue;
        const DocumentItem* const item = documents->itemOfDocument(map.documentIds[i]);
        map.documentNames.append(item ? QString::fromStdString(item->row.name) : QString());
    }
    emit q.mapReady(map);
}

}
