#include "ui/views/painting.h"

#include <QWidget>

namespace embedscope::painting {

void box(QPainter& painter, const QRectF& rect, qreal radius, const QColor& fill, const QColor& border,
         qreal borderWidth)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.isValid() ? QBrush(fill) : Qt::NoBrush);
    QRectF inner = rect;
    if (border.isValid()) {
        painter.setPen(QPen(border, borderWidth));
        inner.adjust(borderWidth / 2, borderWidth / 2, -borderWidth / 2, -borderWidth / 2);
    } else {
        painter.setPen(Qt::NoPen);
    }
    painter.drawRoundedRect(inner, radius, radius);
    painter.restore();
}

void focusOutline(QPainter& painter, const QRectF& rect, qreal radius)
{
    box(painter, rect, radius, {}, Theme::current().accent, 2);
}

void icon(QPainter& painter, const QRectF& rect, const QString& name, int designSize, const QColor& color)
{
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QPixmap pixmap = themedPixmap(name, designSize, color, ratio);
    const QSizeF size = pixmap.deviceIndependentSize();
    const QPointF corner(rect.center().x() - size.width() / 2, rect.center().y() - size.height() / 2);
    painter.drawPixmap(corner.toPoint(), pixmap); // whole pixels: strokes stay sharp
}

void bar(QPainter& painter, const QRectF& rect, double share, const QColor& groove, const QColor& fill)
{
    const qreal radius = rect.height() / 2;
    box(painter, rect, radius, groove);
    QRectF filled = rect;
    filled.setWidth(rect.width() * qBound(0.0, share, 1.0));
    if (filled.width() >= 1)
        box(painter, filled, qMin(radius, filled.width() / 2), fill);
}

void hairline(QPainter& painter, const QPointF& from, const QPointF& to)
{
    QPen pen(Theme::current().line, 1);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.drawLine(from, to);
}

QColor mixed(const QColor& first, const QColor& second, double share)
{
    const auto s = static_cast<float>(share);
    const auto blend = [s](float a, float b) { return a + (b - a) * s; };
    return QColor::fromRgbF(blend(first.redF(), second.redF()), blend(first.greenF(), second.greenF()),
                            blend(first.blueF(), second.blueF()), blend(first.alphaF(), second.alphaF()));
}

bool showsFocus(const QWidget* widget)
{
    return widget->hasFocus() && widget->window()->testAttribute(Qt::WA_KeyboardFocusChange);
}

}
