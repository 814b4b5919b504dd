// What is known of a model as a table: name, value, where the value comes from. Set whole.
#pragma once

#include "engine/model/model.h"

#include <QAbstractTableModel>

namespace embedscope {

class FactsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Value,
        Source,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setFacts(std::vector<ModelFact> facts);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<ModelFact> m_facts;
};

}
