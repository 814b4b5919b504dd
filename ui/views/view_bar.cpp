#include "ui/views/view_bar.h"

#include "ui/charts/theme.h"

#include <QHBoxLayout>

namespace embedscope {

ViewBar::ViewBar(QWidget* parent)
    : LinedBox(parent)
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

}
