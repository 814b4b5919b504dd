#include "ui/views/start_page.h"

#include "ui/charts/theme.h"
#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/card.h"
#include "ui/views/drop_area.h"
#include "ui/views/steps_strip.h"
#include "ui/views/wording.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace embedscope {

StartPage::StartPage(Workbench& workbench, int samples, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("startPageWidget"));
    setAccessibleName(tr("Start"));
    auto* drop = new DropArea(this);
    connect(drop, &DropArea::addFilesChosen, this, &StartPage::addFilesChosen);
    connect(drop, &DropArea::addFolderChosen, this, &StartPage::addFolderChosen);
    connect(drop, &DropArea::pasteChosen, this, &StartPage::pasteChosen);

    auto* cards = new QHBoxLayout;
    cards->setSpacing(Metrics::px(16));
    if (samples > 0)
        cards->addWidget(samplesCard(samples), 1);
    cards->addWidget(modelCard(), 1);

    auto* column = new QWidget(this);
    column->setMaximumWidth(Metrics::px(952));
    auto* content = new QVBoxLayout(column);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(Metrics::px(24));
    content->addWidget(drop);
    content->addLayout(cards);
    content->addWidget(new StepsStrip(column));

    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(column, 1000);
    row->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    const int edge = Metrics::px(16);
    layout->setContentsMargins(edge, edge, edge, edge);
    layout->addStretch(1);
    layout->addLayout(row);
    layout->addStretch(1);

    connect(&workbench, &Workbench::modelChanged, this, &StartPage::showModel);
    connect(&workbench, &Workbench::modelLoadingChanged, this, &StartPage::showModel);
    showModel();
}

QWidget* StartPage::samplesCard(int samples)
{
    auto* card =
        new Card(QStringLiteral("library"), tr("Try it with %1 sample documents").arg(samples),
                 tr("Bees, bread, sailing, the history of paper, the minutes of an allotment society. "
                    "Ready in a few seconds."),
                 this);
    auto* open = new ActionButton(ActionButton::Kind::Ordinary, tr("Open the samples"), {}, card);
    open->setObjectName(QStringLiteral("openSamplesPushButton"));
    open->setAccessibleName(tr("Open the samples"));
    connect(open, &QPushButton::clicked, this, &StartPage::samplesChosen);
    card->addAction(open);
    return card;
}

QWidget* StartPage::modelCard()
{
    auto* card = new Card(QStringLiteral("model"), {}, {}, this);
    m_modelTitle = card->titleLabel();
    m_modelText = card->textLabel();
    auto* choose = new ActionButton(ActionButton::Kind::Ordinary, tr("Choose another..."), {}, card);
    choose->setObjectName(QStringLiteral("chooseModelPushButton"));
    choose->setAccessibleName(tr("Choose another model"));
    connect(choose, &QPushButton::clicked, this, &StartPage::modelChosen);
    card->addAction(choose);
    return card;
}

void StartPage::showModel()
{
    const std::shared_ptr<const Model> model = m_workbench.model();
    if (!model) {
        m_modelTitle->setText(m_workbench.modelLoading() ? tr("Model: loading") : tr("Model: none"));
        m_modelText->setText(m_workbench.modelLoading()
                                 ? tr("A moment.")
                                 : tr("Drop a .gguf file here, or use the one that comes with the program."));
        return;
    }
    const ModelInfo& info = model->info();
    m_modelTitle->setText(tr("Model: %1").arg(QString::fromStdString(info.name)));
    m_modelText->setText(tr("%1 dimensions, up to %2 tokens, %3, %4.")
                             .arg(info.dimensions)
                             .arg(info.contextLength)
                             .arg(wording::bytes(static_cast<qint64>(info.fileBytes)),
                                  QString::fromStdString(info.weightTypes)));
}

}
