#include "ui/views/results_model.h"

#include "ui/views/wording.h"

#include <algorithm>

namespace embedscope {

void ResultsModel::setResults(const SearchResults& results)
{
    beginResetModel();
    m_results = results;
    m_ruleRow = -1;
    for (int i = 0; i < m_results.rows.size() && m_ruleRow < 0; ++i) {
        if (!m_results.rows[i].hit.credible)
            m_ruleRow = i;
    }
    endResetModel();
}

const SearchResultRow* ResultsModel::result(int row) const
{
    if (row < 0 || row >= rowCount() || isRule(row))
        return nullptr;
    return &m_results.rows[m_ruleRow >= 0 && row > m_ruleRow ? row - 1 : row];
}

int ResultsModel::rowOfChunk(qint64 chunkId) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const SearchResultRow* const hit = result(row);
        if (hit && hit->chunk.id == chunkId)
            return row;
    }
    return -1;
}

double ResultsModel::bestScore() const
{
    double best = 0;
    for (const SearchResultRow& row : m_results.rows)
        best = std::max(best, row.hit.score);
    return best;
}

int ResultsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_results.rows.size()) + (m_ruleRow >= 0 ? 1 : 0);
}

QString ResultsModel::spoken(const SearchResultRow& row) const
{
    QStringList words = {row.documentName};
    if (!row.place.isEmpty())
        words.append(row.place);
    words.append(tr("score %1").arg(wording::score(row.hit.score)));
    if (row.hit.closerThan >= 0)
        words.append(tr("closer than %1").arg(wording::percent(100 * row.hit.closerThan)));
    if (row.hit.meaningRank > 0)
        words.append(tr("rank %1 by meaning").arg(row.hit.meaningRank));
    if (row.hit.wordsRank > 0)
        words.append(tr("rank %1 by words").arg(row.hit.wordsRank));
    return tr("%1: %2").arg(words.join(QStringLiteral(", ")), wording::firstWords(row.text, 200));
}

QVariant ResultsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SearchResultRow* const row = result(index.row());
    switch (role) {
    case IsRuleRole:
        return row == nullptr;
    case Qt::DisplayRole:
        return row ? row->text : tr("From here on, probably nothing relevant");
    case Qt::AccessibleTextRole:
        return row ? spoken(*row) : tr("From here on, probably nothing relevant");
    case ChunkIdRole:
        return row ? QVariant(qint64{row->chunk.id}) : QVariant();
    case DocumentIdRole:
        return row ? QVariant(qint64{row->hit.documentId}) : QVariant();
    default:
        return {};
    }
}

Qt::ItemFlags ResultsModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return isRule(index.row()) ? Qt::ItemNeverHasChildren
                               : Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

}
