// Which rows the table shows and in which order, and how it gets from one order to the next. All index
// arithmetic is here.
#include "ui/models/documents_model.h"

#include "ui/models/number_text.h"

#include <QCollator>
#include <algorithm>

namespace embedscope {

namespace {

/// More separate runs of rows than this are dearer to announce one by one than a reset of the view.
constexpr int kMostRuns = 256;

}

/// Rows as runs [first, last], ascending.
QList<std::pair<int, int>> DocumentsModel::runsOf(const QList<int>& ascendingRows)
{
    QList<std::pair<int, int>> runs;
    for (const int row : ascendingRows) {
        if (!runs.isEmpty() && runs.last().second + 1 == row)
            runs.last().second = row;
        else
            runs.append({row, row});
    }
    return runs;
}

bool DocumentsModel::isShown(const DocumentItem& item) const
{
    if (m_filter != Filter::All && filterOf(item.row.state) != m_filter)
        return false;
    return m_namePart.isEmpty()
        || QString::fromStdString(item.row.name).contains(m_namePart, Qt::CaseInsensitive);
}

QList<int> DocumentsModel::sorted() const
{
    QList<int> shown;
    shown.reserve(m_items.size());
    for (int index = 0; index < m_items.size(); ++index) {
        if (isShown(m_items[index]))
            shown.append(index);
    }
    return sorted(std::move(shown));
}

/// Ties stay in order of arrival; documents that are done come newest first, so that what has just finished
/// is near what runs.
QList<int> DocumentsModel::sorted(QList<int> order) const
{
    const bool ascending = m_sortOrder == Qt::AscendingOrder;
    if (m_sortColumn == Name || m_sortColumn == Type || m_sortColumn == Remark) {
        QCollator collator(shownLocale());
        collator.setNumericMode(true);
        collator.setCaseSensitivity(Qt::CaseInsensitive);
        std::vector<std::pair<QCollatorSortKey, int>> keys;
        keys.reserve(static_cast<std::size_t>(order.size()));
        for (const int index : std::as_const(order))
            keys.emplace_back(collator.sortKey(text(m_items[index], m_sortColumn)), index);
        std::stable_sort(keys.begin(), keys.end(), [ascending](const auto& a, const auto& b) {
            const int comparison = a.first.compare(b.first);
            return ascending ? comparison < 0 : comparison > 0;
        });
        std::transform(keys.begin(), keys.end(), order.begin(), [](const auto& key) { return key.second; });
        return order;
    }
    std::stable_sort(order.begin(), order.end(), [this, ascending](int a, int b) {
        const DocumentItem &first = m_items[a], &second = m_items[b];
        const double left = sortNumber(first, m_sortColumn), right = sortNumber(second, m_sortColumn);
        if (left != right)
            return ascending ? left < right : left > right;
        return m_sortColumn == State && first.row.state == DocumentState::Done
            && first.row.storedSeconds > second.row.storedSeconds;
    });
    return order;
}

void DocumentsModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= ColumnCount)
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    sortAgain();
}

void DocumentsModel::sortAgain()
{
    show(sorted());
}

void DocumentsModel::setFilter(Filter filter)
{
    if (m_filter == filter)
        return;
    m_filter = filter;
    show(sorted());
}

void DocumentsModel::setNameFilter(const QString& part)
{
    if (m_namePart == part)
        return;
    m_namePart = part;
    show(sorted());
}

/// From the rows shown now to these, in steps that views can follow: rows leave, rows change places, rows
/// come.
void DocumentsModel::show(const QList<int>& order)
{
    std::vector<char> wanted(static_cast<std::size_t>(m_items.size())), there(wanted);
    for (const int index : order)
        wanted[static_cast<std::size_t>(index)] = 1;
    QList<int> leaving, coming, kept;
    for (int row = 0; row < m_order.size(); ++row) {
        there[static_cast<std::size_t>(m_order[row])] = 1;
        if (!wanted[static_cast<std::size_t>(m_order[row])])
            leaving.append(row);
    }
    for (int row = 0; row < order.size(); ++row) {
        if (there[static_cast<std::size_t>(order[row])])
            kept.append(order[row]);
        else
            coming.append(row);
    }
    const QList<std::pair<int, int>> leavingRuns = runsOf(leaving), comingRuns = runsOf(coming);
    if (leavingRuns.size() + comingRuns.size() > kMostRuns) {
        beginResetModel();
        m_order = order;
        m_rows.clear();
        endResetModel();
        return;
    }
    for (auto run = leavingRuns.crbegin(); run != leavingRuns.crend(); ++run) {
        beginRemoveRows({}, run->first, run->second);
        m_order.remove(run->first, run->second - run->first + 1);
        m_rows.clear();
        endRemoveRows();
    }
    permute(kept);
    for (const auto& [first, last] : comingRuns) {
        beginInsertRows({}, first, last);
        m_order.insert(first, last - first + 1, 0);
        std::copy(order.begin() + first, order.begin() + last + 1, m_order.begin() + first);
        m_rows.clear();
        endInsertRows();
    }
}

void DocumentsModel::permute(const QList<int>& order)
{
    if (order == m_order)
        return;
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    QList<int> items;
    for (const QModelIndex& index : before)
        items.append(indexOfRow(index.row()));
    m_order = order;
    m_rows.clear();
    QModelIndexList after;
    for (int i = 0; i < before.size(); ++i)
        after.append(index(rowOfIndex(items[i]), before[i].column()));
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}

}
