#include "ui/views/card.h"

#include "ui/views/painting.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace embedscope {

Card::Card(const QString& iconName, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent)
    , m_iconName(iconName)
{
    m_title = new QLabel(title, this);
    m_title->setFont(Metrics::heading());
    m_title->setTextFormat(Qt::PlainText);
    m_text = new QLabel(text, this);
    m_text->setFont(Metrics::body());
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setForegroundRole(QPalette::PlaceholderText);
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(Metrics::px(12));
    m_actions->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Metrics::px(56), Metrics::px(20), Metrics::px(20), Metrics::px(20));
    layout->setSpacing(Metrics::px(4));
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addStretch();
    layout->addSpacing(Metrics::px(8));
    layout->addLayout(m_actions);
}

void Card::addAction(QWidget* control)
{
    m_actions->insertWidget(m_actions->count() - 1, control);
}

void Card::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painting::box(painter, rect(), Metrics::px(8), theme.base, theme.line);
    const QRect iconRect(Metrics::px(20), m_title->y(), Metrics::px(24), m_title->height());
    painting::icon(painter, iconRect, m_iconName, 20, theme.accentText);
}

}
