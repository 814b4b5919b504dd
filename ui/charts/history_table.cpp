#include "ui/charts/history_table.h"

#include "ui/charts/chart_columns.h"
#include "ui/charts/time_axis.h"
#include "ui/models/number_text.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

void HistoryTable::setColumns(const QList<Column>& columns)
{
    beginResetModel();
    m_columns = columns;
    m_rows.clear();
    endResetModel();
}

void HistoryTable::refresh(double fromSeconds, double toSeconds)
{
    std::vector<Row> rows;
    for (int i = 0; i < static_cast<int>(m_columns.size()); ++i) {
        const HistoryColumns columns =
            readColumns(*m_columns[i].history, std::max(0.0, fromSeconds), toSeconds, kMostRows);
        rows.resize(std::max(rows.size(), columns.buckets.size()));
        for (std::size_t k = 0; k < columns.buckets.size(); ++k) {
            const HistoryBucket& bucket = columns.buckets[columns.buckets.size() - 1 - k];
            rows[k].seconds =
                columns.from + static_cast<double>(columns.buckets.size() - 1 - k) * columns.step;
            rows[k].values.resize(static_cast<std::size_t>(m_columns.size()), -1);
            rows[k].values[static_cast<std::size_t>(i)] =
                bucket.count > 0 ? static_cast<double>(bucket.mean()) : -1;
        }
    }
    std::erase_if(rows, [](const Row& row) {
        return std::all_of(row.values.begin(), row.values.end(), [](double value) { return value < 0; });
    });
    // Rows keep their number while only their values move on: selection and scrolling stay.
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    } else if (!rows.empty()) {
        m_rows = std::move(rows);
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int HistoryTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int HistoryTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size()) + 1;
}

QVariant HistoryTable::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    if (index.column() == 0)
        return clockText(row.seconds);
    const double value = row.values[static_cast<std::size_t>(index.column() - 1)];
    if (value < 0)
        return {};
    return value < 100 ? shownLocale().toString(value, 'f', 1) : numberText(std::llround(value));
}

QVariant HistoryTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Time") : m_columns.value(section - 1).name;
}

}
