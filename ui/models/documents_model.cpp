#include "ui/models/documents_model.h"

#include <QSet>
#include <algorithm>
#include <iterator>

namespace embedscope {

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

DocumentsModel::Filter DocumentsModel::filterOf(DocumentState state)
{
    switch (state) {
    case DocumentState::Problem:
        return Filter::Problems;
    case DocumentState::Reading:
    case DocumentState::Embedding:
        return Filter::Working;
    case DocumentState::Queued:
    case DocumentState::Paused:
        return Filter::Waiting;
    case DocumentState::Done:
        return Filter::Done;
    }
    return Filter::Done;
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
