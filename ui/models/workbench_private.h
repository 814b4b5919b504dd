// The inside of the Workbench, one struct over several files: workbench_model.cpp (model, workers),
// workbench_library.cpp (library, search index, removing), workbench_indexing.cpp (files on their way),
// workbench_progress.cpp, workbench_questions.cpp, workbench_lab.cpp. Everything here is touched by the GUI
// thread only; tasks on the pools get values and shared objects and answer by post().
#pragma once

#include "engine/indexing/folder_watch.h"
#include "ui/models/documents_model.h"
#include "ui/models/index_line.h"
#include "ui/models/job_queue.h"
#include "ui/models/model_checks.h"
#include "ui/models/monitor.h"
#include "ui/models/progress_estimator.h"
#include "ui/models/workbench.h"

#include <QElapsedTimer>
#include <QSet>
#include <QThreadPool>
#include <QTimer>
#include <atomic>
#include <functional>
#include <optional>

namespace embedscope {

/// A file that a walk through folders found.
struct FoundFile
{
    QString path;
    qint64 bytes = 0;
    bool paused = false; ///< when an earlier run left it so
    int priority = 0;
};

/// What opening a library brought.
struct OpenedLibrary
{
    std::shared_ptr<Library> library;
    QString problem;
    QList<DocumentItem> items;
    LibraryCounts counts;
    QList<Ticket> waiting; ///< what the last run left behind
    QStringList followed;
    bool paused = false; ///< the whole queue
};

/// What a load of the search index brought.
struct LoadedIndex
{
    QString problem;
    LibraryCounts counts;
    std::optional<QList<qint64>> withVectors; ///< documents, only when some lack vectors
};

/// One family of questions: the latest job counts, an earlier one gives up when it sees that.
struct QuestionSlot
{
    std::shared_ptr<std::atomic<quint64>> latest = std::make_shared<std::atomic<quint64>>(0);
    std::function<void()> held; ///< waits for the search index
    SearchResults heldQuestion;
};

struct CutSource;

struct Workbench::Private
{
    Private(Workbench& workbench, WorkbenchPaths workbenchPaths);
    ~Private();

    /// Runs it on the GUI thread, unless the workbench is gone by then. Any thread.
    template <class Function> void post(Function function)
    {
        QMetaObject::invokeMethod(&q, std::move(function), Qt::QueuedConnection);
    }

    // workbench_model.cpp
    void openModel(const QString& path);
    void modelOpened(quint64 request, const QString& path,
                     const Result<std::shared_ptr<const Model>>& opened);
    QString useChoices(const PromptChoice& prompts, int dimensions);
    void makeLine();
    void lineMade(quint64 request, const std::shared_ptr<IndexLine>& made, const std::shared_ptr<const Model>& as);
    void retireLine();
    void setEmbedOptions(const EmbedOptions& wanted);
    void flagChanges(const EmbedOptions& before);
    void updateWorkers();
    void configureWorkers();

    // workbench_library.cpp
    void openLibrary();
    void libraryOpened(const OpenedLibrary& opened);
    void loadIndex();
    void indexLoaded(const std::shared_ptr<IndexLine>& ofLine, const LoadedIndex& loaded);
    void setCounts(const LibraryCounts& counts);
    void emitLibrary();
    void tellMissingVectors(const QList<qint64>& withVectors);
    void removeRows(const QList<int>& rows);
    void undoRemove();
    void commitRemoval();
    void dropFromRemoval(const QString& path);

    // workbench_indexing.cpp
    void walk(const QStringList& from);
    void walked(const QList<FoundFile>& files, const QList<DocumentRow>& problems);
    void storeProblems(const QList<DocumentRow>& problems);
    void feed();
    Ticket* addText(const QString& text, const QString& name, qint64 insteadOf, const Ticket& as = {});
    DocumentItem enqueue(Ticket& ticket, const DocumentItem* known);
    void assign(Ticket& ticket);
    void drainEvents();
    std::optional<DocumentItem> takeEvent(const IndexEvent& event);
    void count(Ticket& ticket, const IndexEvent& event);
    void finishTicket(Ticket& ticket, const DocumentRow& row);
    void forgetSilentTickets();
    void addStoredTexts(const QList<qint64>& documentIds);
    void addAgain(const QList<DocumentItem>& items);
    void cancelTickets(const QList<quint64>& numbers);
    void markWaiting();
    DocumentState waitingState(const Ticket& ticket) const;
    void saveQueue();
    void tick();

