#include "ui/views/map_page.h"

#include "ui/charts/map_view.h"
#include "ui/models/documents_model.h"
#include "ui/models/workbench.h"
#include "ui/views/counted.h"
#include "ui/views/empty_state.h"
#include "ui/views/icon_button.h"
#include "ui/views/map_card.h"
#include "ui/views/map_legend.h"
#include "ui/views/map_panel.h"
#include "ui/views/painting.h"
#include "ui/views/wording.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <numeric>

namespace embedscope {

namespace {

constexpr int kPanelBelow = 1120; // narrower: the list opens on demand
constexpr int kDocumentColours = 6, kChosenColour = 6, kOtherColour = 7; // of Theme::series

class ToolBox : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painting::box(painter, rect(), Metrics::px(8), Theme::current().base, Theme::current().line);
    }
};

}

MapPage::MapPage(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("mapPageWidget"));
    setAccessibleName(tr("Map page"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_texts = new PassageTexts(workbench, this);
    build();
    connectView();
    connectWorkbench();
    showEmpty(tr("A map of all passages appears here."));
}

void MapPage::build()
{
    m_empty = new EmptyState(QStringLiteral("map"), {}, {}, this);
    auto* content = new QWidget(this);
    m_view = new MapView(content);
    m_tools = tools();
    m_legend = new MapLegend(m_view);
    m_card = new MapCard(m_view);
    m_view->setRightInset(m_legend->width() + Metrics::px(16));
    m_panel = new MapPanel(*m_texts, content);
    m_sentence = new QLabel(content);
    m_sentence->setWordWrap(true);
    m_sentence->setObjectName(QStringLiteral("mapSentenceLabel"));
    m_sentence->setFont(Metrics::small());
    m_sentence->setForegroundRole(QPalette::PlaceholderText);
    m_count = new QLabel(content);
    m_count->setObjectName(QStringLiteral("mapCountLabel"));
    m_count->setFont(Metrics::small());
    m_count->setForegroundRole(QPalette::PlaceholderText);

    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(Metrics::px(16), Metrics::px(8), Metrics::px(16), Metrics::px(8));
    foot->setSpacing(Metrics::px(16));
    foot->addWidget(m_sentence, 1);
    foot->addWidget(m_count);
    auto* left = new QVBoxLayout;
    left->setSpacing(0);
    left->addWidget(m_view, 1);
    left->addLayout(foot);
    auto* layout = new QHBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(left, 1);
    layout->addWidget(m_panel);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(content);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
}

IconButton* MapPage::addTool(QWidget* box, const QString& icon, const QString& words,
                             const QString& objectName)
{
    auto* button = new IconButton(icon, words, box);
    button->setObjectName(objectName);
    box->layout()->addWidget(button);
    return button;
}

QWidget* MapPage::tools()
{
    auto* box = new ToolBox(m_view);
    box->setObjectName(QStringLiteral("mapToolsWidget"));
    box->setAccessibleName(tr("Tools of the map"));
    box->setCursor(Qt::ArrowCursor);
    auto* layout = new QVBoxLayout(box);
    const int edge = Metrics::px(4);
    layout->setContentsMargins(edge, edge, edge, edge);
    layout->setSpacing(edge);
    const auto tool = [&](const char* icon, const QString& words, const char* name) {
        return addTool(box, QLatin1String(icon), words, QLatin1String(name));
    };
    m_lasso = tool("lasso", tr("Choose with a lasso (L)"), "mapLassoToolButton");
    m_rectangle = tool("rectangle", tr("Choose with a rectangle (R)"), "mapRectangleToolButton");
    m_lasso->setCheckable(true);
    m_rectangle->setCheckable(true);
    auto* in = tool("zoom-in", tr("Zoom in (+)"), "mapZoomInToolButton");
    auto* out = tool("zoom-out", tr("Zoom out (-)"), "mapZoomOutToolButton");
    auto* fit = tool("fit", tr("Show all (F)"), "mapFitToolButton");
    m_list = tool("info", tr("Show the list of what is chosen"), "mapListToolButton");
    m_list->setCheckable(true);
    m_list->setChecked(true);
    connect(m_lasso, &QToolButton::clicked, this,
            [this](bool on) { m_view->setTool(on ? MapView::Tool::Lasso : MapView::Tool::Hand); });
    connect(m_rectangle, &QToolButton::clicked, this,
            [this](bool on) { m_view->setTool(on ? MapView::Tool::Rectangle : MapView::Tool::Hand); });
    connect(in, &QToolButton::clicked, m_view, &MapView::zoomIn);
    connect(out, &QToolButton::clicked, m_view, &MapView::zoomOut);
    connect(fit, &QToolButton::clicked, m_view, &MapView::fit);
    connect(m_list, &QToolButton::clicked, this, [this](bool on) {
        m_panelAsked = true;
        m_panelWanted = on;
        setPanelShown(on);
    });
    return box;
}

void MapPage::connectView()
{
    m_view->installEventFilter(this);
    connect(m_view, &MapView::toolChanged, this, [this](MapView::Tool tool) {
        m_lasso->setChecked(tool == MapView::Tool::Lasso);
        m_rectangle->setChecked(tool == MapView::Tool::Rectangle);
    });
    connect(m_view, &MapView::hoverChanged, this, &MapPage::showCard);
    connect(m_view, &MapView::moved, this, &MapPage::showCard);
    connect(m_view, &MapView::chosen, this, &MapPage::choosePoint);
    connect(m_view, &MapView::opened, this, [this](int point) {
        choosePoint(point);
        emit readRequested(m_map.documentIds[point], m_map.chunkIds[point]);
    });
    connect(m_view, &MapView::cleared, this, &MapPage::letGo);
    connect(m_view, &MapView::regionChosen, this, [this](const std::vector<int>& points) {
        m_region = points;
        m_view->setTool(MapView::Tool::Hand);
        showSelection();
    });
    connect(m_panel, &MapPanel::letGo, this, &MapPage::letGo);
    connect(m_panel, &MapPanel::readRequested, this, &MapPage::readRequested);
    connect(m_panel, &MapPanel::neighboursRequested, this, &MapPage::neighboursRequested);
    connect(m_panel, &MapPanel::passageChosen, &m_workbench, &Workbench::select);
    connect(m_legend, &MapLegend::documentChosen, this, [this](qint64 documentId) {
        m_region.clear();
        m_workbench.select(documentId, 0);
        showSelection();
    });
    connect(m_legend, &MapLegend::sizeChanged, this, &MapPage::placeOverlays);
    connect(m_texts, &PassageTexts::loaded, this, &MapPage::showCard);
}

void MapPage::connectWorkbench()
{
    connect(&m_workbench, &Workbench::mapReady, this, &MapPage::take);
    connect(&m_workbench, &Workbench::modelChanged, this, &MapPage::mapIsOld);
    connect(&m_workbench, &Workbench::libraryChanged, this, &MapPage::mapIsOld);
    connect(&m_workbench, &Workbench::indexingChanged, this, [this](const IndexingStatus& status) {
        if (!status.running)
            mapIsOld();
    });
    connect(&m_workbench, &Workbench::selectionChanged, this, &MapPage::showSelection);
}

void MapPage::mapIsOld()
{
    m_old = true;
    askForMap();
}

/// While documents are being read the map stays as it is: a new one comes when they are through.
void MapPage::askForMap()
{
    if (!m_old || !isVisible() || (m_workbench.indexing().running && mapShown()))
        return;
    m_old = false;
    m_job = m_workbench.requestMap();
    if (!mapShown())
        showEmpty(tr("The map is being made."));
}

void MapPage::showEmpty(const QString& title, const QString& text)
{
    m_empty->setTitle(title);
    m_empty->setText(text);
    m_stack->setCurrentIndex(0);
}

bool MapPage::mapShown() const
{
    return m_stack && m_stack->currentIndex() == 1; // the palette may change before all is built
}

void MapPage::take(const MapData& map)
{
    if (map.job != m_job)
        return;
    const auto count = static_cast<int>(map.chunkIds.size());
    const qint64 stored = m_workbench.library().counts.chunks;
    if (count < kFewestPassages) {
        if (count == 0 && stored == 0 && m_workbench.documents()->rowCount() == 0)
            return showEmpty(tr("Nothing to draw yet: drop documents first."));
        const QString few = tr("A map needs about %1 passages. You have %2.").arg(kFewestPassages).arg(count);
        return showEmpty(count > 0 || map.problem.isEmpty() ? few : map.problem,
                         m_workbench.indexing().running ? tr("Documents are being read.") : QString());
    }
    m_map = map;
    m_region.clear();
    m_texts->clear();
    m_stack->setCurrentIndex(1);
    m_view->setPoints(map.x, map.y, std::vector<quint8>(static_cast<std::size_t>(count), kOtherColour));
    m_view->setAccessibleName(tr("Map of %1 passages").arg(wording::number(count)));
    m_view->setAccessibleDescription(tr("Arrow keys go from passage to passage, Enter reads one."));
    showSentence();
    showSelection();
    placeOverlays();
}

void MapPage::showSentence()
{
    m_sentence->setText(tr("Distances on a map of two directions are a hint: it explains %1 of the variance. "
                           "Near points are often alike.")
                            .arg(wording::percent(100 * m_map.explainedVariance)));
    m_count->setText(
        tr("%1 passages in %2 documents")
            .arg(wording::number(m_map.chunkIds.size()), wording::number(m_map.documentNames.size())));
}

/// The six documents with most passages have colours of their own; what is chosen always has one.
void MapPage::showColours()
{
    const QList<QColor>& series = Theme::current().series;
    const auto documents = static_cast<int>(m_map.documentNames.size());
    std::vector<int> counts(static_cast<std::size_t>(documents), 0);
    QList<qint64> ids(documents, 0);
    for (qsizetype i = 0; i < m_map.documentIndex.size(); ++i) {
        ++counts[static_cast<std::size_t>(m_map.documentIndex[i])];
        ids[m_map.documentIndex[i]] = m_map.documentIds[i];
    }
    std::vector<int> order(counts.size());
    std::iota(order.begin(), order.end(), 0);
    const auto countOf = [&](int document) { return counts[static_cast<std::size_t>(document)]; };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return countOf(a) > countOf(b); });

    QList<MapLegend::Row> rows;
    m_colourOfDocument.fill(kOtherColour, documents);
    int others = 0, otherPassages = 0;
    for (int rank = 0; rank < documents; ++rank) {
        const int document = order[static_cast<std::size_t>(rank)];
        const bool chosen = ids[document] == m_workbench.selectedDocument();
        if (rank >= kDocumentColours && !chosen) {
            ++others;
            otherPassages += countOf(document);
            continue;
        }
        const int colour = rank < kDocumentColours ? rank : kChosenColour;
        m_colourOfDocument[document] = colour;
        rows.append({ids[document], m_map.documentNames[document], series.value(colour), countOf(document)});
    }
    if (others > 0)
        rows.append({0, counted(others, tr("1 other document"), tr("%1 other documents")),
                     series.value(kOtherColour), otherPassages});
    m_legend->setRows(rows);
    m_legend->setChosen(m_workbench.selectedDocument());
    std::vector<quint8> colours;
    colours.reserve(static_cast<std::size_t>(m_map.documentIndex.size()));
    for (const int document : std::as_const(m_map.documentIndex))
        colours.push_back(static_cast<quint8>(m_colourOfDocument[document]));
    m_view->setColours(series, std::move(colours));
}

