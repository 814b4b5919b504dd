// What the painted controls have in common: boxes, focus outlines, icons with text. Colours come from Theme,
// lengths from Metrics.
#pragma once

#include "ui/charts/theme.h"

#include <QPainter>
#include <QString>

class QWidget;

namespace embedscope::painting {

/// A rounded box; an invalid colour leaves fill or border out. The border is one device pixel, inside the
/// rectangle.
void box(QPainter& painter, const QRectF& rect, qreal radius, const QColor& fill, const QColor& border = {},
         qreal borderWidth = 1);
/// The 2 px outline of whatever has the keyboard, inside the rectangle.
void focusOutline(QPainter& painter, const QRectF& rect, qreal radius);
/// Icon of a design size, centred in the rectangle.
void icon(QPainter& painter, const QRectF& rect, const QString& name, int designSize, const QColor& color);
/// A bar that is filled from the left: share 0..1.
void bar(QPainter& painter, const QRectF& rect, double share, const QColor& groove, const QColor& fill);
void hairline(QPainter& painter, const QPointF& from, const QPointF& to);
/// Between two colours: 0 is the first.
QColor mixed(const QColor& first, const QColor& second, double share);
/// Keyboard focus should be seen: the widget has it, and it came by keyboard (not by a click).
bool showsFocus(const QWidget* widget);

}
