#include "ui/models/documents_model.h"

#include <QCollator>
#include <QSet>
#include <algorithm>
#include <iterator>

namespace embedscope {

namespace {

/// More separate runs of rows than this are dearer to announce one by one than a reset of the view.
constexpr int kMostRuns = 256;

DocumentsModel::Filter filterOf(DocumentState state)
{
    switch (state) {
    case DocumentState::Problem:
        return DocumentsModel::Filter::Problems;
    case DocumentState::Reading:
    case DocumentState::Embedding:
        return DocumentsModel::Filter::Working;
    case DocumentState::Queued:
    case DocumentState::Paused:
        return DocumentsModel::Filter::Waiting;
    case DocumentState::Done:
        return DocumentsModel::Filter::Done;
    }
    return DocumentsModel::Filter::Done;
}

bool isFinal(DocumentState state)
{
    return state == DocumentState::Done || state == DocumentState::Problem;
}

/// Rows as runs [first, last], ascending.
QList<std::pair<int, int>> runsOf(const QList<int>& ascendingRows)
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

}

DocumentsModel::DocumentsModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

int DocumentsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int DocumentsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

DocumentsModel::Filter DocumentsModel::filter() const
{
    return m_filter;
}

int DocumentsModel::count(Filter filter) const
{
    return m_counts[static_cast<std::size_t>(filter)];
}

void DocumentsModel::count(const DocumentItem& item, int change)
{
    m_counts[static_cast<std::size_t>(Filter::All)] += change;
    m_counts[static_cast<std::size_t>(filterOf(item.row.state))] += change;
}

const DocumentItem& DocumentsModel::item(int row) const
{
    return m_items[indexOfRow(row)];
}

int DocumentsModel::rowOfDocument(qint64 documentId) const
{
    const auto found = m_byId.constFind(documentId);
    return found == m_byId.constEnd() ? -1 : rowOfIndex(*found);
}

const DocumentItem* DocumentsModel::itemOfDocument(qint64 documentId) const
{
    const auto found = m_byId.constFind(documentId);
    return found == m_byId.constEnd() ? nullptr : &m_items[*found];
}

const DocumentItem* DocumentsModel::itemOfJob(quint64 job) const
{
    const auto found = m_byJob.constFind(job);
    return found == m_byJob.constEnd() ? nullptr : &m_items[*found];
}

const DocumentItem* DocumentsModel::itemOfPath(const std::string& path) const
{
    const auto found = m_byPath.find(path);
    return found == m_byPath.end() ? nullptr : &m_items[found->second];
}

int DocumentsModel::rowOfIndex(int index) const
{
    if (m_rows.size() != m_items.size()) {
        m_rows.fill(-1, m_items.size());
        for (int row = 0; row < m_order.size(); ++row)
            m_rows[m_order[row]] = row;
    }
    return m_rows[index];
}

int DocumentsModel::find(const DocumentItem& item) const
{
    if (item.job != 0 && m_byJob.contains(item.job))
        return m_byJob[item.job];
    if (item.row.id != 0 && m_byId.contains(item.row.id))
        return m_byId[item.row.id];
    const auto found = item.row.path.empty() ? m_byPath.end() : m_byPath.find(item.row.path);
    return found == m_byPath.end() ? -1 : found->second;
}

void DocumentsModel::addKeys(int index)
{
    const DocumentItem& item = m_items[index];
    if (item.job != 0)
        m_byJob[item.job] = index;
    if (item.row.id != 0)
        m_byId[item.row.id] = index;
    if (!item.row.path.empty())
        m_byPath[item.row.path] = index;
}

void DocumentsModel::removeKeys(int index)
{
    const DocumentItem& item = m_items[index];
    if (m_byJob.value(item.job, -1) == index)
        m_byJob.remove(item.job);
    if (m_byId.value(item.row.id, -1) == index)
        m_byId.remove(item.row.id);
    if (const auto found = m_byPath.find(item.row.path); found != m_byPath.end() && found->second == index)
        m_byPath.erase(found);
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
        QCollator collator;
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

void DocumentsModel::setItems(QList<DocumentItem> items)
{
    beginResetModel();
    m_items = std::move(items);
    rebuildKeys();
    m_order = sorted();
    m_rows.clear();
    endResetModel();
    emit countsChanged();
}

void DocumentsModel::updateItems(const QList<DocumentItem>& items)
{
    const std::array<int, 5> countsBefore = m_counts;
    const bool filtered = m_filter != Filter::All || !m_namePart.isEmpty();
    const auto known = static_cast<int>(m_items.size());
    QList<int> changed;
    for (const DocumentItem& item : items) {
        int index = find(item);
        if (index < 0) {
            index = static_cast<int>(m_items.size());
            m_items.append(item);
        } else {
            count(m_items[index], -1);
            removeKeys(index);
            m_items[index] = item;
        }
        if (isFinal(item.row.state))
            m_items[index].job = 0;
        addKeys(index);
        count(item, 1);
        if (index < known)
            changed.append(index);
    }
    std::sort(changed.begin(), changed.end());
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    QList<int> order;
    for (const int index : std::as_const(m_order)) {
        if (!filtered || isShown(m_items[index]))
            order.append(index);
    }
    if (filtered)
        std::copy_if(changed.cbegin(), changed.cend(), std::back_inserter(order),
                     [this](int index) { return rowOfIndex(index) < 0 && isShown(m_items[index]); });
    for (int index = known; index < m_items.size(); ++index) {
        if (isShown(m_items[index]))
            order.append(index);
    }
    show(order);
    emitChanged(changed);
    if (m_counts != countsBefore)
        emit countsChanged();
}

void DocumentsModel::emitChanged(const QList<int>& indexes)
{
    QList<int> rows;
    for (const int index : indexes) {
        if (const int row = rowOfIndex(index); row >= 0)
            rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    for (const auto& [first, last] : runsOf(rows))
        emit dataChanged(index(first, 0), index(last, ColumnCount - 1));
}

void DocumentsModel::removeDocuments(const QList<qint64>& documentIds)
{
    const QSet<qint64> gone(documentIds.cbegin(), documentIds.cend());
    removeWhere([&gone](const DocumentItem& item) { return item.row.id != 0 && gone.contains(item.row.id); });
}

void DocumentsModel::removeJobs(const QList<quint64>& jobs)
{
    const QSet<quint64> gone(jobs.cbegin(), jobs.cend());
    removeWhere([&gone](const DocumentItem& item) { return item.job != 0 && gone.contains(item.job); });
}

void DocumentsModel::removeWhere(const std::function<bool(const DocumentItem&)>& isGone)
{
    QList<int> newIndex(m_items.size(), -1);
    int kept = 0;
    for (int index = 0; index < m_items.size(); ++index)
        newIndex[index] = isGone(m_items[index]) ? -1 : kept++;
    if (kept == m_items.size())
        return;
    QList<int> order;
    std::copy_if(m_order.cbegin(), m_order.cend(), std::back_inserter(order),
                 [&](int index) { return newIndex[index] >= 0; });
    show(order);
    QList<DocumentItem> items;
    items.reserve(kept);
    for (int index = 0; index < m_items.size(); ++index) {
        if (newIndex[index] >= 0)
            items.append(std::move(m_items[index]));
    }
    m_items = std::move(items);
    for (int& index : m_order)
        index = newIndex[index];
    rebuildKeys();
    emit countsChanged();
}

void DocumentsModel::rebuildKeys()
{
    m_rows.clear();
    m_byJob.clear();
    m_byId.clear();
    m_byPath.clear();
    m_counts.fill(0);
    for (int index = 0; index < m_items.size(); ++index) {
        addKeys(index);
        count(m_items[index], 1);
    }
}

}
