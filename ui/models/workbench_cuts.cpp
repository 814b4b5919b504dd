// Previews of cuts: the file is read again by the child (as indexing would), kept while the same document is
// asked for, and cut anew for every position of the sliders.
#include "ui/models/workbench_private.h"

#include "engine/indexing/text_document.h"
#include "ui/models/text_offsets.h"

#include <mutex>

namespace embedscope {

/// The document that was read last, for the tasks that cut it.
struct CutSource
{
    std::mutex lock;
    qint64 documentId = 0, storedSeconds = 0;
    std::shared_ptr<const Document> document;
    QString remark, problem;
    double readMs = 0;
};

namespace {

double millisecondsOf(QElapsedTimer& timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

// A file that is gone or locked leaves its stored text, without headings.
void readSource(CutSource& source, const DocumentRow& row, Library& library, ReaderPool& readers)
{
    source.document.reset();
    source.remark.clear();
    source.problem.clear();
    QElapsedTimer timer;
    timer.start();
    if (!row.path.starts_with("text:")) {
        ReadResult result = readers.read(row.path);
        if (Document* const document = std::get_if<Document>(&result))
            source.document = std::make_shared<const Document>(std::move(*document));
        else
            source.remark = Workbench::tr("%1 Its stored text is shown, without headings.")
                                .arg(QString::fromStdString(std::get<Refusal>(result).sentence));
    }
    if (!source.document) {
        const Result<std::string> text = library.documentText(row.id);
        if (text)
            source.document = std::make_shared<const Document>(textDocument(*text));
        else
            source.problem = QString::fromStdString(text.error().sentence);
    }
    source.readMs = millisecondsOf(timer);
    source.documentId = row.id;
    source.storedSeconds = row.storedSeconds;
}

ChunkOptions allowed(ChunkOptions options, int mostTokens)
{
    options.chunkTokens = std::clamp(options.chunkTokens, 1, std::max(1, mostTokens));
    options.overlapTokens = std::clamp(options.overlapTokens, 0, options.chunkTokens / 2);
    return options;
}

// Passages ascend and may share text; what stands between two of them should be blanks only.
qint64 countLeftOut(const QString& text, const QList<QPair<int, int>>& ranges)
{
    qint64 leftOut = 0;
    int at = 0;
    const auto countTo = [&](int end) {
        for (; at < end; ++at)
            leftOut += !text.at(at).isSpace();
    };
    for (const auto& [begin, end] : ranges) {
        countTo(begin);
        at = std::max(at, end);
    }
    countTo(static_cast<int>(text.size()));
    return leftOut;
}

void cut(CutPreview& preview, const Document& document, const Model& model)
{
    QElapsedTimer timer;
    timer.start();
    std::vector<TokenSpan> spans;
    const TokenEnds tokenEnds = [&](std::string_view text, std::vector<uint32_t>& ends) {
        spans.clear();
        model.tokenizer().tokenizeWithSpans(text, spans);
        ends.clear();
        for (const TokenSpan& span : spans)
            ends.push_back(span.end);
    };
    const std::vector<Chunk> chunks = cutIntoChunks(document, preview.options, tokenEnds);
    preview.cutMs = millisecondsOf(timer);
    const std::string text = documentText(document);
    const Utf16Offsets offsets(text);
    for (const Chunk& chunk : chunks) {
        preview.ranges.append({offsets.at(chunk.begin), offsets.at(chunk.end)});
        preview.tokens.append(chunk.tokens);
    }
    preview.text = QString::fromStdString(text);
    preview.leftOut = countLeftOut(preview.text, preview.ranges);
}

}

quint64 Workbench::previewCut(qint64 documentId, const ChunkOptions& options)
{
    CutPreview preview;
    preview.job = ++d->lastJob;
    preview.documentId = documentId;
    preview.options = options;
    d->cutSlot.latest->store(preview.job);
    const DocumentItem* const item = d->documents->itemOfDocument(documentId);
    if (!item || !d->library || !d->model) {
        preview.problem = tr("The document or the model is not there yet.");
        d->post([this, preview] { emit cutReady(preview); });
        return preview.job;
    }
    if (!d->cutSource)
        d->cutSource = std::make_shared<CutSource>();
    // Not by d: while the workbench goes and waits for this, d is empty already.
    d->chorePool.start([this, inside = d.get(), preview, row = item->row, source = d->cutSource, library = d->library,
                        model = d->model, readers = d->readers, latest = d->cutSlot.latest]() mutable {
        const std::lock_guard lock(source->lock); // the sliders move faster than a large file is read
        if (latest->load() != preview.job)
            return;
        if (source->documentId != row.id || source->storedSeconds != row.storedSeconds)
            readSource(*source, row, *library, *readers);
        preview.mostTokens = model->roomFor(TextRole::Passage);
        preview.options = allowed(preview.options, preview.mostTokens);
        preview.readMs = source->readMs;
        preview.remark = source->remark;
        preview.problem = source->problem;
        if (source->document)
            cut(preview, *source->document, *model);
        if (latest->load() == preview.job)
            inside->post([this, preview] { emit cutReady(preview); });
    });
    return preview.job;
}

void Workbench::unlock(const QString& path, const QString& password)
{
    d->readers->rememberPassword(path.toStdString(), password.toStdString());
    for (int row = 0; row < d->documents->rowCount(); ++row) {
        if (QString::fromStdString(d->documents->item(row).row.path) == path)
            return retry({row});
    }
}

}
