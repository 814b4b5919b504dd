// The upper half of the monitor: throughput, texts, CPU and cores over one time axis, or the same as a table.
#pragma once

#include "ui/charts/time_axis.h"

#include <QElapsedTimer>
#include <QWidget>

class QStackedWidget;
class QTableView;
class QVBoxLayout;

namespace embedscope {

class HistoryTable;
class Monitor;

/// A table as everywhere: no grid, fixed rows, small numbers. For both table twins.
QTableView* twinTable(const char* objectName, const QString& name, QWidget* parent);

class MonitorCharts : public QWidget
{
    Q_OBJECT

public:
    explicit MonitorCharts(Monitor& monitor, QWidget* parent = nullptr);

    TimeAxis& axis() { return m_axis; }
    void setAsTable(bool table);
    void advance(double seconds); ///< a sample has come

private:
    void buildCharts(QVBoxLayout& layout, QWidget* parent);
    void refreshTable();

    Monitor& m_monitor;
    TimeAxis m_axis;
    QStackedWidget* m_stack = nullptr;
    QTableView* m_view = nullptr;
    HistoryTable* m_table = nullptr;
    std::size_t m_tableCores = 0;
    bool m_hasColumns = false;
    QElapsedTimer m_refreshed;
};

}
