// One row per core over time, from pale to deep as it is busier. With more cores than rows fit, a row is the
// mean of several neighbours. The histories must outlive the strip.
#pragma once

#include "ui/charts/time_chart.h"
#include "ui/models/history.h"

#include <QColor>
#include <QElapsedTimer>
#include <vector>

namespace embedscope {

class HeatStrip : public TimeChart
{
    Q_OBJECT

public:
    explicit HeatStrip(TimeAxis& axis, QWidget* parent = nullptr);

    void setCores(const std::vector<History>* cores); ///< percent each; the vector may grow
    int rows() const;
    QRect rowRect(int row) const;
    /// Of the cell that covers this time; the paper where nothing was measured.
    QColor cellColor(int row, double seconds) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    struct Cells
    {
        double from = 0, step = 1;
        std::vector<float> percent; ///< below zero: not measured
    };
    Cells cells(int row) const;
    int firstCore(int row) const;
    QColor colorOf(float percent) const;
    float percentAt(const Cells& cells, double seconds) const;
    QString hoverText() const;
    void describe();

    const std::vector<History>* m_cores = nullptr;
    QElapsedTimer m_described;
    int m_hoverRow = -1;
};

}
