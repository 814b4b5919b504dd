// The passages of an answer in their order, with one row of another kind: the rule before the first passage
// that is not closer than chance would bring. Set whole, by value.
#pragma once

#include "ui/models/types.h"

#include <QAbstractListModel>

namespace embedscope {

class ResultsModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        IsRuleRole = Qt::UserRole + 1,
        ChunkIdRole,
        DocumentIdRole
    };
    using QAbstractListModel::QAbstractListModel;

    void setResults(const SearchResults& results);
    const SearchResults& results() const { return m_results; }
    bool isRule(int row) const { return row == m_ruleRow; }
    const SearchResultRow* result(int row) const; ///< nullptr: the rule, or outside
    int rowOfChunk(qint64 chunkId) const; ///< -1: none
    bool nothingCredible() const { return m_ruleRow == 0; }
    double bestScore() const; ///< for bars of scores without an upper end

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    QString spoken(const SearchResultRow& row) const;
    SearchResults m_results;
    int m_ruleRow = -1; ///< -1: none
};

}
