#include "ui/views/library_page.h"

#include "ui/models/documents_model.h"
#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/dialogs.h"
#include "ui/views/documents_table.h"
#include "ui/views/empty_state.h"
#include "ui/views/filter_chips.h"
#include "ui/views/icon_button.h"
#include "ui/views/inspector.h"
#include "ui/views/notice_line.h"
#include "ui/views/painting.h"
#include "ui/views/phase_bars.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace embedscope {

namespace {

constexpr int kDrawerBelow = 1280, kTimesLeaveBelow = 1120;

}

LibraryPage::LibraryPage(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("libraryPageWidget"));
    setAccessibleName(tr("Library page"));
    build();
    connectTable();
    connectWorkbench();
    showProblems();
    showWhetherEmpty();
    m_phases->take(workbench.indexing());
}

void LibraryPage::build()
{
    m_inspector = new Inspector(m_workbench, this);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(QStringLiteral("librarySplitter"));
    m_splitter->setAccessibleName(tr("Documents and inspector"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(middle());
    m_splitter->addWidget(m_inspector);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setSizes({Metrics::px(1000), Metrics::px(336)});
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
}

QWidget* LibraryPage::bar()
{
    auto* bar = new QWidget(this);
    m_chips = new FilterChips(*m_workbench.documents(), bar);
    m_retry = new ActionButton(ActionButton::Kind::Problem, {}, QStringLiteral("retry"), bar);
    m_retry->setObjectName(QStringLiteral("retryPushButton"));
    m_info = new IconButton(QStringLiteral("info"), tr("Inspector (Ctrl+I)"), bar);
    m_info->setObjectName(QStringLiteral("inspectorToolButton"));
    m_info->setCheckable(true);
    m_info->setChecked(true);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(Metrics::px(16), Metrics::px(8), Metrics::px(12), Metrics::px(8));
    layout->setSpacing(Metrics::px(8));
    layout->addWidget(m_chips);
    layout->addStretch();
    layout->addWidget(m_retry);
    layout->addWidget(m_info);
    connect(m_retry, &QPushButton::clicked, this, &LibraryPage::retryProblems);
    connect(m_info, &QToolButton::toggled, this, &LibraryPage::setInspectorShown);
    return bar;
}

QWidget* LibraryPage::middle()
{
    auto* middle = new QWidget(this);
    middle->setAutoFillBackground(true);
    middle->setBackgroundRole(QPalette::Base);
    m_phases = new PhaseBars(middle);
    m_table = new DocumentsTable(middle);
    m_table->setModel(m_workbench.documents());
    auto* nothing = new EmptyState(QStringLiteral("filter"), tr("No document is in this state."), {}, middle);
    auto* showAll = new ActionButton(ActionButton::Kind::Ordinary, tr("Show all"), {}, nothing);
    showAll->setObjectName(QStringLiteral("showAllPushButton"));
    showAll->setAccessibleName(tr("Show all documents"));
    connect(showAll, &QPushButton::clicked, this, [this] { m_chips->choose(DocumentsModel::Filter::All); });
    nothing->addAction(showAll);
    m_tableStack = new QStackedWidget(middle);
    auto* frame = new QWidget(middle);
    auto* frameLayout = new QHBoxLayout(frame);
    frameLayout->setContentsMargins(Metrics::px(8), 0, Metrics::px(8), 0);
    frameLayout->addWidget(m_table);
    m_tableStack->addWidget(frame);
    m_tableStack->addWidget(nothing);
    m_undo = new NoticeLine(middle);
    m_undo->setObjectName(QStringLiteral("undoLineWidget"));

    auto* layout = new QVBoxLayout(middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_phases);
    layout->addWidget(bar());
    layout->addWidget(m_tableStack, 1);
    layout->addWidget(m_undo);
    return middle;
}

void LibraryPage::connectTable()
{
    connect(m_table, &DocumentsTable::openRequested, this, &LibraryPage::openRow);
    connect(m_table, &DocumentsTable::removeRequested, this, &LibraryPage::remove);
    connect(m_table, &DocumentsTable::pauseRequested, this,
            [this] { m_workbench.setPaused(!m_workbench.indexing().paused); });
    connect(m_table, &QWidget::customContextMenuRequested, this, &LibraryPage::showMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &LibraryPage::showSelection);
    connect(m_inspector, &Inspector::passageChosen, this, &LibraryPage::readRequested);
}

void LibraryPage::connectWorkbench()
{
    DocumentsModel* const documents = m_workbench.documents();
    connect(documents, &DocumentsModel::countsChanged, this, &LibraryPage::showProblems);
    connect(documents, &QAbstractItemModel::modelReset, this, &LibraryPage::showWhetherEmpty);
    connect(documents, &QAbstractItemModel::layoutChanged, this, &LibraryPage::showWhetherEmpty);
    connect(documents, &QAbstractItemModel::rowsInserted, this, &LibraryPage::showWhetherEmpty);
    connect(documents, &QAbstractItemModel::rowsRemoved, this, &LibraryPage::showWhetherEmpty);
    connect(documents, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& from, const QModelIndex& to) {
                const QModelIndex current = m_table->currentIndex();
                if (current.isValid() && current.row() >= from.row() && current.row() <= to.row())
                    showSelection();
            });
    connect(&m_workbench, &Workbench::indexingChanged, m_phases, &PhaseBars::take);
    connect(&m_workbench, &Workbench::undoRemoveChanged, this, [this](const QString& sentence) {
        if (sentence.isEmpty())
            m_undo->dismiss();
        else
            m_undo->showOffer(sentence, tr("Undo"));
    });
    connect(m_undo, &NoticeLine::acted, &m_workbench, &Workbench::undoRemove);
    connect(&m_workbench, &Workbench::selectionChanged, this, [this](qint64 documentId) {
        const int row = m_workbench.documents()->rowOfDocument(documentId);
        if (row >= 0 && !m_table->selectedRows().contains(row))
            m_table->selectRow(row);
    });
}

void LibraryPage::showSelection()
{
    const QList<int> rows = m_table->selectedRows();
    if (rows.isEmpty()) {
        m_inspector->showNothing();
        return;
    }
    const int current = m_table->currentIndex().row();
    const DocumentItem& item = m_workbench.documents()->item(rows.contains(current) ? current : rows.first());
    m_inspector->showRow(item.row);
    if (item.row.id != 0 && item.row.id != m_workbench.selectedDocument())
        m_workbench.select(item.row.id);
}

void LibraryPage::showProblems()
{
    const int problems = m_workbench.documents()->count(DocumentsModel::Filter::Problems);
    m_retry->setVisible(problems > 0);
    m_retry->setText(tr("Retry %1").arg(problems));
    m_retry->setAccessibleName(tr("Retry %1 documents with problems").arg(problems));
    m_retry->updateGeometry();
}

void LibraryPage::showWhetherEmpty()
{
    const bool hidden = m_workbench.documents()->rowCount() == 0
        && m_workbench.documents()->count(DocumentsModel::Filter::All) > 0;
    m_tableStack->setCurrentIndex(hidden ? 1 : 0);
}

void LibraryPage::retryProblems()
{
    DocumentsModel* const documents = m_workbench.documents();
    QList<int> rows;
    for (int row = 0; row < documents->rowCount(); ++row) {
        if (documents->item(row).row.state == DocumentState::Problem)
            rows.append(row);
    }
    if (!rows.isEmpty())
        m_workbench.retry(rows);
    else if (documents->count(DocumentsModel::Filter::Problems) > 0) { // hidden by the filter
        m_chips->choose(DocumentsModel::Filter::Problems);
        retryProblems();
    }
}

void LibraryPage::remove(const QList<int>& rows)
{
    m_workbench.removeDocuments(rows);
}

void LibraryPage::openRow(int row)
{
    const DocumentItem& item = m_workbench.documents()->item(row);
    if (item.row.id != 0 && item.row.chunks > 0)
        emit readRequested(item.row.id,
                           m_workbench.selectedDocument() == item.row.id ? m_workbench.selectedChunk() : 0);
}

void LibraryPage::openOutside(const QString& path, bool folder)
{
    const QString target = folder ? QFileInfo(path).absolutePath() : path;
    Dialogs::get().openUrl(QUrl::fromLocalFile(target));
}

void LibraryPage::showMenu(const QPoint& position)
{
    const QModelIndex index = m_table->indexAt(position);
    if (!index.isValid())
        return;
    const DocumentItem item = m_workbench.documents()->item(index.row());
    const QList<int> rows =
        m_table->selectedRows().contains(index.row()) ? m_table->selectedRows() : QList<int>{index.row()};
    const QString path = QString::fromStdString(item.row.path);
    const bool onDisk = !path.startsWith(QLatin1String("text:"));
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Document"));
    menu->addAction(tr("Read"), this, [this, row = index.row()] { openRow(row); })
        ->setEnabled(item.row.chunks > 0);
    menu->addAction(tr("Open in its own program"), this, [this, path] { openOutside(path, false); })
        ->setEnabled(onDisk);
    menu->addAction(tr("Show its folder"), this, [this, path] { openOutside(path, true); })
        ->setEnabled(onDisk);
    menu->addAction(tr("Copy its path"), this, [path] { QGuiApplication::clipboard()->setText(path); })
        ->setEnabled(onDisk);
    const QString folder = QFileInfo(path).absolutePath();
    const bool followed = onDisk && m_workbench.isFollowed(folder);
    QAction* const follow = menu->addAction(tr("Follow its folder"), this,
                                            [this, folder](bool on) { m_workbench.setFollowed(folder, on); });
    follow->setCheckable(true);
    follow->setChecked(followed);
    follow->setEnabled(onDisk && (!followed || m_workbench.followedFolders().contains(folder)));
    follow->setToolTip(tr("Adds what is new or changed in it, and forgets what is deleted"));
    menu->addSeparator();
    const bool waits = item.row.state != DocumentState::Done && item.row.state != DocumentState::Problem;
    const bool paused = item.row.state == DocumentState::Paused && !m_workbench.indexing().paused;
    menu->addAction(paused ? tr("Resume") : tr("Pause"), this,
                    [this, rows, paused] { m_workbench.pauseDocuments(rows, !paused); })
        ->setEnabled(waits && !m_workbench.indexing().paused);
    menu->addAction(tr("Do next"), this, [this, rows] { m_workbench.preferDocuments(rows); })
        ->setEnabled(item.row.state == DocumentState::Queued || item.row.state == DocumentState::Paused);
    menu->addAction(tr("Cancel"), this, [this, row = index.row()] { m_workbench.cancelDocument(row); })
        ->setEnabled(waits);
    menu->addAction(tr("Retry"), this, [this, rows] { m_workbench.retry(rows); })
        ->setEnabled(item.row.state == DocumentState::Problem);
    menu->addAction(rows.size() == 1 ? tr("Remove from the library")
                                     : tr("Remove %1 from the library").arg(rows.size()),
                    this, [this, rows] { remove(rows); });
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

void LibraryPage::setWindowWidth(int width)
{
    m_narrow = width < Metrics::px(kDrawerBelow);
    m_table->setNarrow(width < Metrics::px(kTimesLeaveBelow));
    const bool shown = m_narrow ? m_wantedNarrow : m_wantedWide;
    const QSignalBlocker quiet(m_info);
    m_info->setChecked(shown);
    m_inspector->setVisible(shown);
}

void LibraryPage::setInspectorShown(bool shown)
{
    (m_narrow ? m_wantedNarrow : m_wantedWide) = shown;
    m_inspector->setVisible(shown);
    const QSignalBlocker quiet(m_info);
    m_info->setChecked(shown);
}

bool LibraryPage::inspectorShown() const
{
    return !m_inspector->isHidden();
}

QByteArray LibraryPage::saveSplitter() const
{
    return m_splitter->saveState();
}

void LibraryPage::restoreSplitter(const QByteArray& state)
{
    m_splitter->restoreState(state);
    m_splitter->setHandleWidth(1);
}

void LibraryPage::focusTable()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

}
