// What the fidelity guard found, check by check: problems first, then what is worth a look, then what passed;
// in two columns where there is room.
#pragma once

#include "ui/models/model_checks.h"
#include "ui/views/card_box.h"

class QGridLayout;

namespace embedscope {

class ActionButton;
class Workbench;

class ChecksCard : public CardBox
{
    Q_OBJECT

public:
    explicit ChecksCard(Workbench& workbench, QWidget* parent = nullptr);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showChecks();
    void placeRows();
    QWidget* checkRow(const ModelCheck& check);

    Workbench& m_workbench;
    QGridLayout* m_grid = nullptr;
    QList<QWidget*> m_rows;
    int m_columns = 0;
    QLabel* m_remark = nullptr;
    ActionButton* m_runAgain = nullptr;
};

}
