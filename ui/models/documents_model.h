// The table of documents: rows of the library and of the running jobs. Order is an index vector of its own (problems, then what
// runs, then waiting, then done); live columns never re-sort by themselves. Sort values come from SortRole, never from shown text.
#pragma once

#include "engine/library/library.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QList>

namespace embedscope {

/// A row: what the library or the indexer knows, and how far it is.
struct DocumentItem {
    DocumentRow row;
    quint64 job = 0;              ///< number in the running indexer, 0: none
    qint64 chunksEmbedded = 0, tokensEmbedded = 0;
};

class DocumentsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { State, Name, Type, Pages, Passages, Tokens, Milliseconds, Remark, ColumnCount };
    enum Role { SortRole = Qt::UserRole + 1, ItemStateRole, FractionRole, DocumentIdRole, PathRole, KindRole };
    enum class Filter { All, Working, Waiting, Done, Problems };

    explicit DocumentsModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

    void setFilter(Filter filter);
    void setNameFilter(const QString& part);
    Filter filter() const;
    int count(Filter filter) const;

    const DocumentItem& item(int row) const;
    int rowOfDocument(qint64 documentId) const;   ///< -1: not shown
    void setItems(QList<DocumentItem> items);     ///< everything anew
    void updateItems(const QList<DocumentItem>& items); ///< by job or id; new ones are appended in their order
    void removeDocuments(const QList<qint64>& documentIds);

signals:
    void countsChanged();

private:
    void rebuildOrder();
    QString remark(const DocumentItem& item) const;
    QList<DocumentItem> m_items;
    QList<int> m_order;           ///< shown row -> m_items
    QHash<quint64, int> m_byJob;
    QHash<qint64, int> m_byId;
    Filter m_filter = Filter::All;
    QString m_namePart;
    int m_sortColumn = State;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

}
