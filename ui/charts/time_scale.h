// The labels under charts of one TimeAxis: "−2 min ... now". Takes the same hand movements.
#pragma once

#include "ui/charts/time_chart.h"

namespace embedscope {

class TimeScale : public TimeChart
{
    Q_OBJECT

public:
    explicit TimeScale(TimeAxis& axis, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    QMargins plotMargins() const override { return {}; }
    void paintEvent(QPaintEvent* event) override;
};

}
