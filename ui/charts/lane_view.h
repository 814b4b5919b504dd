// Workers side by side over time: a lane each, a bar per pack of texts. A click, or the keys, chooses a pack.
// The lanes must outlive the view; they change only between paints (GUI thread).
#pragma once

#include "ui/charts/lane_row.h"
#include "ui/charts/time_chart.h"

#include <QElapsedTimer>
#include <optional>

namespace embedscope {

class LaneView : public TimeChart
{
    Q_OBJECT

public:
    explicit LaneView(TimeAxis& axis, QWidget* parent = nullptr);

    void setLanes(const std::vector<std::vector<Span>>* lanes, qint64 startNs);
    void setWorkers(int workers); ///< lanes that are there even without a span
    int laneCount() const;
    QRect laneRect(int lane) const;
    LaneRow row(int lane) const; ///< what is painted now
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    std::optional<Span> selected() const { return m_selected; }
    LaneShares shares(int lane) const; ///< of the time that is shown

signals:
    void packChosen(const embedscope::Span& pack);

protected:
    QMargins plotMargins() const override { return {}; }
    void clickedAt(const QPointF& at) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    const std::vector<Span>& lane(int number) const;
    qint64 nsAt(double seconds) const;
    void choose(int lane, qint64 ns);
    void stepSelection(int packs, int lanes);
    void paintLane(QPainter& painter, int lane) const;
    void paintWaits(QPainter& painter, const QRect& place, const LaneRow& row) const;
    void paintSelection(QPainter& painter) const;
    QString hoverText() const;
    void describe();

    const std::vector<std::vector<Span>>* m_lanes = nullptr;
    qint64 m_startNs = 0;
    int m_workers = 0;
    std::optional<Span> m_selected;
    QElapsedTimer m_described;
    int m_hoverLane = -1;
};

}
