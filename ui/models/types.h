// Values that travel from the engine's threads to the window: plain, copyable, registered as meta types. No
// widgets here.
#pragma once

#include "engine/lab/lab_run.h"
#include "engine/library/library.h"
#include "engine/search/search_index.h"
#include "engine/telemetry/span.h"
#include "engine/telemetry/system_sampler.h"

#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <memory>

namespace embedscope {

/// One passage in an answer, ready to show.
struct SearchResultRow
{
    SearchHit hit;
    ChunkRow chunk;
    QString documentName, documentPath, documentKind;
    QString place; ///< "page 3", "line 120", ""
    int sentenceBegin = 0, sentenceEnd = 0; ///< best sentence, QChar offsets in `text`
    QString text; ///< the passage
    QList<QPair<int, int>> matchedWords; ///< begin, length in `text` (QChars), for words that were searched
};

struct SearchResults
{
    quint64 job = 0; ///< late answers are dropped by it
    QString query; ///< empty: neighbours of `aroundChunk`
    qint64 aroundChunk = 0;
    SearchKind kind = SearchKind::Both;
    QList<SearchResultRow> rows;
    int documents = 0;
    double milliseconds = 0;
    QString problem; ///< a sentence instead of rows
    QString remark; ///< for example that the query was longer than the model reads
    bool complete = true; ///< false: more comes for the same job (ranks by meaning, then sentences)
};

/// A run of the lab that the library keeps.
struct LabRunItem
{
    qint64 id = 0;
    std::shared_ptr<const LabRun> run;
};

struct DocumentTextReady
{
    qint64 documentId = 0;
    DocumentRow row;
    QString text;
    QList<ChunkRow> chunks;
    QList<QPair<int, int>> chunkRanges; ///< begin, end of each chunk in `text` (QChars)
    QString problem;
};

struct MapData
{
    quint64 job = 0;
    QList<qint64> chunkIds, documentIds;
    QList<float> x, y; ///< -1 .. 1
    QList<int> documentIndex; ///< dense number of the document, for colours
    QStringList documentNames; ///< by documentIndex
    double explainedVariance = 0;
    QString problem;
};

struct WorkerTick
{
    double tokensPerSecond = 0;
    double busy = 0; ///< share 0..1 since the last tick
    quint64 tokens = 0; ///< since the workers started
};

/// Ten times per second.
struct MonitorTick
{
    double seconds = 0; ///< since the monitor started
    double tokensPerSecond = 0, textsPerSecond = 0; ///< over the last second
    SystemSample system;
    QList<WorkerTick> workers;
    QList<Span> spans; ///< what finished since the last tick, any order of workers
    quint64 droppedSpans = 0;
    bool working = false;
};

struct IndexingStatus
{
    bool running = false, paused = false;
    quint64 documents = 0, read = 0, stored = 0, problems = 0, unchanged = 0, cancelled = 0;
    quint64 chunks = 0, tokens = 0, chunksEmbedded = 0, tokensEmbedded = 0;
    double percent = 0; ///< of the tokens, one decimal is shown
    double secondsLeftLow = -1, secondsLeftHigh = -1; ///< -1: not known yet
};

struct LibraryStatus
{
    QString path, name;
    LibraryCounts counts;
};

}

Q_DECLARE_METATYPE(embedscope::SearchResults)
Q_DECLARE_METATYPE(embedscope::DocumentTextReady)
Q_DECLARE_METATYPE(embedscope::MapData)
Q_DECLARE_METATYPE(embedscope::MonitorTick)
Q_DECLARE_METATYPE(embedscope::IndexingStatus)
Q_DECLARE_METATYPE(embedscope::LibraryStatus)
Q_DECLARE_METATYPE(embedscope::LabRun)
Q_DECLARE_METATYPE(embedscope::LabRunItem)
