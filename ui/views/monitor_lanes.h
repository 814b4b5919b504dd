// The lower half of the monitor: what each worker does, on a finer time axis of its own, or its packs as a
// table.
#pragma once

#include "ui/charts/time_axis.h"
#include "ui/models/types.h"

#include <QElapsedTimer>
#include <QWidget>

class QLabel;
class QStackedWidget;
class QTableView;

namespace embedscope {

class ChipButton;
class LaneView;
class PackTable;
class Workbench;

class MonitorLanes : public QWidget
{
    Q_OBJECT

public:
    explicit MonitorLanes(Workbench& workbench, QWidget* parent = nullptr);

    LaneView& view() { return *m_lanes; }
    void setAsTable(bool table);
    void advance(double seconds);

private:
    QWidget* head();
    void showAxis();
    void showBusy();
    void refreshTable();

    Workbench& m_workbench;
    TimeAxis m_axis;
    LaneView* m_lanes = nullptr;
    QLabel *m_shown = nullptr, *m_busy = nullptr;
    ChipButton* m_follow = nullptr;
    QStackedWidget* m_stack = nullptr;
    QTableView* m_view = nullptr;
    PackTable* m_table = nullptr;
    QElapsedTimer m_refreshed;
};

}
