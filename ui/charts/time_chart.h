// What charts over time have in common: a gutter for title and labels at the left, a plot over a shared
// TimeAxis, and the same hand movements: wheel zooms at the pointer, drag pans, double click returns; W S
// zoom, A D and the arrows move, F follows, Home and End. Subclasses paint.
#pragma once

#include "ui/charts/time_axis.h"

#include <QPointF>
#include <QWidget>

class QPainter;

namespace embedscope {

class TimeChart : public QWidget
{
    Q_OBJECT

public:
    TimeChart(TimeAxis& axis, QWidget* parent = nullptr);

    TimeAxis& axis() const { return m_axis; }
    static int gutter(); ///< left of the plot
    QRect plot() const; ///< where time runs
    double xAt(double seconds) const;
    double secondsAt(double x) const;
    void setTitle(const QString& title, const QString& unit);
    QString title() const { return m_title; }
    QString unit() const { return m_unit; }

protected:
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

    virtual QMargins plotMargins() const; ///< around the plot, without the gutter
    virtual void clickedAt(const QPointF&) { }
    void paintTitle(QPainter& painter) const;
    void paintHoverLine(QPainter& painter) const;
    void paintFocus(QPainter& painter) const;
    /// Text beside the hover line, on the side with more room.
    void paintHoverText(QPainter& painter, const QString& text, double y) const;

private:
    TimeAxis& m_axis;
    QString m_title, m_unit;
    QPointF m_pressed;
    double m_dragFrom = 0;
    bool m_down = false, m_dragging = false;
};

}
