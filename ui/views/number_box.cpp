#include "ui/views/number_box.h"

#include "ui/charts/theme.h"

#include <QWheelEvent>

namespace embedscope {

NumberBox::NumberBox(QWidget* parent)
    : QSpinBox(parent)
{
    setMinimumHeight(Metrics::px(30));
    setFocusPolicy(Qt::StrongFocus);
}

void NumberBox::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QSpinBox::wheelEvent(event);
    else
        event->ignore();
}

}
