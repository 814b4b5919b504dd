// How the work is shared out: the mode and the number of workers, both changed at once, and what they leave
// to the rest of the machine.
#pragma once

#include "ui/models/types.h"

#include <QWidget>

class QLabel;
class QGridLayout;

namespace embedscope {

class BudgetDial;
class SegmentedButtons;
class Workbench;

class BudgetPanel : public QWidget
{
    Q_OBJECT

public:
    explicit BudgetPanel(Workbench& workbench, QWidget* parent = nullptr);

    void showTick(const MonitorTick& tick);

private:
    void build();
    QLabel* addFact(QGridLayout& grid, const char* objectName, const QString& name);
    void showOptions();
    void chooseMode(int segment);
    void chooseWorkers(int workers);

    Workbench& m_workbench;
    SegmentedButtons* m_modes = nullptr;
    QLabel* m_sentence = nullptr;
    BudgetDial* m_dial = nullptr;
    QLabel *m_free = nullptr, *m_memory = nullptr, *m_queue = nullptr, *m_running = nullptr;
};

}