std::vector<int> MapPage::pointsOfDocument(qint64 documentId) const
{
    std::vector<int> points;
    for (qsizetype i = 0; documentId != 0 && i < m_map.documentIds.size(); ++i) {
        if (m_map.documentIds[i] == documentId)
            points.push_back(static_cast<int>(i));
    }
    return points;
}

int MapPage::pointOfChunk(qint64 chunkId) const
{
    return chunkId == 0 ? -1 : static_cast<int>(m_map.chunkIds.indexOf(chunkId));
}

void MapPage::showSelection()
{
    if (!mapShown())
        return;
    showColours();
    const std::vector<int> points =
        m_region.empty() ? pointsOfDocument(m_workbench.selectedDocument()) : m_region;
    m_view->setChosen(points, pointOfChunk(m_workbench.selectedChunk()));
    m_view->setAccessibleName(points.empty() ? tr("Map of %1 passages").arg(wording::number(m_view->count()))
                                             : tr("Map of %1 passages, %2 chosen")
                                                   .arg(wording::number(m_view->count()),
                                                        wording::number(static_cast<qint64>(points.size()))));
    showPanel(points);
    showCard();
}

void MapPage::showPanel(const std::vector<int>& points)
{
    if (points.empty())
        return m_panel->showNothing();
    QList<MapPassagesModel::Row> rows;
    QList<int> documents;
    for (const int point : points) {
        const int document = m_map.documentIndex[point];
        rows.append({m_map.documentIds[point], m_map.chunkIds[point], m_map.documentNames[document]});
        documents.append(document);
    }
    std::sort(documents.begin(), documents.end());
    const auto distinct =
        static_cast<int>(std::unique(documents.begin(), documents.end()) - documents.begin());
    const QString passages = counted(static_cast<qint64>(points.size()), tr("1 passage"), tr("%1 passages"));
    const QString title = m_region.empty() ? m_map.documentNames[documents.first()] : passages;
    const QString remark = m_region.empty() ? tr("%1 on the map").arg(passages)
                                            : counted(distinct, tr("in 1 document"), tr("in %1 documents"));
    m_panel->showPassages(title, remark, rows, m_workbench.selectedChunk());
}

