// The table twin of charts: the same histories as rows of numbers, newest first. A snapshot of what is shown,
// taken by refresh(); the histories must outlive it.
#pragma once

#include "ui/models/history.h"

#include <QAbstractTableModel>
#include <QStringList>

namespace embedscope {

class HistoryTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    struct Column
    {
        QString name; ///< with its unit: "Tokens/s"
        const History* history = nullptr;
    };
    explicit HistoryTable(QObject* parent = nullptr)
        : QAbstractTableModel(parent)
    {
    }

    void setColumns(const QList<Column>& columns);
    void refresh(double fromSeconds, double toSeconds);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static constexpr int kMostRows = 600;

private:
    struct Row
    {
        double seconds = 0;
        std::vector<double> values; ///< below zero: not measured
    };
    QList<Column> m_columns;
    std::vector<Row> m_rows;
};

}
