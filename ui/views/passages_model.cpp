#include "ui/views/passages_model.h"

#include "ui/views/wording.h"

namespace embedscope {

QString placeWords(const Position& position)
{
    return QString::fromStdString(positionText(position));
}

void PassagesModel::setChunks(const QList<ChunkRow>& chunks)
{
    beginResetModel();
    m_chunks = chunks;
    endResetModel();
}

int PassagesModel::rowOfChunk(qint64 chunkId) const
{
    for (int row = 0; row < m_chunks.size(); ++row) {
        if (m_chunks[row].id == chunkId)
            return row;
    }
    return -1;
}

int PassagesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_chunks.size());
}

QVariant PassagesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ChunkRow& chunk = m_chunks[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromStdString(chunk.text).simplified();
    case Qt::AccessibleTextRole:
        return tr("Passage %1, %2, %3 tokens: %4")
            .arg(chunk.ordinal + 1)
            .arg(placeWords(chunk.position))
            .arg(chunk.tokens)
            .arg(wording::firstWords(QString::fromStdString(chunk.text), 120));
    case ChunkIdRole:
        return qint64{chunk.id};
    case PlaceRole:
        return placeWords(chunk.position);
    case TokensRole:
        return chunk.tokens;
    case OrdinalRole:
        return chunk.ordinal;
    default:
        return {};
    }
}

}
