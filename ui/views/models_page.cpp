#include "ui/views/models_page.h"

#include "ui/charts/theme.h"
#include "ui/models/bundled_files.h"
#include "ui/models/settings.h"
#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/downloads_card.h"
#include "ui/views/known_models_card.h"
#include "ui/views/middled.h"
#include "ui/views/shelf_card.h"
#include "ui/views/view_bar.h"

#include <QFileInfo>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace embedscope {

namespace {

constexpr int kWidest = 1320, kTwoColumnsFrom = 1000;

}

ModelsPage::ModelsPage(Workbench& workbench, const Settings& settings, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_settings(settings)
{
    setObjectName(QStringLiteral("modelsPageWidget"));
    setAccessibleName(tr("Models page"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar());
}

QWidget* ModelsPage::bar()
{
    auto* made = new ViewBar(this);
    auto* back = new ActionButton(ActionButton::Kind::Quiet, tr("Model"), QStringLiteral("back"), made);
    back->setObjectName(QStringLiteral("modelsBackPushButton"));
    back->setAccessibleName(tr("Back to the model in use"));
    auto* title = new QLabel(tr("Models"), made);
    title->setObjectName(QStringLiteral("modelsTitleLabel"));
    title->setFont(Metrics::heading());
    made->add(back);
    made->add(title);
    made->addStretch();
    connect(back, &QPushButton::clicked, this, &ModelsPage::backChosen);
    return made;
}

void ModelsPage::build()
{
    m_shelf = new ModelShelf(modelsFolder(), bundledModelFile(), this);
    m_downloads = new ModelDownloads(m_shelf->folder(), DownloadSurroundings::real(), this);
    layout()->addWidget(cards());
    connect(m_downloads, &ModelDownloads::finished, this, [this](const QString& path) {
        refresh();
        emit noticed(tr("%1 is on this computer now and can be used.").arg(QFileInfo(path).fileName()));
    });
    connect(&m_workbench, &Workbench::modelChanged, this, &ModelsPage::refresh);
}

QWidget* ModelsPage::cards()
{
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("modelsScrollArea"));
    scroll->setAccessibleName(tr("Models"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    auto* content = new QWidget(scroll);
    content->setMaximumWidth(Metrics::px(kWidest));
    auto* shelf = new ShelfCard(m_workbench, *m_shelf, content);
    m_downloadsCard = new DownloadsCard(*m_downloads, content);
    auto* known = new KnownModelsCard(*m_downloads, *m_shelf, content);
    connect(shelf, &ShelfCard::noticed, this, &ModelsPage::noticed);
    connect(m_downloadsCard, &DownloadsCard::useChosen, this,
            [this](const QString& path) { m_workbench.openModel(path); });
    connect(known, &KnownModelsCard::downloadChosen, m_downloadsCard, &DownloadsCard::start);
    connect(known, &KnownModelsCard::downloadChosen, scroll,
            [scroll, this] { scroll->ensureWidgetVisible(m_downloadsCard); });
    auto* right = new QVBoxLayout;
    right->setSpacing(Metrics::px(16));
    right->addWidget(m_downloadsCard);
    right->addWidget(known);
    right->addStretch();
    m_columns = new QBoxLayout(QBoxLayout::LeftToRight, content);
    const int edge = Metrics::px(24);
    m_columns->setContentsMargins(edge, Metrics::px(16), edge, edge);
    m_columns->setSpacing(Metrics::px(16));
    m_columns->addWidget(shelf, 1, Qt::AlignTop);
    m_columns->addLayout(right, 1);
    showMiddled(*scroll, *content);
    return scroll;
}

void ModelsPage::refresh()
{
    if (m_shelf && isVisible())
        m_shelf->refresh(m_settings.recentModels());
}

void ModelsPage::adaptToWidth()
{
    if (m_columns)
        m_columns->setDirection(width() < Metrics::px(kTwoColumnsFrom) ? QBoxLayout::TopToBottom
                                                                       : QBoxLayout::LeftToRight);
}

void ModelsPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_shelf)
        build();
    adaptToWidth();
    refresh();
}

void ModelsPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    adaptToWidth();
}

}
