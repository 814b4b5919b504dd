#include "ui/views/monitor_charts.h"

#include "ui/charts/heat_strip.h"
#include "ui/charts/history_table.h"
#include "ui/charts/live_chart.h"
#include "ui/charts/theme.h"
#include "ui/charts/time_scale.h"
#include "ui/models/monitor.h"
#include "ui/views/table_header.h"

#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace embedscope {

namespace {

constexpr int kTableEveryMs = 1000;
constexpr int kRowHeight = 26;

}

QTableView* twinTable(const char* objectName, const QString& name, QWidget* parent)
{
    auto* view = new QTableView(parent);
    view->setObjectName(QLatin1String(objectName));
    view->setAccessibleName(name);
    view->setHorizontalHeader(new TableHeader(view));
    view->horizontalHeader()->setAccessibleName(MonitorCharts::tr("Columns of %1").arg(name));
    view->horizontalHeader()->setMinimumSectionSize(Metrics::px(84));
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view->verticalHeader()->setDefaultSectionSize(Metrics::px(kRowHeight));
    view->verticalHeader()->hide();
    view->horizontalHeader()->setObjectName(view->objectName() + QLatin1String("ColumnsHeaderView"));
    view->verticalHeader()->setObjectName(view->objectName() + QLatin1String("RowsHeaderView"));
    view->verticalHeader()->setAccessibleName(MonitorCharts::tr("Rows of %1").arg(name));
    view->setFont(Metrics::small());
    view->setShowGrid(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setWordWrap(false);
    view->setTabKeyNavigation(false); // Tab leaves the table
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    return view;
}

MonitorCharts::MonitorCharts(Monitor& monitor, QWidget* parent)
    : QWidget(parent)
    , m_monitor(monitor)
    , m_axis({})
{
    auto* charts = new QWidget(this);
    auto* column = new QVBoxLayout(charts);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildCharts(*column, charts);
    m_table = new HistoryTable(this);
    m_view = twinTable("monitorTableView", tr("Throughput and cores"), this);
    m_view->setModel(m_table);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(charts);
    m_stack->addWidget(m_view);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
}

void MonitorCharts::buildCharts(QVBoxLayout& layout, QWidget* parent)
{
    struct Plan
    {
        const char* objectName;
        QString title, unit, series, suffix;
        const History* history;
        int color, least, share;
    };
    const Plan plans[] = {{"throughputLiveChart", tr("Throughput"), tr("tokens/s"), tr("Tokens"),
                           tr("tokens/s"), &m_monitor.tokensPerSecond(), 0, 84, 168},
                          {"textsLiveChart", tr("Texts"), tr("texts/s"), tr("Texts"), tr("texts/s"),
                           &m_monitor.textsPerSecond(), 4, 52, 84},
                          {"cpuLiveChart", tr("CPU"), tr("% of all"), tr("This program"), QStringLiteral("%"),
                           &m_monitor.processCpu(), 2, 52, 84}};
    for (const Plan& plan : plans) {
        auto* chart = new LiveChart(plan.title, plan.unit, m_axis, parent);
        chart->setObjectName(QLatin1String(plan.objectName));
        chart->addSeries({plan.series, plan.suffix, plan.history, plan.color});
        chart->setFlags(&m_monitor.flags(), plan.history == &m_monitor.tokensPerSecond());
        if (plan.suffix == QLatin1String("%"))
            chart->setFixedTop(100);
        chart->setMinimumHeight(Metrics::px(plan.least));
        layout.addWidget(chart, plan.share);
    }
    auto* cores = new HeatStrip(m_axis, parent);
    cores->setObjectName(QStringLiteral("coresHeatStrip"));
    cores->setCores(&m_monitor.cores());
    cores->setMinimumHeight(Metrics::px(44));
    layout.addWidget(cores, 88);
    auto* scale = new TimeScale(m_axis, parent);
    scale->setObjectName(QStringLiteral("chartsTimeScale"));
    layout.addWidget(scale);
}

void MonitorCharts::setAsTable(bool table)
{
    m_stack->setCurrentIndex(table ? 1 : 0);
    refreshTable();
}

void MonitorCharts::advance(double seconds)
{
    m_axis.setNow(seconds);
    if (m_view->isVisible() && (!m_refreshed.isValid() || m_refreshed.elapsed() >= kTableEveryMs))
        refreshTable();
}

void MonitorCharts::refreshTable()
{
    if (m_stack->currentIndex() == 0)
        return;
    m_refreshed.start();
    const std::vector<History>& cores = m_monitor.cores();
    if (!m_hasColumns || cores.size() != m_tableCores) {
        m_hasColumns = true;
        m_tableCores = cores.size();
        QList<HistoryTable::Column> columns = {{tr("Tokens/s"), &m_monitor.tokensPerSecond()},
                                               {tr("Texts/s"), &m_monitor.textsPerSecond()},
                                               {tr("CPU, %"), &m_monitor.processCpu()}};
        for (std::size_t i = 0; i < cores.size(); ++i)
            columns.append({tr("Core %1, %").arg(i + 1), &cores[i]});
        m_table->setColumns(columns);
    }
    m_table->refresh(m_axis.from(), m_axis.to());
}

}
