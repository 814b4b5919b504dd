#include "ui/views/main_window.h"

#include "ui/charts/theme.h"
#include "ui/models/documents_model.h"
#include "ui/models/settings.h"
#include "ui/models/workbench.h"
#include "ui/views/drop_overlay.h"
#include "ui/views/explore_page.h"
#include "ui/views/lab_page.h"
#include "ui/views/library_page.h"
#include "ui/views/main_actions.h"
#include "ui/views/model_page.h"
#include "ui/views/models_page.h"
#include "ui/views/monitor_page.h"
#include "ui/views/notice_line.h"
#include "ui/views/pulse_strip.h"
#include "ui/views/samples.h"
#include "ui/views/search_field.h"
#include "ui/views/start_page.h"
#include "ui/views/top_bar.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QMimeData>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace embedscope {

namespace {

constexpr int kPulseShortBelow = 1120, kIconsOnlyBelow = 960, kSmallestWidth = 800, kSmallestHeight = 560;
constexpr int kSaveAfterMs = 800;

}

MainWindow::MainWindow(Workbench& workbench, Settings& settings, QWidget* parent)
    : QMainWindow(parent)
    , m_workbench(workbench)
    , m_settings(settings)
{
    setObjectName(QStringLiteral("mainWindow"));
    setAccessibleName(tr("Embedscope"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/embedscope.svg")));
    setAcceptDrops(true);
    setMinimumSize(Metrics::px(kSmallestWidth), Metrics::px(kSmallestHeight));
    m_actions = new MainActions(*this);
    build();
    connectActions();
    connectPageActions();
    connectParts();
    connectWorkbench();
    leaveDropsToWindow();
    restoreSession();
    showLibrary(workbench.library());
}

MainWindow::~MainWindow() = default;

void MainWindow::build()
{
    m_top = new TopBar(*m_actions, this);
    m_rail = new Rail(this);
    m_pulse = new PulseStrip(m_workbench, this);
    m_notice = new NoticeLine(this);
    buildPages();
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_rail);
    middle->addWidget(m_pages, 1);
    auto* central = new QWidget(this);
    auto* layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_top);
    layout->addLayout(middle, 1);
    layout->addWidget(m_notice);
    layout->addWidget(m_pulse);
    setCentralWidget(central);
    m_overlay = new DropOverlay(this);
    m_saveSoon.setSingleShot(true);
    m_saveSoon.setInterval(kSaveAfterMs);
    connect(&m_saveSoon, &QTimer::timeout, this, &MainWindow::saveSession);
}

void MainWindow::buildPages()
{
    m_start = new StartPage(m_workbench, static_cast<int>(sampleFiles().size()), this);
    m_library = new LibraryPage(m_workbench, this);
    m_libraryStack = new QStackedWidget(this);
    m_libraryStack->addWidget(m_start);
    m_libraryStack->addWidget(m_library);
    m_libraryStack->setCurrentWidget(m_library); // until the library says that it is empty
    m_explore = new ExplorePage(m_workbench, m_settings, this);
    m_model = new ModelPage(m_workbench, this);
    m_models = new ModelsPage(m_workbench, m_settings, this);
    m_modelStack = new QStackedWidget(this);
    m_modelStack->addWidget(m_model);
    m_modelStack->addWidget(m_models);
    m_pages = new QStackedWidget(this);
    m_pages->setObjectName(QStringLiteral("pagesStackedWidget"));
    // In the order of Page.
    m_pages->addWidget(m_libraryStack);
    m_pages->addWidget(m_explore);
    m_pages->addWidget(new MonitorPage(m_workbench, this));
    auto* const lab = new LabPage(m_workbench, this);
    connect(lab, &LabPage::notice, this, [this](const QString& sentence) { m_notice->showNotice(sentence); });
    connect(lab, &LabPage::problem, this, [this](const QString& sentence) { m_notice->showProblem(sentence); });
    m_pages->addWidget(lab);
    m_pages->addWidget(m_modelStack);
}

