#include "ui/views/lined_box.h"

#include "ui/views/painting.h"

namespace embedscope {

void LinedBox::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painting::hairline(painter, {0.0, height() - 0.5}, {width() * 1.0, height() - 0.5});
}

}
