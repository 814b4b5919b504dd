// The passages of one document, in order, for the inspector's list. A plain list: set whole, never changed in
// parts.
#pragma once

#include "ui/models/types.h"

#include <QAbstractListModel>

namespace embedscope {

class PassagesModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        ChunkIdRole = Qt::UserRole + 1,
        PlaceRole,
        TokensRole,
        OrdinalRole
    };
    using QAbstractListModel::QAbstractListModel;

    void setChunks(const QList<ChunkRow>& chunks);
    int rowOfChunk(qint64 chunkId) const; ///< -1: none
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    QList<ChunkRow> m_chunks;
};

/// "page 3" in the words of the window; empty for files with one place only.
QString placeWords(const Position& position);

}
