// The table of documents: rows of the library and of the running jobs. Order is an index vector of its own
// (problems, then what runs, then waiting, then done); live columns never re-sort by themselves. Sort values
// come from SortRole, never from shown text.
#pragma once

#include "engine/library/library.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QList>
#include <array>
#include <functional>
#include <string>
#include <unordered_map>

namespace embedscope {

/// A row: what the library or the indexer knows, and how far it is.
struct DocumentItem
{
    DocumentRow row;
    quint64 job =
        0; ///< number of the running job; 0: none. The model forgets it when the state is Done or Problem
    qint64 chunksEmbedded = 0, tokensEmbedded = 0;
};

/// Nothing more will happen to it by itself.
inline bool isFinal(DocumentState state)
{
    return state == DocumentState::Done || state == DocumentState::Problem;
}

class DocumentsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        State,
        Name,
        Type,
        Pages,
        Passages,
        Tokens,
        Milliseconds,
        Remark,
        ColumnCount
    };
    enum Role
    {
        SortRole = Qt::UserRole + 1,
        ItemStateRole,
        FractionRole,
        DocumentIdRole,
        PathRole,
        KindRole
    };
    enum class Filter
    {
        All,
        Working,
        Waiting,
        Done,
        Problems
    };

    explicit DocumentsModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;
    /// Sorts anew by the same column: states changed since the last time. Selections stay with their rows.
    void sortAgain();
    int sortColumn() const { return m_sortColumn; }

    void setFilter(Filter filter);
    void setNameFilter(const QString& part);
    Filter filter() const;
    int count(Filter filter) const;
    static Filter filterOf(DocumentState state);

    const DocumentItem& item(int row) const;
    int rowOfDocument(qint64 documentId) const; ///< -1: not shown
    /// Also when a filter hides it; nullptr: unknown. Valid until the next change.
    const DocumentItem* itemOfDocument(qint64 documentId) const;
    const DocumentItem* itemOfJob(quint64 job) const;
    const DocumentItem* itemOfPath(const std::string& path) const;
    const QList<DocumentItem>& items() const { return m_items; } ///< in order of arrival, hidden ones too

    void setItems(QList<DocumentItem> items); ///< everything anew
    /// Matched by job, else by id, else by path; new ones are appended in their order.
    void updateItems(const QList<DocumentItem>& items);
    void removeDocuments(const QList<qint64>& documentIds);
    void removeJobs(const QList<quint64>& jobs);

signals:
    void countsChanged();

private:
    int find(const DocumentItem& item) const;
    int indexOfRow(int row) const { return m_order[row]; }
    int rowOfIndex(int index) const;
    bool isShown(const DocumentItem& item) const;
    void addKeys(int index);
    void removeKeys(int index);
    void count(const DocumentItem& item, int change);
    static QList<std::pair<int, int>> runsOf(const QList<int>& ascendingRows);
    QList<int> sorted() const;
    QList<int> sorted(QList<int> order) const;
    void show(const QList<int>& order);
    void permute(const QList<int>& order);
    void removeWhere(const std::function<bool(const DocumentItem&)>& isGone);
    void emitChanged(const QList<int>& indexes);
    void rebuildKeys();
    static int stateRank(DocumentState state);
    static double sortNumber(const DocumentItem& item, int column);
    QVariant sortValue(const DocumentItem& item, int column) const;
    QString text(const DocumentItem& item, int column) const;
    QString remark(const DocumentItem& item) const;
    QString accessibleText(const DocumentItem& item, int column) const;

    QList<DocumentItem> m_items;
    QList<int> m_order; ///< shown row -> m_items
    mutable QList<int> m_rows; ///< m_items -> shown row or -1; empty: to be made anew
    QHash<quint64, int> m_byJob;
    QHash<qint64, int> m_byId;
    std::unordered_map<std::string, int> m_byPath;
    std::array<int, 5> m_counts{};
    Filter m_filter = Filter::All;
    QString m_namePart;
    int m_sortColumn = State;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

}
