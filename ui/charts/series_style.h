// How the series of a chart look beside their colour: dashes and markers, so that nobody depends on colour alone.
// Their order is fixed by the look.
#pragma once

#include <QPen>
#include <QPointF>

class QPainter;

namespace embedscope {

/// Line of the series, in its colour.
QPen seriesPen(int series, double width);
/// Circle, square, diamond, triangle ... of about the radius, filled with the colour of the series.
void paintMarker(QPainter& painter, int series, const QPointF& centre, double radius);

}