void MainWindow::connectParts()
{
    connect(m_rail, &Rail::pageChosen, this, &MainWindow::showPage);
    connect(m_rail, &Rail::settingsChosen, this, &MainWindow::showSettings);
    connect(m_top, &TopBar::libraryMenuAboutToShow, this, [this](QMenu* menu) { fillLibraryMenu(*menu); });
    SearchField& field = m_top->search();
    connect(&field, &SearchField::asked, this, [this](const QString& query, SearchKind kind) {
        if (!query.isEmpty())
            showPage(Page::Explore);
        m_explore->showMap(false);
        m_explore->ask(query, kind);
    });
    connect(&field, &SearchField::kindChanged, this,
            [this](SearchKind kind) { m_settings.setSearchKind(kind); });
    connect(&field, &SearchField::leftDownwards, this, &MainWindow::focusPage);
    connect(&field, &SearchField::escaped, this, &MainWindow::focusPage);
    connect(m_explore, &ExplorePage::queryChosen, this, &MainWindow::search);
    connect(m_explore, &ExplorePage::leftUpwards, &field, &SearchField::focusLine);
    connect(m_library, &LibraryPage::readRequested, this, [this](qint64 documentId, qint64 chunkId) {
        showPage(Page::Explore);
        m_explore->openInReader(documentId, chunkId);
    });
    connect(m_start, &StartPage::addFilesChosen, this, &MainWindow::chooseFiles);
    connect(m_start, &StartPage::addFolderChosen, this, &MainWindow::chooseFolder);
    connect(m_start, &StartPage::pasteChosen, this, &MainWindow::pasteText);
    connect(m_start, &StartPage::samplesChosen, this, &MainWindow::openSamples);
    connect(m_start, &StartPage::modelChosen, this, &MainWindow::chooseModel);
    connect(m_model, &ModelPage::modelsWanted, this, &MainWindow::showModels);
    connect(m_models, &ModelsPage::backChosen, this, [this] { showPage(Page::Model); });
    connect(m_models, &ModelsPage::noticed, m_notice, &NoticeLine::showNotice);
    connect(m_pulse, &PulseStrip::modelChosen, this, [this] { showPage(Page::Model); });
    connect(m_pulse, &PulseStrip::checksChosen, this, [this] {
        showPage(Page::Model);
        findChild<ModelPage*>()->showChecks();
    });
    connect(m_pulse, &PulseStrip::monitorChosen, this, [this] { showPage(Page::Monitor); });
}

void MainWindow::connectWorkbench()
{
    connect(&m_workbench, &Workbench::libraryChanged, this, &MainWindow::showLibrary);
    connect(m_workbench.documents(), &DocumentsModel::countsChanged, this, &MainWindow::showDocuments);
    connect(&m_workbench, &Workbench::notice, m_notice, &NoticeLine::showNotice);
    connect(&m_workbench, &Workbench::modelRefused, m_notice, &NoticeLine::showProblem);
    connect(&m_workbench, &Workbench::libraryRefused, m_notice, &NoticeLine::showProblem);
    connect(&m_workbench, &Workbench::labFailed, m_notice, &NoticeLine::showProblem);
    connect(&m_workbench, &Workbench::embedOptionsChanged, this,
            [this] { m_settings.setEmbedOptions(m_workbench.chosenOptions()); });
    connect(&m_workbench, &Workbench::modelChanged, this, [this] {
        if (const std::shared_ptr<const Model> model = m_workbench.model()) {
            const QString path = QString::fromStdString(model->info().path);
            m_settings.setModelPath(path);
            m_settings.addRecentModel(path);
        }
    });
    connect(&m_workbench, &Workbench::undoRemoveChanged, this,
            [this] { m_actions->undo->setEnabled(m_workbench.canUndoRemove()); });
    connect(&m_workbench, &Workbench::indexingChanged, this, [this](const IndexingStatus& status) {
        m_actions->pauseAll->setText(status.paused ? tr("&Resume all") : tr("&Pause all"));
        m_actions->cancelAll->setEnabled(status.running);
    });
}

