#include "ui/charts/series_style.h"

#include "ui/charts/theme.h"

#include <QPainter>
#include <QPolygonF>
#include <array>
#include <cmath>

namespace embedscope {

namespace {

/// A regular figure; the first corner points up, turned by a part of a corner.
QPolygonF figure(const QPointF& centre, double radius, int corners, double turn)
{
    QPolygonF polygon;
    for (int i = 0; i < corners; ++i) {
        const double angle = (i + turn) * 2 * M_PI / corners - M_PI / 2;
        polygon << centre + QPointF(radius * std::cos(angle), radius * std::sin(angle));
    }
    return polygon;
}

}

QPen seriesPen(int series, double width)
{
    static const std::array<QList<qreal>, 6> dashes = {
        QList<qreal>{}, {4, 2.3}, {5.7, 1.7, 1.2, 1.7}, {1.2, 2.3}, {6.8, 2.3}, {2.3, 2.3}};
    QPen pen(Theme::current().series.value(series), width);
    const QList<qreal>& pattern = dashes[static_cast<std::size_t>(series) % dashes.size()];
    if (!pattern.isEmpty())
        pen.setDashPattern(pattern);
    return pen;
}

void paintMarker(QPainter& painter, int series, const QPointF& centre, double radius)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::current().series.value(series));
    switch (series % 5) {
    case 0:
        painter.drawEllipse(centre, radius, radius);
        break;
    case 1:
        painter.drawPolygon(figure(centre, radius * 1.3, 4, 0.5));
        break;
    case 2:
        painter.drawPolygon(figure(centre, radius * 1.3, 4, 0));
        break;
    case 3:
        painter.drawPolygon(figure(centre, radius * 1.3, 3, 0));
        break;
    default:
        painter.drawPolygon(figure(centre, radius * 1.3, 3, 0.5));
        break;
    }
}

}
