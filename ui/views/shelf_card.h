// The models on this computer, to use, to show in their folder, to delete. Opens them through the workbench.
#pragma once

#include "ui/models/model_shelf.h"
#include "ui/views/card_box.h"

namespace embedscope {

class ModelRow;
class Workbench;

class ShelfCard : public CardBox
{
    Q_OBJECT

public:
    ShelfCard(Workbench& workbench, ModelShelf& shelf, QWidget* parent = nullptr);

signals:
    void noticed(const QString& sentence);

private:
    void build();
    void showModels();
    ModelRow* row(const ShelfModel& model);
    void addMenu(ModelRow& row, const ShelfModel& model, bool inUse);
    bool isInUse(const ShelfModel& model) const;
    void remove(const ShelfModel& model);
    void chooseFile();

    Workbench& m_workbench;
    ModelShelf& m_shelf;
    QVBoxLayout* m_rows = nullptr;
};

}
