// The passages of an answer, best first. An answer that only fills in the rows that are shown changes them in
// place, so that nothing jumps under the pointer; else the rows are set anew.
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
        ChunkIdRole = Qt::UserRole + 1,
        DocumentIdRole,
        DocumentNameRole,
        DocumentPathRole,
        DocumentKindRole,
        PlaceRole,
        HeadingRole,
        ScoreRole,
        CloserThanRole, ///< share 0..1, negative: unknown
        MeaningRankRole, ///< 0: not found by meaning
        WordsRankRole, ///< 0: not found by words
        CredibleRole,
        SentenceBeginRole, ///< QChars in the text
        SentenceEndRole,
        RowRole ///< the whole SearchResultRow
    };

    using QAbstractListModel::QAbstractListModel;

    void setResults(const SearchResults& results);
    void clear();
    const SearchResults& results() const { return m_results; }
    const SearchResultRow& row(int row) const { return m_results.rows[row]; }
    int rowOfChunk(qint64 chunkId) const; ///< -1: none
    /// Rows from here on are no closer than chance; rowCount() when all are credible.
    int firstDoubtfulRow() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    SearchResults m_results;
};

}

Q_DECLARE_METATYPE(embedscope::SearchResultRow)
