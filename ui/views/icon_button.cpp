#include "ui/views/icon_button.h"

#include "ui/views/painting.h"

namespace embedscope {

IconButton::IconButton(const QString& iconName, const QString& words, QWidget* parent)
    : QToolButton(parent)
    , m_iconName(iconName)
{
    setWords(words);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void IconButton::setIconName(const QString& iconName)
{
    m_iconName = iconName;
    update();
}

void IconButton::setWords(const QString& words)
{
    setToolTip(words);
    setAccessibleName(words);
}

QSize IconButton::sizeHint() const
{
    return {Metrics::px(28), Metrics::px(28)};
}

void IconButton::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    const qreal radius = Metrics::px(6);
    if (isChecked())
        painting::box(painter, rect(), radius, theme.accentSoft);
    else if (isEnabled() && (underMouse() || isDown()))
        painting::box(painter, rect(), radius, painting::mixed(theme.window, theme.text, 0.08));
    QColor ink = isChecked() ? theme.accentText : theme.text2;
    if (!isEnabled())
        ink = painting::mixed(theme.text2, theme.window, 0.55);
    painting::icon(painter, rect(), m_iconName, 20, ink);
    if (painting::showsFocus(this))
        painting::focusOutline(painter, rect(), radius);
}

}
