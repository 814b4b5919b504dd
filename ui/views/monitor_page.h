// The monitor: how fast, on which cores, what every worker does, and the controls that change it while it
// runs. Knows no other view.
#pragma once

#include "ui/models/types.h"

#include <QElapsedTimer>
#include <QWidget>

class QStackedWidget;

namespace embedscope {

class ActionButton;
class BudgetPanel;
class ElidedLabel;
class IconButton;
class MonitorCharts;
class MonitorLanes;
class PackPanel;
class SegmentedButtons;
class Workbench;

class MonitorPage : public QWidget
{
    Q_OBJECT

public:
    explicit MonitorPage(Workbench& workbench, QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QWidget* bar();
    QWidget* work();
    QWidget* nothingYet();
    QWidget* panel();
    void connectParts();
    void take(const MonitorTick& tick);
    void showNumbers(const MonitorTick& tick);
    void showPause();
    void setAsTable(bool table);

    Workbench& m_workbench;
    ElidedLabel* m_sentence = nullptr;
    SegmentedButtons* m_range = nullptr;
    ActionButton* m_asTable = nullptr;
    IconButton *m_pause = nullptr, *m_budget = nullptr;
    QStackedWidget* m_stack = nullptr;
    MonitorCharts* m_charts = nullptr;
    MonitorLanes* m_lanes = nullptr;
    BudgetPanel* m_budgetPanel = nullptr;
    PackPanel* m_packPanel = nullptr;
    QWidget* m_panel = nullptr;
    QElapsedTimer m_lastNumbers;
    bool m_wide = true;
};

}
