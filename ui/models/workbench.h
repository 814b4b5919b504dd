// What all views share: the open model, the library, the running jobs and the selection. Lives on the GUI
// thread; every call returns at once, the work runs on a private QThreadPool (never the global one: Qt's
// painting waits for that), results come back as queued signals with values. Destroying it stops everything
// within one pack and waits for it. Not for drawing and not for words on buttons.
#pragma once

#include "engine/embed/embedder.h"
#include "ui/models/cut_preview.h"
#include "ui/models/lab_request.h"
#include "ui/models/token_rows.h"
#include "ui/models/types.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <memory>
#include <optional>
#include <vector>

namespace embedscope {

class DocumentsModel;
class ModelChecks;
class Monitor;

struct WorkbenchPaths
{
    QString libraryFile; ///< created when it is not there
    QString modelFile; ///< empty: the bundled model
    QString readerProgram; ///< empty: beside the program
};

class Workbench : public QObject
{
    Q_OBJECT

public:
    explicit Workbench(WorkbenchPaths paths, QObject* parent = nullptr);
    ~Workbench() override;

    /// Opens library and model in the background: libraryChanged, modelChanged (or their refusals) follow.
    void start();

    // Model
    void openModel(const QString& path);
    std::shared_ptr<const Model> model() const; ///< nullptr until modelChanged
    ModelChecks* checks() const; ///< the fidelity guard, run on every model that is opened
    bool modelLoading() const;
    const EmbedOptions& embedOptions() const; ///< workers resolved; on battery gentler than what was chosen
    const EmbedOptions& chosenOptions() const; ///< as set; what the settings keep
    void setEmbedOptions(const EmbedOptions& options); ///< takes effect within one pack; queued work stays
    /// Prompts and dimensions (0: all) of the open model: modelChanged() follows, or the sentence is why not. Vectors
    /// stay; those of another prompt before passages or of other dimensions are not compared with them.
    QString useChoices(const PromptChoice& prompts, int dimensions);
    /// Tokens of a text with what stands around it in a role, for the inspector. Small texts only.
    QList<TokenRow> tokensOf(const QString& text, std::optional<TextRole> role = {}) const;
    const ChunkOptions& chunkOptions() const;
    void setChunkOptions(const ChunkOptions& options); ///< for documents that are read from now on

    // Documents
    DocumentsModel* documents() const;
    void addPaths(const QStringList& paths); ///< files, folders; a .gguf becomes the model
    void addText(const QString& text, const QString& name = {});
    void setPaused(bool paused);
    void cancelAll();
    void cancelDocument(int row); ///< row of documents()
    void pauseDocuments(const QList<int>& rows, bool paused); ///< single ones; what they have is kept
    void preferDocuments(const QList<int>& rows); ///< those that wait go before all others
    void retry(const QList<int>& rows); ///< rows of documents()
    /// Reads a locked file again with its password, which is kept in memory until the program ends.
    void unlock(const QString& path, const QString& password);
    /// Documents that were embedded by other models only; a notice tells their number when a model is opened.
    int documentsWithoutVectors() const;
    void reindexAll(); ///< everything in the library; what is unchanged and has vectors is not embedded again
    /// A followed folder: what is new or changed in it is added, what goes away leaves the library at once. Kept with the
    /// library. Folders below a followed one need not be followed.
    void setFollowed(const QString& folder, bool followed);
    QStringList followedFolders() const;
    bool isFollowed(const QString& folder) const; ///< itself, or one above it
    void removeDocuments(const QList<int>& rows); ///< undo with undoRemove()
    void undoRemove();
    bool canUndoRemove() const;
    IndexingStatus indexing() const;
    LibraryStatus library() const;

    // Questions; each answers with a signal, late answers are dropped. A search answers up to three times for
    // the same job: words at once, then ranks by meaning, then with the best sentences
    // (SearchResults::complete).
    quint64 search(const QString& query, SearchKind kind, int count = 50);
    quint64 neighbours(qint64 chunkId, int count = 50);
    void requestDocument(qint64 documentId);
    quint64 requestMap();
    /// How the document would be cut: cutReady(). The file is read again, but not stored.
    quint64 previewCut(qint64 documentId, const ChunkOptions& options);

    // Lab: indexing waits while it runs
    void startLab(const LabRequest& request);
    void stopLab();
    void requestLabRuns(); ///< answers with labRunsReady()
    bool comparing() const;

    Monitor* monitor() const;

    // Selection, shared by table, results, map
    qint64 selectedDocument() const;
    qint64 selectedChunk() const;
    void select(qint64 documentId, qint64 chunkId = 0);

signals:
    void modelChanged();
    void modelLoadingChanged(bool loading);
    void modelRefused(const QString& sentence);
    void embedOptionsChanged();
    void libraryChanged(const embedscope::LibraryStatus& status);
    void libraryRefused(const QString& sentence);
    void indexingChanged(
        const embedscope::IndexingStatus& status); ///< at most four times a second, and at the end
    void documentsAdded(int files); ///< after folders were walked
    void followedChanged();
    void searchFinished(const embedscope::SearchResults& results);
    void documentReady(const embedscope::DocumentTextReady& document);
    void cutReady(const embedscope::CutPreview& preview);
    void mapReady(const embedscope::MapData& map);
    void labChanged(const embedscope::LabRun& run); ///< after every slice, and at the end when comparing() is false
    void labSweep(int done, int all); ///< cells of the table of batch sizes and workers
    void labFailed(const QString& sentence);
    void labRunsChanged();
    void labRunsReady(const QList<embedscope::LabRunItem>& runs); ///< newest first
    void selectionChanged(qint64 documentId, qint64 chunkId);
    void undoRemoveChanged(const QString& sentence); ///< "Removed 3 documents." or empty
    void notice(const QString& sentence); ///< something went another way than asked

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
