#include "ui/views/card_box.h"

#include "ui/views/painting.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace embedscope {

CardBox::CardBox(const QString& title, QWidget* parent)
    : QWidget(parent)
{
    m_title = new QLabel(title, this);
    m_title->setFont(Metrics::heading());
    m_title->setTextFormat(Qt::PlainText);
    m_head = new QHBoxLayout;
    m_head->setSpacing(Metrics::px(12));
    m_head->addWidget(m_title);
    m_body = new QVBoxLayout;
    m_body->setSpacing(Metrics::px(8));
    auto* layout = new QVBoxLayout(this);
    const int edge = Metrics::px(20);
    layout->setContentsMargins(edge, Metrics::px(16), edge, Metrics::px(16));
    layout->setSpacing(Metrics::px(12));
    layout->addLayout(m_head);
    layout->addLayout(m_body);
}

void CardBox::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painting::box(painter, rect(), Metrics::px(8), Theme::current().base, Theme::current().line);
}

}
