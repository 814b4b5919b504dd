// How far the running job is: read, cut, embed, stored, each in its own unit. Hidden while nothing runs.
#pragma once

#include "ui/models/types.h"

#include <QWidget>

namespace embedscope {

class PhaseBars : public QWidget
{
    Q_OBJECT

public:
    explicit PhaseBars(QWidget* parent = nullptr);

    void take(const IndexingStatus& status);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Phase
    {
        QString name, value, unit, shortUnit;
        double share = 0;
        bool over = false;
    };
    void paintPhase(QPainter& painter, const QRect& rect, const Phase& phase) const;
    QList<Phase> m_phases;
};

}
