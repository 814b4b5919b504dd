#include "ui/charts/time_scale.h"

#include "ui/charts/theme.h"

#include <QPainter>
#include <algorithm>

namespace embedscope {

namespace {

constexpr int kHeight = 24, kLabelRoom = 130;

}

TimeScale::TimeScale(TimeAxis& axis, QWidget* parent)
    : TimeChart(axis, parent)
{
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("Time"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize TimeScale::sizeHint() const
{
    return {Metrics::px(400), Metrics::px(kHeight)};
}

void TimeScale::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QRect area = plot();
    const QFontMetricsF metrics(Metrics::caption());
    painter.setFont(Metrics::caption());
    painter.setPen(Theme::current().text2);
    double taken = area.left() - 1.0;
    for (const TimeTick& tick : axis().ticks(std::max(1, area.width() / Metrics::px(kLabelRoom)))) {
        const double width = metrics.horizontalAdvance(tick.text);
        const double right = area.left() + area.width() - width;
        const double x = std::clamp(xAt(tick.seconds) - width / 2, area.left() * 1.0, std::max(0.0, right));
        if (x <= taken)
            continue;
        painter.drawText(QPointF(x, (height() + metrics.ascent()) / 2 - 1), tick.text);
        taken = x + width + Metrics::px(8);
    }
}

}
