#include "ui/models/results_model.h"

#include <algorithm>

namespace embedscope {

namespace {

bool sameChunks(const QList<SearchResultRow>& a, const QList<SearchResultRow>& b)
{
    return std::equal(a.cbegin(), a.cend(), b.cbegin(), b.cend(),
                      [](const auto& x, const auto& y) { return x.hit.chunkId == y.hit.chunkId; });
}

}

void ResultsModel::setResults(const SearchResults& results)
{
    if (!results.rows.isEmpty() && sameChunks(m_results.rows, results.rows)) {
        m_results = results;
        emit dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_results = results;
    endResetModel();
}

void ResultsModel::clear()
{
    setResults({});
}

int ResultsModel::rowOfChunk(qint64 chunkId) const
{
    const auto found =
        std::find_if(m_results.rows.cbegin(), m_results.rows.cend(),
                     [chunkId](const SearchResultRow& row) { return row.hit.chunkId == chunkId; });
    return found == m_results.rows.cend() ? -1 : static_cast<int>(found - m_results.rows.cbegin());
}

int ResultsModel::firstDoubtfulRow() const
{
    int first = rowCount();
    while (first > 0 && !m_results.rows[first - 1].hit.credible)
        --first;
    return first;
}

int ResultsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_results.rows.size());
}

QVariant ResultsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SearchResultRow& row = m_results.rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return row.text;
    case Qt::AccessibleTextRole:
        return row.place.isEmpty() ? tr("%1: %2").arg(row.documentName, row.text)
                                   : tr("%1, %2: %3").arg(row.documentName, row.place, row.text);
    case ChunkIdRole:
        return static_cast<qint64>(row.hit.chunkId);
    case DocumentIdRole:
        return static_cast<qint64>(row.hit.documentId);
    case DocumentNameRole:
        return row.documentName;
    case DocumentPathRole:
        return row.documentPath;
    case DocumentKindRole:
        return row.documentKind;
    case PlaceRole:
        return row.place;
    case HeadingRole:
        return QString::fromStdString(row.chunk.heading);
    case ScoreRole:
        return row.hit.score;
    case CloserThanRole:
        return row.hit.closerThan;
    case MeaningRankRole:
        return row.hit.meaningRank;
    case WordsRankRole:
        return row.hit.wordsRank;
    case CredibleRole:
        return row.hit.credible;
    case SentenceBeginRole:
        return row.sentenceBegin;
    case SentenceEndRole:
        return row.sentenceEnd;
    case RowRole:
        return QVariant::fromValue(row);
    default:
        return {};
    }
}

}
