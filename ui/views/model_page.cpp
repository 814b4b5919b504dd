#include "ui/views/model_page.h"

#include "ui/models/facts_model.h"
#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/card_box.h"
#include "ui/views/checks_card.h"
#include "ui/views/choices_card.h"
#include "ui/views/counted.h"
#include "ui/views/dialogs.h"
#include "ui/views/elided_label.h"
#include "ui/views/empty_state.h"
#include "ui/views/middled.h"
#include "ui/views/model_facts_table.h"
#include "ui/views/painting.h"
#include "ui/views/token_card.h"
#include "ui/views/wording.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cctype>

namespace embedscope {

namespace {

constexpr int kWidest = 1320, kSideBySideFrom = 1100;

QString words(const std::string& text)
{
    return QString::fromStdString(text);
}

ModelFact fact(const QString& name, const QString& value, const QString& source)
{
    return {name.toStdString(), value.toStdString(), source.toStdString()};
}

QLabel* greyLabel(const QFont& font, const char* name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setFont(font);
    label->setTextFormat(Qt::PlainText);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

}

ModelPage::ModelPage(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("modelPageWidget"));
    setAccessibleName(tr("Model page"));
    build();
    connectWorkbench();
    showModel();
}

void ModelPage::build()
{
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("modelProblemLabel"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->setContentsMargins(Metrics::px(24), Metrics::px(10), Metrics::px(24), Metrics::px(10));
    m_problem->setAutoFillBackground(true);
    m_problem->hide();
    m_loading = greyLabel(Metrics::body(), "modelLoadingLabel", this);
    m_loading->setText(tr("A model is being loaded."));
    m_loading->setContentsMargins(Metrics::px(24), Metrics::px(10), Metrics::px(24), 0);
    m_loading->hide();
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(emptyState());
    m_stack->addWidget(cards());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_problem);
    layout->addWidget(m_loading);
    layout->addWidget(m_stack, 1);
}

QWidget* ModelPage::emptyState()
{
    m_empty = new EmptyState(QStringLiteral("model"), {}, {}, this);
    m_bundled = new ActionButton(ActionButton::Kind::Main, tr("Use the model of the program"), {}, m_empty);
    m_bundled->setObjectName(QStringLiteral("modelBundledPushButton"));
    m_bundled->setAccessibleName(m_bundled->text());
    auto* choose = new ActionButton(ActionButton::Kind::Ordinary, tr("Choose a file..."),
                                    QStringLiteral("open"), m_empty);
    choose->setObjectName(QStringLiteral("modelChooseFirstPushButton"));
    choose->setAccessibleName(tr("Choose a model file"));
    m_empty->addAction(m_bundled);
    auto* models = new ActionButton(ActionButton::Kind::Ordinary, tr("Models..."), {}, m_empty);
    models->setObjectName(QStringLiteral("modelModelsFirstPushButton"));
    models->setAccessibleName(tr("Models on this computer and to download"));
    m_empty->addAction(choose);
    m_empty->addAction(models);
    connect(models, &QPushButton::clicked, this, &ModelPage::modelsWanted);
    connect(m_bundled, &QPushButton::clicked, this, [this] { m_workbench.openModel({}); });
    connect(choose, &QPushButton::clicked, this, &ModelPage::chooseModel);
    return m_empty;
}

QWidget* ModelPage::cards()
{
    auto* scroll = m_scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("modelScrollArea"));
    scroll->setAccessibleName(tr("Model"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    auto* content = new QWidget(scroll);
    content->setMaximumWidth(Metrics::px(kWidest));
    auto* right = new QVBoxLayout;
    right->setSpacing(Metrics::px(16));
    m_checks = new ChecksCard(m_workbench, this);
    right->addWidget(m_checks);
    m_tokens = new TokenCard(m_workbench, this);
    right->addWidget(m_tokens);
    right->addStretch();
    m_choices = new ChoicesCard(m_workbench, this);
    m_upper = new QBoxLayout(QBoxLayout::LeftToRight);
    m_upper->setSpacing(Metrics::px(16));
    m_upper->addWidget(factsCard(), 6, Qt::AlignTop);
    m_upper->addLayout(right, 7);
    auto* layout = new QVBoxLayout(content);
    const int edge = Metrics::px(24);
    layout->setContentsMargins(edge, Metrics::px(16), edge, edge);
    layout->setSpacing(Metrics::px(16));
    layout->addLayout(m_upper);
    layout->addWidget(m_choices);
    layout->addStretch();
    showMiddled(*scroll, *content);
    return scroll;
}

QWidget* ModelPage::factsCard()
{
    auto* box = new CardBox({}, this);
    box->setObjectName(QStringLiteral("modelFactsWidget"));
    m_name = box->titleLabel();
    m_name->setObjectName(QStringLiteral("modelNameLabel"));
    QFont bold = Metrics::title();
    bold.setBold(true);
    m_name->setFont(bold);
    m_subline = new ElidedLabel(box);
    m_subline->setObjectName(QStringLiteral("modelSublineLabel"));
    m_subline->setFont(Metrics::small());
    m_subline->setForegroundRole(QPalette::PlaceholderText);
    m_facts = new FactsModel(this);
    auto* table = new ModelFactsTable(box);
    table->setModel(m_facts);
    auto* choose = new ActionButton(ActionButton::Kind::Ordinary, tr("Choose another..."), {}, box);
    choose->setObjectName(QStringLiteral("modelChoosePushButton"));
    choose->setAccessibleName(tr("Choose another model"));
    auto* models = new ActionButton(ActionButton::Kind::Ordinary, tr("Models..."), {}, box);
    models->setObjectName(QStringLiteral("modelModelsPushButton"));
    models->setAccessibleName(tr("Models on this computer and to download"));
    connect(models, &QPushButton::clicked, this, &ModelPage::modelsWanted);
    auto* copy =
        new ActionButton(ActionButton::Kind::Quiet, tr("Copy fingerprint"), QStringLiteral("copy"), box);
    copy->setObjectName(QStringLiteral("modelFingerprintPushButton"));
    copy->setAccessibleName(tr("Copy the fingerprint of the model"));
    connect(choose, &QPushButton::clicked, this, &ModelPage::chooseModel);
    connect(copy, &QPushButton::clicked, this, &ModelPage::copyFingerprint);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(models);
    buttons->addWidget(choose);
    buttons->addStretch();
    box->body()->addWidget(m_subline);
    box->body()->addWidget(table);
    box->body()->addSpacing(Metrics::px(8));
    box->body()->addLayout(buttons);
    box->body()->addWidget(copy, 0, Qt::AlignLeft); // three in a row are too wide for a narrow window
    return box;
}

void ModelPage::connectWorkbench()
{
    connect(&m_workbench, &Workbench::modelChanged, this, &ModelPage::showModel);
    connect(&m_workbench, &Workbench::modelLoadingChanged, this, [this](bool loading) {
        if (loading)
            m_problem->hide();
        showState();
    });
    connect(&m_workbench, &Workbench::modelRefused, this, &ModelPage::showProblem);
}

void ModelPage::showModel()
{
    if (const std::shared_ptr<const Model> model = m_workbench.model()) {
        showFacts(model->info());
        m_tokens->showTokens();
        m_choices->showModel();
    }
    showState();
}

void ModelPage::showState()
{
    const bool some = m_workbench.model() != nullptr, loading = m_workbench.modelLoading();
    m_stack->setCurrentIndex(some ? 1 : 0);
    m_loading->setVisible(some && loading);
    m_empty->setTitle(loading ? tr("The model is being loaded.")
                              : tr("Drop a .gguf file here, or use the one that comes with the program."));
    m_bundled->setVisible(!loading);
}

void ModelPage::showFacts(const ModelInfo& info)
{
    m_name->setText(words(info.name.empty() ? info.fileName : info.name));
    m_subline->setText(
        tr("%1 · %2 million weights · %3")
            .arg(words(info.fileName),
                 wording::locale().toString(static_cast<double>(info.parameters) / 1e6, 'f', 1),
                 wording::bytes(static_cast<qint64>(info.fileBytes))));
    const QString file = QStringLiteral("file"); // the word the engine uses; the table knows it
    std::vector<ModelFact> facts = {
        fact(tr("Network"),
             tr("%1, %2").arg(words(info.architecture), counted(info.layers, tr("1 layer"), tr("%1 layers"))),
             file),
        fact(tr("Weights"), words(info.weightTypes), file),
        fact(tr("Tokenizer"),
             tr("%1, %2 pieces").arg(words(info.tokenizer), wording::number(info.vocabularySize)), file)};
    for (ModelFact known : info.facts) {
        known.name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(known.name[0])));
        facts.push_back(std::move(known));
    }
    facts.push_back(fact(tr("Kernels"),
                         tr("%1, weights packed in %2")
                             .arg(words(info.target), wording::bytes(static_cast<qint64>(info.packedBytes))),
                         tr("this computer")));
    const ChunkOptions& chunks = m_workbench.chunkOptions();
    facts.push_back(fact(tr("Passages"),
                         tr("%1 tokens, overlap %2").arg(chunks.chunkTokens).arg(chunks.overlapTokens),
                         tr("you")));
    m_facts->setFacts(std::move(facts));
}

void ModelPage::chooseModel()
{
    if (const QString path = Dialogs::get().chooseModel(this); !path.isEmpty())
        m_workbench.openModel(path);
}

void ModelPage::copyFingerprint()
{
    if (const std::shared_ptr<const Model> model = m_workbench.model())
        QGuiApplication::clipboard()->setText(words(model->info().fingerprint));
}

void ModelPage::showProblem(const QString& sentence)
{
    m_problem->setText(m_workbench.model() ? tr("%1 The model you had stays.").arg(sentence) : sentence);
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, Theme::current().problem);
    colours.setColor(QPalette::Window, Theme::current().problemSoft);
    m_problem->setPalette(colours);
    m_problem->show();
    showState();
}

void ModelPage::showChecks()
{
    m_scroll->ensureWidgetVisible(m_checks, 0, Metrics::px(16));
}

/// Side by side where both have room.
void ModelPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_upper->setDirection(width() >= Metrics::px(kSideBySideFrom) ? QBoxLayout::LeftToRight
                                                                  : QBoxLayout::TopToBottom);
}

void ModelPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_problem && !m_problem->isHidden())
        showProblem(m_problem->text());
}

}
