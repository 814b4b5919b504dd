#include "ui/views/monitor_page.h"

#include "ui/charts/lane_view.h"
#include "ui/models/monitor.h"
#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/budget_panel.h"
#include "ui/views/elided_label.h"
#include "ui/views/empty_state.h"
#include "ui/views/icon_button.h"
#include "ui/views/lined_box.h"
#include "ui/views/monitor_charts.h"
#include "ui/views/monitor_lanes.h"
#include "ui/views/pack_panel.h"
#include "ui/views/painting.h"
#include "ui/views/samples.h"
#include "ui/views/segmented_buttons.h"
#include "ui/views/view_bar.h"
#include "ui/views/wording.h"

#include <QHBoxLayout>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace embedscope {

namespace {

constexpr int kNumbersEveryMs = 250, kPanelWidth = 320, kPanelFrom = 1160; // of the page, without the rail

}

MonitorPage::MonitorPage(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("monitorPageWidget"));
    setAccessibleName(tr("Monitor page"));
    m_panel = panel();
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(nothingYet());
    m_stack->addWidget(work());
    auto* middle = new QHBoxLayout;
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(1); // room for the hairline before the panel
    middle->addWidget(m_stack, 1);
    middle->addWidget(m_panel);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar());
    layout->addLayout(middle, 1);
    connectParts();
    take(workbench.monitor()->last());
    showPause();
}

QWidget* MonitorPage::bar()
{
    auto* bar = new ViewBar(this);
    m_sentence = new ElidedLabel(bar);
    m_sentence->setObjectName(QStringLiteral("monitorSentenceLabel"));
    m_sentence->setFont(Metrics::body());
    m_sentence->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_range = new SegmentedButtons(tr("Time shown"), bar);
    m_range->setObjectName(QStringLiteral("rangeSegmentedButtons"));
    m_range->addSegment(tr("Live"), QStringLiteral("liveToolButton"));
    m_range->addSegment(tr("Whole run"), QStringLiteral("wholeRunToolButton"));
    m_asTable = new ActionButton(ActionButton::Kind::Ordinary, tr("As table"), QStringLiteral("table"), bar);
    m_asTable->setObjectName(QStringLiteral("asTablePushButton"));
    m_asTable->setAccessibleName(tr("As table"));
    m_asTable->setToolTip(tr("The same numbers as a table (Ctrl+T)"));
    m_asTable->setCheckable(true);
    m_pause = new IconButton(QStringLiteral("pause"), tr("Pause"), bar);
    m_pause->setObjectName(QStringLiteral("monitorPauseToolButton"));
    m_budget = new IconButton(QStringLiteral("dial"), tr("Budget: mode and workers"), bar);
    m_budget->setObjectName(QStringLiteral("budgetToolButton"));
    m_budget->setCheckable(true);
    m_budget->setChecked(true);
    bar->add(m_sentence);
    bar->add(m_range);
    bar->add(m_asTable);
    bar->add(m_pause);
    bar->add(m_budget);
    return bar;
}

QWidget* MonitorPage::work()
{
    auto* work = new QWidget(this);
    m_charts = new MonitorCharts(*m_workbench.monitor(), work);
    m_lanes = new MonitorLanes(m_workbench, work);
    auto* upper = new LinedBox(work);
    auto* upperLayout = new QVBoxLayout(upper);
    upperLayout->setContentsMargins(Metrics::px(14), Metrics::px(8), Metrics::px(24), Metrics::px(4));
    upperLayout->addWidget(m_charts);
    auto* lower = new QWidget(work);
    auto* lowerLayout = new QVBoxLayout(lower);
    lowerLayout->setContentsMargins(Metrics::px(14), Metrics::px(8), Metrics::px(24), Metrics::px(8));
    lowerLayout->addWidget(m_lanes);
    auto* layout = new QVBoxLayout(work);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(upper, 1);
    layout->addWidget(lower);
    return work;
}

QWidget* MonitorPage::nothingYet()
{
    auto* nothing = new EmptyState(QStringLiteral("monitor"), tr("Nothing has run yet."),
                                   tr("Add documents, or open the samples, and watch the cores."), this);
    auto* samples = new ActionButton(ActionButton::Kind::Ordinary, tr("Open the samples"), {}, nothing);
    samples->setObjectName(QStringLiteral("monitorSamplesPushButton"));
    samples->setAccessibleName(samples->text());
    connect(samples, &QPushButton::clicked, this, [this] { m_workbench.addPaths(sampleFiles()); });
    nothing->addAction(samples);
    return nothing;
}