void MapPage::choosePoint(int point)
{
    if (!m_region.empty() && !std::binary_search(m_region.begin(), m_region.end(), point))
        m_region.clear();
    m_workbench.select(m_map.documentIds[point], m_map.chunkIds[point]);
    showSelection();
    announce(point);
}

void MapPage::letGo()
{
    m_region.clear();
    m_workbench.select(0, 0);
    showSelection();
}

/// For who cannot see: which passage is the current one now.
void MapPage::announce(int point)
{
    const ChunkRow* const passage = m_texts->passage(m_map.documentIds[point], m_map.chunkIds[point]);
    const QString name = m_map.documentNames[m_map.documentIndex[point]];
    m_view->setAccessibleDescription(
        passage ? tr("%1: %2").arg(name, wording::firstWords(QString::fromStdString(passage->text), 120))
                : name);
    QAccessibleEvent event(m_view, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

/// The card belongs to the point under the pointer, else to the current one where the list does not tell.
void MapPage::showCard()
{
    int point = m_view->hovered();
    if (point < 0 && m_view->current() >= 0 && (m_byKey || m_panel->isHidden()))
        point = m_view->current();
    if (point < 0 || point >= m_map.chunkIds.size() || !mapShown()
        || !m_view->rect().contains(m_view->positionOf(point).toPoint())) {
        m_card->hide();
        return;
    }
    m_card->setPassage(m_map.documentNames[m_map.documentIndex[point]],
                       m_texts->passage(m_map.documentIds[point], m_map.chunkIds[point]));
    const int edge = Metrics::px(8);
    m_card->placeBeside(m_view->positionOf(point), m_view->rect().adjusted(edge, edge, -edge, -edge));
    m_card->show();
    m_card->raise();
}

void MapPage::setPanelShown(bool shown)
{
    m_panel->setVisible(shown);
    m_list->setChecked(shown);
    showCard();
}

void MapPage::placeOverlays()
{
    const int edge = Metrics::px(16);
    m_tools->adjustSize();
    m_tools->move(edge, edge);
    placeLegend();
}

/// In the corner where it covers fewest points of the whole map.
void MapPage::placeLegend()
{
    const int edge = Metrics::px(16);
    const int right = m_view->width() - m_legend->width() - edge;
    const int bottom = m_view->height() - m_legend->height() - edge;
    if (m_view->zoom() > 1.01 && m_legendPlaced) { // it stays in its corner while one looks closer
        m_legend->move(m_legendAtLeft ? edge : right, m_legendAtTop ? edge : bottom);
        return;
    }
    int fewest = -1;
    for (const auto& [left, top] :
         {std::pair(false, false), std::pair(true, false), std::pair(false, true)}) {
        const QRect place(QPoint(left ? edge : right, top ? edge : bottom), m_legend->size());
        int covered = 0;
        for (int point = 0; point < m_view->count(); ++point)
            covered += place.contains(m_view->positionOf(point).toPoint());
        if (fewest < 0 || covered < fewest) {
            fewest = covered;
            m_legendAtLeft = left;
            m_legendAtTop = top;
        }
    }
    m_legendPlaced = m_view->count() > 0;
    m_legend->move(m_legendAtLeft ? edge : right, m_legendAtTop ? edge : bottom);
}

bool MapPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_view) {
        if (event->type() == QEvent::Resize)
            placeOverlays();
        else if (event->type() == QEvent::KeyPress)
            m_byKey = true;
        else if (event->type() == QEvent::MouseButtonPress)
            m_byKey = false;
    }
    return QWidget::eventFilter(watched, event);
}

void MapPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    askForMap();
}

void MapPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (!m_panelAsked)
        m_panelWanted = width() >= Metrics::px(kPanelBelow);
    setPanelShown(m_panelWanted);
}

void MapPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && mapShown())
        showColours();
}

}