    // workbench_follow.cpp
    void follow(const QString& folder);
    void saveFollowed();
    void watchFolders();
    void sweep();
    void takeChanges(const FolderChanges& changes);
    void forgetGone(const std::vector<std::filesystem::path>& gone);

    // workbench_power.cpp
    void lookAtPower();

    // workbench_progress.cpp
    void beginRunIfIdle();
    bool isRunning() const;
    void finishRun();
    void updateStatus();
    IndexingStatus status();

    // workbench_questions.cpp
    quint64 ask(QuestionSlot& slot, SearchResults question, std::function<void()> run);
    void runSearch(const SearchResults& question, int count);
    void runNeighbours(const SearchResults& question, int count);
    void answer(const std::shared_ptr<std::atomic<quint64>>& latest, SearchResults results);
    void runMap(quint64 job);
    void mapMade(MapData map);
    void runHeld();
    void refuseHeld(const QString& problem);
    QString whyNoAnswer() const;

    // workbench_lab.cpp
    void launchComparison();
    LabRun runLab(const LabRequest& request, const std::shared_ptr<const Model>& with, Library* from,
                  const std::vector<int64_t>& stored, std::stop_token stop);
    void comparisonEnded(LabRun last, std::optional<int64_t> id);

    Workbench& q;
    const WorkbenchPaths paths;
    DocumentsModel* documents = nullptr; ///< child of q
    Monitor* monitor = nullptr; ///< child of q
    ModelChecks* checks = nullptr; ///< child of q

    std::shared_ptr<Library> library;
    LibraryStatus libraryStatus;
    QString libraryProblem; ///< why there is none
    LibraryCounts counts; ///< as the library says, with what waits for its removal

    std::shared_ptr<const Model> model;
    quint64 modelRequest = 0;
    bool modelLoading = false;
    bool choicesMade = false; ///< of the user, in this window: the library is not asked for earlier ones
    EmbedOptions options; ///< in force
    EmbedOptions chosen; ///< the same but on battery
    bool onBattery = false;
    ChunkOptions chunkOptions;

    std::shared_ptr<ReaderPool> readers;
    std::shared_ptr<IndexLine> line;
    quint64 lineRequest = 0;
    EmbedOptions lineOptions; ///< with which the line was made
    bool optionsPending = false, configuring = false;

    bool indexReady = false, indexLoading = false, indexWanted = false;
    int withoutVectors = 0;
    bool missingChecked = false;

    JobQueue queue;
    QList<FoundFile> toFeed;
    int walks = 0;
    bool paused = false;
    bool queueChanged = false;
    IndexProgress baseline; ///< of the line when the run began
    IndexProgress carried; ///< of the run by earlier lines
    qint64 tokensFound = 0, tokensEmbedded = 0;
    ProgressEstimator estimator;
    IndexingStatus indexing;
    bool wasRunning = false;
    int idleTicks = 0;

    struct Removal
    {
        QList<DocumentItem> items;
        QSet<qint64> ids;
    };
    Removal removal;

    quint64 lastJob = 0;
    QuestionSlot searchSlot, neighboursSlot, mapSlot, cutSlot;
    std::shared_ptr<CutSource> cutSource; ///< made when first asked for
    std::stop_source mapStop;

    bool comparing = false, comparisonLaunched = false;
    LabRequest labRequest;
    std::stop_source comparisonStop;

    qint64 selectedDocument = 0, selectedChunk = 0;
    bool stopping = false;

    QTimer tickTimer, feedTimer, removalTimer, indexTimer, saveTimer, sweepTimer, powerTimer;
    QElapsedTimer sinceStatus, sinceSort;
    std::stop_source walkStop;

    QStringList followed;
    bool sweeping = false;
    FolderWatch watch;
    std::stop_source watchStop; ///< of the watching thread and of sweeps

    // Pools last: their destructors wait for tasks that use what stands above.
    QThreadPool linePool; ///< workers, readers, store: nice
    QThreadPool questionPool; ///< never waits for anything slow
    QThreadPool keeperPool; ///< one thread: what happens to the library and its index, in order
    QThreadPool chorePool; ///< opening models, walking folders, maps
    QThreadPool labPool; ///< comparisons: nice
    QThreadPool watchPool; ///< one thread that waits for changes, one that sweeps: nice
};

}
