#include "ui/views/lab_settings.h"

#include "engine/base/cpu.h"
#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/contender_card.h"
#include "ui/views/counted.h"
#include "ui/views/lab_parts.h"
#include "ui/views/lab_words.h"
#include "ui/views/number_box.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>

namespace embedscope {

bool sameSetting(const EmbedOptions& a, const EmbedOptions& b)
{
    return a.mode == b.mode && a.workers == b.workers && a.packTokens == b.packTokens
        && (a.mode != Mode::Hybrid || std::max(2, a.matmulThreads) == std::max(2, b.matmulThreads));
}

LabSettings::LabSettings(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    build();
    showTexts();
    showMachine();
}

void LabSettings::build()
{
    using namespace labparts;
    m_cardsLayout = new QVBoxLayout;
    m_cardsLayout->setSpacing(Metrics::px(8));
    m_add = new ActionButton(ActionButton::Kind::Quiet, tr("Add contender"), QStringLiteral("add"), this);
    m_add->setObjectName(QStringLiteral("labAddContenderPushButton"));
    m_add->setAccessibleName(tr("Add a contender"));
    connect(m_add, &QPushButton::clicked, this, &LabSettings::addContender);
    m_sameNote = label(Metrics::small(), "labSameLabel", this, true);
    m_sameNote->setText(tr("Two of them are the same: a control, which should show no difference."));
    m_texts = new QComboBox(this);
    m_texts->setObjectName(QStringLiteral("labTextsComboBox"));
    m_texts->setAccessibleName(tr("Texts"));
    m_texts->setMinimumHeight(Metrics::px(28));
    m_texts->addItem(tr("Short sentences"), static_cast<int>(LabTexts::Sentences));
    m_texts->addItem(tr("Passages"), static_cast<int>(LabTexts::Passages));
    m_texts->addItem(tr("Random, 128 tokens"), static_cast<int>(LabTexts::Random128));
    m_texts->addItem(tr("Random, 512 tokens"), static_cast<int>(LabTexts::Random512));
    connect(m_texts, &QComboBox::currentIndexChanged, this, [this] {
        showTexts();
        emit changed();
    });
    m_textsNote = label(Metrics::small(), "labTextsLabel", this, true);
    m_seconds = new NumberBox(this);
    m_seconds->setObjectName(QStringLiteral("labSecondsSpinBox"));
    m_seconds->setAccessibleName(tr("Longest time in seconds"));
    m_seconds->setRange(3, 3600);
    m_seconds->setValue(20);
    m_seconds->setSuffix(tr(" s"));
    connect(m_seconds, &QSpinBox::valueChanged, this, &LabSettings::changed);
    auto* until = label(Metrics::small(), "labUntilLabel", this, true);
    until->setText(tr("every verdict is clear, or after"));
    m_sweep = new QCheckBox(tr("Then batch sizes and workers"), this);
    m_sweep->setObjectName(QStringLiteral("labSweepCheckBox"));
    m_sweep->setAccessibleName(tr("Measure batch sizes and numbers of workers as well"));
    m_sweep->setFont(Metrics::small());
    m_sweep->setChecked(true);
    connect(m_sweep, &QCheckBox::toggled, this, &LabSettings::changed);
    m_machine = label(Metrics::small(), "labMachineLabel", this, true);

    auto* stopRow = new QHBoxLayout;
    stopRow->addWidget(until, 1);
    stopRow->addWidget(m_seconds);
    auto* layout = new QVBoxLayout(this);
    const int edge = Metrics::px(16);
    layout->setContentsMargins(edge, edge, edge, edge);
    layout->setSpacing(Metrics::px(8));
    layout->addWidget(heading(tr("Contenders"), this));
    layout->addLayout(m_cardsLayout);
    layout->addWidget(m_add, 0, Qt::AlignLeft);
    layout->addWidget(m_sameNote);
    layout->addSpacing(Metrics::px(8));
    layout->addWidget(heading(tr("Texts"), this));
    layout->addWidget(m_texts);
    layout->addWidget(m_textsNote);
    layout->addSpacing(Metrics::px(8));
    layout->addWidget(heading(tr("Stops when"), this));
    layout->addLayout(stopRow);
    layout->addWidget(m_sweep);
    layout->addStretch();
    layout->addSpacing(Metrics::px(8));
    layout->addWidget(m_machine);
}

void LabSettings::addCard(const EmbedOptions& options)
{
    auto* const card = new ContenderCard(static_cast<int>(m_cards.size()), this);
    card->setOptions(options);
    connect(card, &ContenderCard::changed, this, [this] {
        showCards();
        emit changed();
    });
    const int contender = static_cast<int>(m_cards.size());
    connect(card, &ContenderCard::removed, this, [this, contender] { removeCard(contender); }, Qt::QueuedConnection);
    m_cardsLayout->addWidget(card);
    m_cards.append(card);
}

/// Letters go by place: whoever stood behind moves up.
void LabSettings::removeCard(int contender)
{
    QList<EmbedOptions> left = contenders();
    if (left.size() <= 2 || contender >= left.size())
        return;
    left.removeAt(contender);
    setContenders(left);
    emit changed();
}

/// The first way to use the same cores that is not there yet; else the first contender again, as a control.
void LabSettings::addContender()
{
    QList<EmbedOptions> all = contenders();
    EmbedOptions added = all.front();
    for (const Mode mode : {Mode::Coarse, Mode::Nested, Mode::Naive, Mode::Hybrid}) {
        EmbedOptions other = all.front();
        other.mode = mode;
        const auto isThere = [&](const EmbedOptions& known) { return sameSetting(known, other); };
        if (std::none_of(all.begin(), all.end(), isThere)) {
            added = other;
            break;
        }
    }
    all.append(added);
    setContenders(all);
    emit changed();
}

void LabSettings::setContenders(const QList<EmbedOptions>& contenders)
{
    while (m_cards.size() > contenders.size())
        delete m_cards.takeLast();
    for (qsizetype i = 0; i < contenders.size(); ++i) {
        if (i < m_cards.size())
            m_cards[i]->setOptions(contenders[i]);
        else
            addCard(contenders[i]);
        m_cards[i]->setRate(0);
    }
    showCards();
}

void LabSettings::showCards()
{
    bool twins = false;
    for (qsizetype i = 0; i < m_cards.size(); ++i) {
        m_cards[i]->setEditable(m_editable);
        m_cards[i]->setRemovable(m_cards.size() > 2);
        for (qsizetype j = 0; j < i; ++j)
            twins |= sameSetting(m_cards[i]->options(), m_cards[j]->options());
    }
    m_sameNote->setVisible(twins);
    m_add->setEnabled(m_editable && m_cards.size() < kMostContenders);
}

QList<EmbedOptions> LabSettings::contenders() const
{
    QList<EmbedOptions> all;
    for (const ContenderCard* card : m_cards)
        all.append(card->options());
    return all;
}

LabRequest LabSettings::request() const
{
    LabRequest request;
    for (const ContenderCard* card : m_cards) {
        EmbedOptions options = card->options();
        if (options.mode == Mode::Naive) { // one text at a time, every product cut into a task per worker
            options.matmulThreads = options.workers;
            options.workers = 1;
        }
        request.contenders.append(options);
        request.names.append(labwords::settingWords(card->options()));
    }
    request.texts = static_cast<LabTexts>(m_texts->currentData().toInt());
    request.seconds = m_seconds->value();
    request.sweep = m_sweep->isChecked();
    return request;
}

void LabSettings::setEditable(bool editable)
{
    m_editable = editable;
    for (QWidget* control : std::initializer_list<QWidget*>{m_texts, m_seconds, m_sweep})
        control->setEnabled(editable);
    showCards();
}

void LabSettings::showRates(const LabRun& run)
{
    for (qsizetype i = 0; i < m_cards.size() && i < static_cast<qsizetype>(run.names.size()); ++i)
        m_cards[i]->setRate(labwords::meanRate(run.state, static_cast<int>(i)));
}

void LabSettings::showMachine()
{
    QString machine = tr("%1, %2").arg(QString::fromStdString(cpuName()),
                                       counted(usableCores(), tr("1 core"), tr("%1 cores")));
    if (const std::shared_ptr<const Model> model = m_workbench.model())
        machine = tr("%1, %2, %3")
                      .arg(machine, QString::fromStdString(model->info().target),
                           QString::fromStdString(model->info().name));
    m_machine->setText(machine);
}

void LabSettings::showTexts()
{
    const auto kind = static_cast<LabTexts>(m_texts->currentData().toInt());
    const qint64 passages = m_workbench.library().counts.chunks;
    if (kind == LabTexts::Random128 || kind == LabTexts::Random512)
        m_textsNote->setText(tr("All of one length, made up"));
    else if (passages == 0)
        m_textsNote->setText(tr("Twelve sentences of the program, because the library is empty"));
    else if (kind == LabTexts::Sentences)
        m_textsNote->setText(tr("Up to 200 sentences of this library"));
    else
        m_textsNote->setText(counted(std::min<qint64>(passages, 200), tr("1 passage of this library"),
                                     tr("%1 passages of this library")));
}

}
