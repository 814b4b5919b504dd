// The chosen passages of the map as a list; texts come when a row is shown.
#pragma once

#include "ui/views/passage_texts.h"

#include <QAbstractListModel>

namespace embedscope {

class MapPassagesModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        DocumentNameRole = Qt::UserRole + 1,
        PlaceRole,
        ChunkIdRole,
        DocumentIdRole
    };
    struct Row
    {
        qint64 documentId = 0, chunkId = 0;
        QString documentName;
    };

    MapPassagesModel(PassageTexts& texts, QObject* parent);

    void setRows(const QList<Row>& rows);
    const QList<Row>& rows() const { return m_rows; }
    int rowOfChunk(qint64 chunkId) const; ///< -1: none
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    PassageTexts& m_texts;
    QList<Row> m_rows;
};

}
