// The facts of a model in a table without frame: name, value, and where the value comes from in a colour of
// its own. As high as its rows.
#pragma once

#include <QTableView>

namespace embedscope {

class ModelFactsTable : public QTableView
{
    Q_OBJECT

public:
    explicit ModelFactsTable(QWidget* parent = nullptr);
    void setModel(QAbstractItemModel* model) override;

private:
    void fitToRows();
};

}
