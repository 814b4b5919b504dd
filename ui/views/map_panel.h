// Beside the map: what is chosen there, as a list, with what can be done with it.
#pragma once

#include "ui/views/map_passages_model.h"

#include <QWidget>

class QLabel;
class QListView;
class QStackedWidget;

namespace embedscope {

class ActionButton;

class MapPanel : public QWidget
{
    Q_OBJECT

public:
    MapPanel(PassageTexts& texts, QWidget* parent = nullptr);

    void showNothing();
    void showPassages(const QString& title, const QString& remark, const QList<MapPassagesModel::Row>& rows,
                      qint64 chunkId);
    void setCurrentChunk(qint64 chunkId);
    int rowCount() const { return m_model->rowCount(); }

signals:
    void passageChosen(qint64 documentId, qint64 chunkId);
    void readRequested(qint64 documentId, qint64 chunkId);
    void neighboursRequested(qint64 chunkId, const QString& words);
    void letGo();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void build();
    void showButtons();
    MapPassagesModel::Row current() const;

    MapPassagesModel* m_model = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_remark = nullptr;
    QListView* m_list = nullptr;
    ActionButton* m_read = nullptr;
    ActionButton* m_neighbours = nullptr;
};

}
