// The table twin of the lanes: packs of the time that is shown, newest first. A snapshot taken by refresh().
#pragma once

#include "engine/telemetry/span.h"

#include <QAbstractTableModel>
#include <vector>

namespace embedscope {

class PackTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Worker,
        Start,
        Duration,
        Texts,
        Tokens,
        Attention,
        FeedForward,
        ColumnCount
    };
    explicit PackTable(QObject* parent = nullptr)
        : QAbstractTableModel(parent)
    {
    }

    void refresh(const std::vector<std::vector<Span>>& lanes, qint64 startNs, double fromSeconds,
                 double toSeconds);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static constexpr std::size_t kMostRows = 500;

private:
    struct Row
    {
        Span pack;
        qint64 attentionNs = -1, feedForwardNs = -1; ///< below zero: a helper knows no stages
    };
    std::vector<Row> m_rows;
    qint64 m_startNs = 0;
};

}
