// What each contender of a run gave and cost: a row per measure, a column per contender.
#pragma once

#include "engine/lab/lab_run.h"

#include <QAbstractTableModel>
#include <QStringList>

namespace embedscope {

class LabMeasuresModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRun(const LabRun& run);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        QString name, tip;
        QStringList values; ///< by contender
    };
    QList<Row> m_rows;
    QStringList m_contenders;
};

}