/// Fields would take dropped files as text: whatever is dropped anywhere is the window's.
void MainWindow::leaveDropsToWindow()
{
    for (QWidget* widget : findChildren<QWidget*>())
        widget->setAcceptDrops(false);
}

void MainWindow::showPage(Page page)
{
    m_modelStack->setCurrentWidget(m_model);
    m_pages->setCurrentIndex(static_cast<int>(page));
    m_rail->setCurrent(page);
    m_actions->inspector->setEnabled(page == Page::Library);
    m_settings.setWindowState(QStringLiteral("page"), pageKey(page).toLatin1());
}

void MainWindow::showModels()
{
    showPage(Page::Model);
    m_modelStack->setCurrentWidget(m_models);
}

Page MainWindow::page() const
{
    return static_cast<Page>(m_pages->currentIndex());
}

SearchField& MainWindow::searchField()
{
    return m_top->search();
}

void MainWindow::search(const QString& query)
{
    m_top->search().setQuery(query);
}

QString MainWindow::libraryName() const
{
    const QString name = m_workbench.library().name;
    return name.isEmpty() ? tr("New library") : name;
}

void MainWindow::showLibrary(const LibraryStatus& status)
{
    const bool empty = status.counts.documents == 0;
    m_top->setLibraryName(libraryName());
    setWindowTitle(tr("%1 - Embedscope").arg(libraryName()));
    if (!status.path.isEmpty() && !empty)
        m_libraryUsed = true;
    showStartOrLibrary();
}

void MainWindow::showDocuments()
{
    if (m_workbench.documents()->count(DocumentsModel::Filter::All) > 0)
        m_libraryUsed = true;
    showStartOrLibrary();
}

void MainWindow::showStartOrLibrary()
{
    const bool known = !m_workbench.library().path.isEmpty();
    QWidget* const wanted = known && !m_libraryUsed ? static_cast<QWidget*>(m_start) : m_library;
    if (m_libraryStack->currentWidget() != wanted)
        m_libraryStack->setCurrentWidget(wanted);
    m_top->search().setEmptyLibrary(known && !m_libraryUsed);
}

void MainWindow::adaptToWidth()
{
    const int width = this->width();
    m_library->setWindowWidth(width);
    m_pulse->setShort(width < Metrics::px(kPulseShortBelow));
    const bool iconsOnly = width < Metrics::px(kIconsOnlyBelow);
    m_rail->setIconsOnly(iconsOnly);
    m_top->setRailWidth(Metrics::px(iconsOnly ? 56 : 80));
    m_top->setNarrow(iconsOnly);
    m_actions->inspector->setChecked(m_library->inspectorShown());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const DroppedContent content = DroppedContent::fromMimeData(*event->mimeData());
    if (content.isEmpty())
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    m_overlay->showSentence(content.sentence(libraryName()));
}

void MainWindow::dragMoveEvent(QDragMoveEvent* event)
{
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*)
{
    m_overlay->hide();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    m_overlay->hide();
    event->setDropAction(Qt::CopyAction); // never move: nothing of the user's is taken away
    event->accept();
    add(DroppedContent::fromMimeData(*event->mimeData()));
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    m_overlay->setGeometry(rect());
    adaptToWidth();
    m_saveSoon.start();
}

void MainWindow::moveEvent(QMoveEvent* event)
{
    QMainWindow::moveEvent(event);
    m_saveSoon.start();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    saveSession();
    QMainWindow::closeEvent(event);
}

void MainWindow::keyPressEvent(QKeyEvent* event)
{
    m_altAlone = event->key() == Qt::Key_Alt;
    if (event->key() == Qt::Key_Escape) {
        m_notice->dismiss();
        m_top->search().focusLine();
        return;
    }
    QMainWindow::keyPressEvent(event);
}

void MainWindow::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Alt && m_altAlone && !event->isAutoRepeat())
        setMenuBarShown(menuBar()->isHidden());
    m_altAlone = false;
    QMainWindow::keyReleaseEvent(event);
}

}
