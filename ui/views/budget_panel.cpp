#include "ui/views/budget_panel.h"

#include "engine/base/cpu.h"
#include "ui/charts/budget_dial.h"
#include "ui/charts/theme.h"
#include "ui/models/workbench.h"
#include "ui/views/segmented_buttons.h"
#include "ui/views/wording.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <algorithm>
#include <array>

namespace embedscope {

namespace {

constexpr std::array<Mode, 3> kModes = {Mode::Coarse, Mode::Nested, Mode::Hybrid}; // as the segments

QString sentenceOf(const EmbedOptions& options)
{
    switch (options.mode) {
    case Mode::Coarse:
        return BudgetPanel::tr("Every worker has texts of its own.");
    case Mode::Nested:
        return BudgetPanel::tr("All workers share one pack of texts at a time.");
    case Mode::Hybrid:
        return BudgetPanel::tr("Teams of %1 workers share a pack of texts.")
            .arg(options.matmulThreads > 0 ? options.matmulThreads : 2);
    case Mode::Naive:
        return BudgetPanel::tr("Tasks are made for every product, as it was once done.");
    }
    return {};
}

}

BudgetPanel::BudgetPanel(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    setAccessibleName(tr("Budget"));
    build();
    connect(m_modes, &SegmentedButtons::chosen, this, &BudgetPanel::chooseMode);
    connect(m_dial, &BudgetDial::valueChanged, this, &BudgetPanel::chooseWorkers);
    connect(&m_workbench, &Workbench::embedOptionsChanged, this, &BudgetPanel::showOptions);
    connect(&m_workbench, &Workbench::modelChanged, this, &BudgetPanel::showOptions);
    showOptions();
}

void BudgetPanel::build()
{
    auto* heading = new QLabel(tr("Budget"), this);
    heading->setFont(Metrics::heading());
    m_modes = new SegmentedButtons(tr("Mode"), this);
    m_modes->setObjectName(QStringLiteral("modeSegmentedButtons"));
    m_modes->addSegment(tr("Coarse"), QStringLiteral("coarseToolButton"));
    m_modes->addSegment(tr("Nested"), QStringLiteral("nestedToolButton"));
    m_modes->addSegment(tr("Hybrid"), QStringLiteral("hybridToolButton"));
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(QStringLiteral("modeSentenceLabel"));
    m_sentence->setFont(Metrics::small());
    m_sentence->setForegroundRole(QPalette::PlaceholderText);
    m_sentence->setWordWrap(true);
    m_dial = new BudgetDial(this);
    m_dial->setObjectName(QStringLiteral("workersBudgetDial"));

    auto* facts = new QGridLayout;
    facts->setVerticalSpacing(Metrics::px(4));
    m_free = addFact(*facts, "coresFreeLabel", tr("Cores left free"));
    m_running = addFact(*facts, "workersBusyLabel", tr("Workers at work"));
    m_memory = addFact(*facts, "memoryLabel", tr("Memory"));
    m_queue = addFact(*facts, "runQueueLabel", tr("Wait for a core"));
    facts->setColumnStretch(0, 1);

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(Metrics::px(16), Metrics::px(16), Metrics::px(16), Metrics::px(16));
    layout->setHorizontalSpacing(Metrics::px(16));
    layout->setVerticalSpacing(Metrics::px(8));
    auto* head = new QHBoxLayout;
    head->addWidget(heading, 1);
    head->addWidget(m_modes);
    layout->addLayout(head, 0, 0, 1, 2);
    layout->addWidget(m_sentence, 1, 0, 1, 2);
    layout->addWidget(m_dial, 2, 0);
    layout->addLayout(facts, 2, 1, Qt::AlignVCenter);
    layout->setColumnStretch(1, 1);
}

QLabel* BudgetPanel::addFact(QGridLayout& grid, const char* objectName, const QString& name)
{
    auto* label = new QLabel(name, this);
    label->setFont(Metrics::small());
    label->setForegroundRole(QPalette::PlaceholderText);
    auto* value = new QLabel(this);
    value->setObjectName(QLatin1String(objectName));
    QFont bold = Metrics::small();
    bold.setBold(true);
    value->setFont(bold);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const int row = grid.rowCount();
    grid.addWidget(label, row, 0);
    grid.addWidget(value, row, 1);
    return value;
}

void BudgetPanel::showOptions()
{
    const EmbedOptions& options = m_workbench.embedOptions();
    const auto processors = static_cast<int>(allowedProcessors().size());
    const auto mode = std::find(kModes.begin(), kModes.end(), options.mode);
    if (mode != kModes.end())
        m_modes->setCurrent(static_cast<int>(mode - kModes.begin()));
    m_sentence->setText(sentenceOf(options));
    const QSignalBlocker quiet(m_dial); // what is shown is not chosen again
    m_dial->setRange(1, std::max({1, processors, options.workers}));
    m_dial->setValue(options.workers);
    m_free->setText(wording::number(std::max(0, processors - options.workers)));
}

void BudgetPanel::chooseMode(int segment)
{
    EmbedOptions options = m_workbench.embedOptions();
    options.mode = kModes[static_cast<std::size_t>(segment)];
    m_workbench.setEmbedOptions(options);
}

void BudgetPanel::chooseWorkers(int workers)
{
    EmbedOptions options = m_workbench.embedOptions();
    options.workers = workers;
    m_workbench.setEmbedOptions(options);
}

void BudgetPanel::showTick(const MonitorTick& tick)
{
    const auto busy = std::count_if(tick.workers.begin(), tick.workers.end(),
                                    [](const WorkerTick& worker) { return worker.busy > 0.05; });
    m_running->setText(
        tr("%1 of %2").arg(busy).arg(std::max<qsizetype>(tick.workers.size(), m_dial->value())));
    m_memory->setText(wording::bytes(static_cast<qint64>(tick.system.residentBytes)));
    const auto cores = static_cast<int>(tick.system.coreBusy.size());
    m_queue->setText(wording::number(std::max(0, tick.system.runQueue - cores)));
}

}
