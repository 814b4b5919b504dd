#include "ui/views/empty_state.h"

#include "ui/views/painting.h"

#include <QLabel>
#include <QVBoxLayout>

namespace embedscope {

namespace {

QLabel* centredLabel(const QFont& font, const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setFont(font);
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setVisible(!text.isEmpty());
    return label;
}

}

EmptyState::EmptyState(const QString& iconName, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent)
    , m_iconName(iconName)
{
    m_title = centredLabel(Metrics::heading(), title, this);
    m_title->setObjectName(QStringLiteral("emptyTitleLabel"));
    m_text = centredLabel(Metrics::body(), text, this);
    m_text->setObjectName(QStringLiteral("emptyTextLabel"));
    m_text->setForegroundRole(QPalette::PlaceholderText);
    m_actions = new QVBoxLayout;
    m_actions->setSpacing(Metrics::px(8));
    auto* layout = new QVBoxLayout(this);
    const int edge = Metrics::px(24);
    layout->setContentsMargins(edge, edge, edge, edge);
    layout->setSpacing(Metrics::px(8));
    layout->addStretch(2);
    layout->addSpacing(Metrics::px(48));
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addSpacing(Metrics::px(8));
    layout->addLayout(m_actions);
    layout->addStretch(3);
}

void EmptyState::setTitle(const QString& title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
}

void EmptyState::setText(const QString& text)
{
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

void EmptyState::addAction(QWidget* control)
{
    m_actions->addWidget(control, 0, Qt::AlignHCenter);
}

QString EmptyState::title() const
{
    return m_title->text();
}

void EmptyState::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QRect box(0, m_title->y() - Metrics::px(44), width(), Metrics::px(36));
    painting::icon(painter, box, m_iconName, 32, Theme::current().lineStrong);
}

}
