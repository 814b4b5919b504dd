#include "ui/views/map_passages_model.h"

#include "ui/views/passages_model.h"
#include "ui/views/wording.h"

namespace embedscope {

MapPassagesModel::MapPassagesModel(PassageTexts& texts, QObject* parent)
    : QAbstractListModel(parent)
    , m_texts(texts)
{
    connect(&texts, &PassageTexts::loaded, this, [this] {
        if (!m_rows.isEmpty()) // the view asks again for what it shows only
            emit dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
    });
}

void MapPassagesModel::setRows(const QList<Row>& rows)
{
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

int MapPassagesModel::rowOfChunk(qint64 chunkId) const
{
    for (int row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row].chunkId == chunkId)
            return row;
    }
    return -1;
}

int MapPassagesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant MapPassagesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[index.row()];
    if (role == DocumentNameRole)
        return row.documentName;
    if (role == ChunkIdRole)
        return row.chunkId;
    if (role == DocumentIdRole)
        return row.documentId;
    if (role != Qt::DisplayRole && role != PlaceRole && role != Qt::AccessibleTextRole)
        return {};
    const ChunkRow* const passage = m_texts.passage(row.documentId, row.chunkId);
    if (!passage)
        return role == Qt::AccessibleTextRole ? row.documentName : QString();
    if (role == PlaceRole)
        return placeWords(passage->position);
    const QString text = QString::fromStdString(passage->text).simplified();
    if (role == Qt::DisplayRole)
        return text.left(400);
    return tr("%1, %2: %3")
        .arg(row.documentName, placeWords(passage->position), wording::firstWords(text, 120));
}

}
