// The slices of a comparison: a strip of who ran when, and the rate of each slice over time with a line per
// contender. Painted from the same list.
#pragma once

#include "engine/lab/comparison.h"

#include <QStringList>
#include <QWidget>
#include <vector>

namespace embedscope {

/// Who ran when, as a row of marks; what may still come is pale.
class SliceStrip : public QWidget
{
    Q_OBJECT

public:
    explicit SliceStrip(QWidget* parent = nullptr);
    void setSlices(const std::vector<ComparisonSlice>& slices, bool running, double part);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<ComparisonSlice> m_slices;
    bool m_running = false;
    double m_part = 0; ///< of the time that is over, 0..1
};

class SlicesChart : public QWidget
{
    Q_OBJECT

public:
    explicit SlicesChart(QWidget* parent = nullptr);

    void setNames(const QStringList& names); ///< by contender
    void setSlices(const std::vector<ComparisonSlice>& slices,
                   double plannedSeconds); ///< 0: as long as it took
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    QPointF positionOf(int slice) const;
    int sliceAt(const QPointF& pixel) const; ///< the nearest in time; -1: none

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QRectF plot() const;
    double topRate() const;
    double endSeconds() const;
    void paintGrid(QPainter& painter) const;
    void paintSeries(QPainter& painter, int contender) const;
    void paintLabels(QPainter& painter) const;
    void paintHover(QPainter& painter) const;

    QStringList m_names;
    std::vector<ComparisonSlice> m_slices;
    double m_planned = 0;
    int m_hovered = -1;
};

}
