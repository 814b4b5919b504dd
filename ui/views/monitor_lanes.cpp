#include "ui/views/monitor_lanes.h"

#include "ui/charts/lane_view.h"
#include "ui/charts/pack_table.h"
#include "ui/charts/theme.h"
#include "ui/charts/time_scale.h"
#include "ui/models/monitor.h"
#include "ui/models/workbench.h"
#include "ui/views/chip_button.h"
#include "ui/views/monitor_charts.h"
#include "ui/views/stage_legend.h"
#include "ui/views/wording.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace embedscope {

namespace {

constexpr int kWordsEveryMs = 500, kTableHeight = 200;
constexpr TimeAxis::Limits kLimits = {2, 0.001, 600};

QLabel* greyLabel(const char* objectName, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(QLatin1String(objectName));
    label->setFont(Metrics::small());
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

}

MonitorLanes::MonitorLanes(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_axis(kLimits)
{
    Monitor& monitor = *workbench.monitor();
    auto* lanes = new QWidget(this);
    m_lanes = new LaneView(m_axis, lanes);
    m_lanes->setObjectName(QStringLiteral("workersLaneView"));
    m_lanes->setLanes(&monitor.lanes(), monitor.startNs());
    auto* scale = new TimeScale(m_axis, lanes);
    scale->setObjectName(QStringLiteral("lanesTimeScale"));
    m_busy = greyLabel("workersSentenceLabel", lanes);
    m_busy->setIndent(TimeChart::gutter());
    auto* column = new QVBoxLayout(lanes);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_lanes);
    column->addWidget(scale);
    column->addWidget(m_busy);
    column->addStretch();
    m_table = new PackTable(this);
    m_view = twinTable("packsTableView", tr("Packs of the workers"), this);
    m_view->setModel(m_table);
    m_view->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored); // the lanes decide
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(lanes);
    m_stack->addWidget(m_view);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Metrics::px(8));
    layout->addWidget(head());
    layout->addWidget(m_stack);
    const auto showWorkers = [this] { m_lanes->setWorkers(m_workbench.embedOptions().workers); };
    connect(&workbench, &Workbench::embedOptionsChanged, this, showWorkers);
    connect(&workbench, &Workbench::modelChanged, this, showWorkers);
    connect(&m_axis, &TimeAxis::changed, this, &MonitorLanes::showAxis);
    showWorkers();
    showAxis();
}

QWidget* MonitorLanes::head()
{
    auto* head = new QWidget(this);
    auto* heading = new QLabel(tr("Worker lanes"), head);
    heading->setFont(Metrics::heading());
    auto* legend = new StageLegend(head);
    m_shown = greyLabel("lanesShownLabel", head);
    m_follow = new ChipButton(tr("Follow"), head);
    m_follow->setObjectName(QStringLiteral("followChipButton"));
    m_follow->setIconName(QStringLiteral("follow"));
    m_follow->setToolTip(tr("Stay at the present (F)"));
    connect(m_follow, &QAbstractButton::clicked, this, [this](bool on) { m_axis.setFollow(on); });
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(Metrics::px(2), 0, 0, 0);
    row->setSpacing(Metrics::px(16));
    row->addWidget(heading);
    row->addWidget(legend, 1);
    row->addWidget(m_shown);
    row->addWidget(m_follow);
    return head;
}

void MonitorLanes::setAsTable(bool table)
{
    m_stack->setCurrentIndex(table ? 1 : 0);
    m_view->setMinimumHeight(table ? Metrics::px(kTableHeight) : 0);
    refreshTable();
}

void MonitorLanes::advance(double seconds)
{
    m_axis.setNow(seconds);
    if (!isVisible() || (m_refreshed.isValid() && m_refreshed.elapsed() < kWordsEveryMs))
        return;
    m_refreshed.start();
    showBusy();
    refreshTable();
}

void MonitorLanes::refreshTable()
{
    const Monitor& monitor = *m_workbench.monitor();
    if (m_stack->currentIndex() == 1 && m_axis.follows())
        m_table->refresh(monitor.lanes(), monitor.startNs(), m_axis.from(), m_axis.to());
}

void MonitorLanes::showAxis()
{
    m_shown->setText(tr("%1 shown").arg(spanText(m_axis.span())));
    m_follow->setChecked(m_axis.follows());
}

/// "7 workers busy 97.8 % of 2 s; 1.4 % waiting for texts."
void MonitorLanes::showBusy()
{
    const int workers = m_workbench.embedOptions().workers;
    double busy = 0, waiting = 0;
    for (int lane = 0; lane < workers; ++lane) {
        const LaneShares shares = m_lanes->shares(lane);
        busy += shares.busy / workers;
        waiting += shares.waiting / workers;
    }
    m_busy->setText(tr("%1 busy %2 of the time shown; %3 waiting for texts.")
                        .arg(workers == 1 ? tr("1 worker") : tr("%1 workers").arg(workers),
                             wording::percent(100 * busy), wording::percent(100 * waiting)));
}

}
