#include "ui/views/view_bar.h"

#include "ui/views/painting.h"

#include <QHBoxLayout>

namespace embedscope {

ViewBar::ViewBar(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(Metrics::px(48));
    m_row = new QHBoxLayout(this);
    m_row->setContentsMargins(Metrics::px(16), 0, Metrics::px(16), 0);
    m_row->setSpacing(Metrics::px(12));
}

void ViewBar::add(QWidget* control)
{
    m_row->addWidget(control);
}

void ViewBar::addStretch()
{
    m_row->addStretch();
}

void ViewBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painting::hairline(painter, {0.0, height() - 0.5}, {width() * 1.0, height() - 0.5});
}

}
