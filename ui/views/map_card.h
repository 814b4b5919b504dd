// What floats beside a point of the map: document, place, the passage, its tokens. Never takes the mouse.
#pragma once

#include "ui/models/types.h"

#include <QWidget>

namespace embedscope {

class MapCard : public QWidget
{
    Q_OBJECT

public:
    explicit MapCard(QWidget* parent = nullptr);

    void setPassage(const QString& document, const ChunkRow* passage); ///< nullptr: it is still being read
    void placeBeside(const QPointF& point, const QRect& inside);
    QString text() const { return m_text; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_document, m_place, m_text, m_foot;
};

}