QWidget* MonitorPage::panel()
{
    auto* panel = new QWidget(this);
    panel->setObjectName(QStringLiteral("monitorPanelWidget"));
    panel->setAutoFillBackground(true);
    panel->setBackgroundRole(QPalette::Base);
    panel->setFixedWidth(Metrics::px(kPanelWidth));
    m_budgetPanel = new BudgetPanel(m_workbench, panel);
    m_packPanel = new PackPanel(panel);
    auto* lined = new LinedBox(panel);
    auto* linedLayout = new QVBoxLayout(lined);
    linedLayout->setContentsMargins(0, 0, 0, 0);
    linedLayout->addWidget(m_budgetPanel);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(lined);
    layout->addWidget(m_packPanel);
    layout->addStretch();
    return panel;
}

void MonitorPage::connectParts()
{
    connect(m_workbench.monitor(), &Monitor::ticked, this, &MonitorPage::take);
    connect(&m_workbench, &Workbench::indexingChanged, this, &MonitorPage::showPause);
    connect(m_pause, &QToolButton::clicked, this,
            [this] { m_workbench.setPaused(!m_workbench.indexing().paused); });
    connect(m_budget, &QToolButton::toggled, m_panel, &QWidget::setVisible);
    connect(m_asTable, &QPushButton::toggled, this, &MonitorPage::setAsTable);
    auto* twin = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_T), this);
    twin->setContext(Qt::WidgetWithChildrenShortcut);
    connect(twin, &QShortcut::activated, m_asTable, &QPushButton::toggle);
    connect(m_range, &SegmentedButtons::chosen, this,
            [this](int segment) { m_charts->axis().setWholeRun(segment == 1); });
    connect(&m_charts->axis(), &TimeAxis::changed, this,
            [this] { m_range->setCurrent(m_charts->axis().showsWholeRun() ? 1 : 0); });
    connect(&m_lanes->view(), &LaneView::packChosen, this, [this](const Span& pack) {
        m_packPanel->showPack(pack, stagesOf(m_workbench.monitor()->lanes()[pack.worker], pack));
    });
}

void MonitorPage::take(const MonitorTick& tick)
{
    if (m_stack->currentIndex() == 0 && (tick.tokensPerSecond > 0 || !m_workbench.monitor()->lanes().empty()))
        m_stack->setCurrentIndex(1);
    m_charts->advance(tick.seconds);
    m_lanes->advance(tick.seconds);
    if (!isVisible() || (m_lastNumbers.isValid() && m_lastNumbers.elapsed() < kNumbersEveryMs))
        return;
    m_lastNumbers.start();
    showNumbers(tick);
}

void MonitorPage::showNumbers(const MonitorTick& tick)
{
    const auto tokens = static_cast<qint64>(m_workbench.indexing().tokensEmbedded);
    m_sentence->setText(tr("%1 tokens embedded; now %2 tokens/s, %3 texts/s")
                            .arg(wording::number(tokens), wording::number(qRound64(tick.tokensPerSecond)),
                                 wording::locale().toString(tick.textsPerSecond, 'f', 1)));
    m_budgetPanel->showTick(tick);
}

void MonitorPage::showPause()
{
    const bool paused = m_workbench.indexing().paused;
    m_pause->setIconName(paused ? QStringLiteral("resume") : QStringLiteral("pause"));
    m_pause->setWords(paused ? tr("Resume") : tr("Pause"));
    m_pause->setEnabled(paused || m_workbench.indexing().running);
}

void MonitorPage::setAsTable(bool table)
{
    m_charts->setAsTable(table);
    m_lanes->setAsTable(table);
}

void MonitorPage::paintEvent(QPaintEvent*)
{
    if (!m_panel->isVisible())
        return;
    QPainter painter(this);
    const double x = m_panel->x() - 0.5;
    painting::hairline(painter, {x, m_panel->y() * 1.0}, {x, height() * 1.0});
}

/// In a narrow window the panel becomes a drawer that the button opens.
void MonitorPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool wide = width() >= Metrics::px(kPanelFrom);
    if (wide == m_wide)
        return;
    m_wide = wide;
    m_budget->setChecked(wide);
}

void MonitorPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    showNumbers(m_workbench.monitor()->last());
}

}
