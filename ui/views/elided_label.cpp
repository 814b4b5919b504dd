#include "ui/views/elided_label.h"

#include <QPainter>

namespace embedscope {

ElidedLabel::ElidedLabel(QWidget* parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 6, QLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    const QRect space = contentsRect();
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideMiddle, space.width());
    setToolTip(shown == text() ? QString() : text());
    painter.drawText(space, static_cast<int>(alignment()) | Qt::TextSingleLine, shown);
}

}
