// How many workers run, as a half circle of one piece per worker, with the number in it. Set by clicking or
// dragging along the arc, by arrow keys, Home and End, or the wheel; a change is told when it is final.
#pragma once

#include <QAbstractSlider>

namespace embedscope {

class BudgetDial : public QAbstractSlider
{
    Q_OBJECT

public:
    explicit BudgetDial(QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    QPointF piecePoint(int worker) const; ///< middle of a piece, 1 is the first

protected:
    void sliderChange(SliderChange change) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    QPointF centre() const;
    double outerRadius() const;
    int workersAt(const QPointF& at) const;
};

}
