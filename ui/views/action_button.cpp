#include "ui/views/action_button.h"

#include "ui/views/painting.h"

namespace embedscope {

ActionButton::ActionButton(Kind kind, const QString& text, const QString& iconName, QWidget* parent)
    : QPushButton(text, parent)
    , m_kind(kind)
    , m_iconName(iconName)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
}

QFont ActionButton::textFont() const
{
    QFont font = small() ? Metrics::small() : Metrics::body();
    font.setBold(m_kind == Kind::Main);
    return font;
}

QSize ActionButton::sizeHint() const
{
    const QString plain = QString(text()).remove(QLatin1Char('&'));
    int width = QFontMetrics(textFont()).horizontalAdvance(plain) + 2 * Metrics::px(small() ? 10 : 13);
    if (!m_iconName.isEmpty())
        width += Metrics::px(16 + 8);
    return {width, Metrics::px(small() ? 28 : 32)};
}

void ActionButton::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    const bool hot = isEnabled() && (underMouse() || isDown());
    QColor fill = theme.base, border = theme.lineStrong, ink = theme.text;
    if (m_kind == Kind::Main) {
        fill = border = hot ? theme.accentHover : theme.accent;
        ink = theme.onAccent;
    } else if (m_kind != Kind::Ordinary) {
        fill = hot ? painting::mixed(theme.window, theme.text, 0.06) : QColor();
        border = QColor();
        if (m_kind == Kind::Problem)
            ink = theme.problem;
    } else if (hot) {
        fill = painting::mixed(theme.base, theme.text, 0.05);
    }
    if (!isEnabled()) {
        ink = painting::mixed(theme.text2, theme.window, 0.4);
        border = m_kind == Kind::Quiet || small() ? QColor() : theme.line;
        fill = m_kind == Kind::Main ? theme.sunken : fill;
    }
    const qreal radius = Metrics::px(6);
    painting::box(painter, rect(), radius, fill, border);
    if (painting::showsFocus(this))
        painting::focusOutline(painter, rect(), radius);

    const int padding = Metrics::px(small() ? 10 : 13);
    QRect content = rect().adjusted(padding, 0, -padding, 0);
    if (!m_iconName.isEmpty()) {
        const QRect iconRect(content.left(), 0, Metrics::px(16), height());
        painting::icon(painter, iconRect, m_iconName, 16, ink);
        content.setLeft(iconRect.right() + 1 + Metrics::px(8));
    }
    painter.setFont(textFont());
    painter.setPen(ink);
    painter.drawText(content, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic | Qt::TextHideMnemonic,
                     text());
}

}
