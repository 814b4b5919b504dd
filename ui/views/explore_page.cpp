#include "ui/views/explore_page.h"

#include "ui/models/documents_model.h"
#include "ui/models/settings.h"
#include "ui/models/workbench.h"
#include "ui/views/map_page.h"
#include "ui/views/painting.h"
#include "ui/views/passages_view.h"
#include "ui/views/reader_panel.h"
#include "ui/views/reader_view.h"
#include "ui/views/segmented_buttons.h"
#include "ui/views/view_bar.h"

#include <QHBoxLayout>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace embedscope {

namespace {

enum Segment
{
    kPassages,
    kMap
};

}

ExplorePage::ExplorePage(Workbench& workbench, Settings& settings, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_settings(settings)
{
    setObjectName(QStringLiteral("explorePageWidget"));
    setAccessibleName(tr("Explore page"));
    build();
    connectParts();
    addKeys();
    showWhatIsAsked();
}

void ExplorePage::build()
{
    auto* bar = new ViewBar(this);
    m_segments = new SegmentedButtons(tr("Show"), bar);
    m_segments->setObjectName(QStringLiteral("exploreSegmentedButtons"));
    m_segments->addSegment(tr("Passages"), QStringLiteral("passagesSegmentToolButton"));
    m_segments->addSegment(tr("Map"), QStringLiteral("mapSegmentToolButton"));
    bar->add(m_segments);
    bar->addStretch();

    m_passages = new PassagesView(this);
    m_reader = new ReaderPanel(m_workbench, this);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setObjectName(QStringLiteral("exploreSplitter"));
    m_splitter->setAccessibleName(tr("Passages and reader"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_passages);
    m_splitter->addWidget(m_reader);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setSizes({Metrics::px(528), Metrics::px(832)});
    m_map = new MapPage(m_workbench, this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_splitter);
    m_stack->addWidget(m_map);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(m_stack, 1);
}

void ExplorePage::connectParts()
{
    connect(m_segments, &SegmentedButtons::chosen, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_passages, &PassagesView::passageChosen, this, [this](const SearchResultRow& row) {
        m_reader->open(row, m_passages->foundWords());
        m_workbench.select(row.hit.documentId, row.chunk.id);
    });
    connect(m_passages, &PassagesView::searchChosen, this, &ExplorePage::queryChosen);
    connect(m_passages, &PassagesView::backToSearch, this, &ExplorePage::backToSearch);
    connect(m_reader, &ReaderPanel::neighboursRequested, this, &ExplorePage::askNeighbours);
    connect(m_map, &MapPage::readRequested, this, &ExplorePage::openInReader);
    connect(m_map, &MapPage::neighboursRequested, this, [this](qint64 chunkId, const QString& words) {
        showMap(false);
        askNeighbours(chunkId, words);
    });
    connect(&m_workbench, &Workbench::searchFinished, this, &ExplorePage::take);
    connect(&m_workbench, &Workbench::selectionChanged, this, &ExplorePage::follow);
    const auto libraryGrew = [this] {
        if (m_wasEmpty != libraryIsEmpty())
            showWhatIsAsked();
    };
    connect(&m_workbench, &Workbench::libraryChanged, this, libraryGrew);
    connect(&m_workbench, &Workbench::indexingChanged, this, libraryGrew);
}

void ExplorePage::addKeys()
{
    const auto key = [this](const QKeySequence& keys, QWidget* where, auto&& act) {
        auto* shortcut = new QShortcut(keys, where);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    key(Qt::CTRL | Qt::Key_Left, m_splitter, [this] { m_reader->goBack(); });
    key(Qt::CTRL | Qt::Key_Right, m_splitter, [this] { m_reader->goForward(); });
    key(Qt::Key_N, m_splitter, [this] { m_reader->askNeighbours(); });
    key(Qt::Key_Return, m_passages, [this] { focusReader(); });
    key(Qt::Key_Enter, m_passages, [this] { focusReader(); });
    key(Qt::Key_Escape, m_splitter, [this] {
        if (m_reader->view().hasFocus())
            focusResults();
        else if (m_around)
            backToSearch();
        else
            emit leftUpwards();
    });
}

bool ExplorePage::libraryIsEmpty() const
{
    return m_workbench.library().counts.chunks == 0
        && m_workbench.documents()->count(DocumentsModel::Filter::Done) == 0;
}

void ExplorePage::ask(const QString& query, SearchKind kind)
{
    m_query = query;
    m_kind = kind;
    m_around = false;
    m_passages->setAround({});
    showWhatIsAsked();
}

void ExplorePage::showWhatIsAsked()
{
    m_wasEmpty = libraryIsEmpty();
    if (m_wasEmpty || m_query.isEmpty()) {
        m_job = 0;
        if (m_wasEmpty)
            m_passages->showEmptyLibrary();
        else
            m_passages->showNothingTyped(m_settings.lastQueries());
        return;
    }
    m_job = m_workbench.search(m_query, m_kind);
}

void ExplorePage::take(const SearchResults& results)
{
    if (results.job != m_job || m_job == 0)
        return;
    m_passages->showResults(results);
    const SearchResultRow* const row = m_passages->current();
    if (row && m_reader->shows(row->chunk.id)) // a later answer knows its best sentence better
        m_reader->open(*row, m_passages->foundWords());
    if (!results.rows.isEmpty() && !m_around)
        rememberQuery();
}

/// While somebody types, a query that only grew replaces the shorter one.
void ExplorePage::rememberQuery()
{
    if (m_query.size() < 3)
        return;
    QStringList queries = m_settings.lastQueries();
    if (!queries.isEmpty() && m_query.startsWith(queries.first()) && m_query != queries.first()) {
        queries.removeFirst();
        m_settings.clearQueries();
        for (auto query = queries.crbegin(); query != queries.crend(); ++query)
            m_settings.addQuery(*query);
    }
    m_settings.addQuery(m_query);
}

void ExplorePage::askNeighbours(qint64 chunkId, const QString& words)
{
    m_around = true;
    m_passages->setAround(words);
    m_job = m_workbench.neighbours(chunkId);
}

void ExplorePage::backToSearch()
{
    ask(m_query, m_kind);
}

void ExplorePage::follow(qint64 documentId, qint64 chunkId)
{
    if (chunkId == 0)
        return;
    m_passages->selectChunk(chunkId);
    if (mapShown() && documentId != 0)
        m_reader->open(documentId, chunkId);
}

void ExplorePage::openInReader(qint64 documentId, qint64 chunkId)
{
    showMap(false);
    m_reader->open(documentId, chunkId);
    m_passages->selectChunk(chunkId);
    focusReader();
}

void ExplorePage::showMap(bool shown)
{
    m_segments->setCurrent(shown ? kMap : kPassages);
    m_stack->setCurrentIndex(shown ? kMap : kPassages);
}

bool ExplorePage::mapShown() const
{
    return m_stack->currentIndex() == kMap;
}

void ExplorePage::focusResults()
{
    m_passages->focusList();
}

void ExplorePage::focusReader()
{
    m_reader->view().setFocus(Qt::OtherFocusReason);
}

QByteArray ExplorePage::saveSplitter() const
{
    return m_splitter->saveState();
}

void ExplorePage::restoreSplitter(const QByteArray& state)
{
    m_splitter->restoreState(state);
    m_splitter->setHandleWidth(1);
}

}
