#include "ui/views/chip_button.h"

#include "ui/views/painting.h"
#include "ui/views/wording.h"

namespace embedscope {

namespace {

QFont chipFont(bool bold)
{
    QFont font = Metrics::small();
    font.setBold(bold);
    return font;
}

}

ChipButton::ChipButton(const QString& text, QWidget* parent)
    : QAbstractButton(parent)
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    rename();
}

void ChipButton::setCount(qint64 count)
{
    if (m_count == count)
        return;
    m_count = count;
    rename();
    updateGeometry();
    update();
}

void ChipButton::setProblem(bool problem)
{
    m_problem = problem;
    update();
}

void ChipButton::setIconName(const QString& name)
{
    m_iconName = name;
    updateGeometry();
}

QString ChipButton::countText() const
{
    return m_count < 0 ? QString() : wording::number(m_count);
}

void ChipButton::rename()
{
    setAccessibleName(m_count < 0 ? text() : tr("%1: %2").arg(text(), countText()));
}

QSize ChipButton::sizeHint() const
{
    const QFontMetrics metrics(chipFont(true)); // bold: the width stays when it is chosen
    int width = metrics.horizontalAdvance(text()) + 2 * Metrics::px(10);
    if (m_count >= 0)
        width += metrics.horizontalAdvance(countText()) + Metrics::px(6);
    if (!m_iconName.isEmpty())
        width += Metrics::px(16 + 4);
    return {width, Metrics::px(24)};
}

void ChipButton::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    const bool on = isCheckable() && isChecked();
    QColor ink = on ? theme.accentText : theme.text;
    if (m_problem && m_count > 0)
        ink = theme.problem;
    const QColor hover = painting::mixed(theme.base, theme.text, 0.05);
    const QColor fill = on ? theme.accentSoft : underMouse() ? hover : theme.base;
    painting::box(painter, rect(), height() / 2.0, fill, on ? QColor() : theme.line);
    if (painting::showsFocus(this))
        painting::focusOutline(painter, rect(), height() / 2.0);

    const QFontMetrics metrics(chipFont(on));
    painter.setFont(chipFont(on));
    painter.setPen(ink);
    const int content = sizeHint().width() - 2 * Metrics::px(10)
        - (QFontMetrics(chipFont(true)).horizontalAdvance(text() + countText())
           - metrics.horizontalAdvance(text() + countText()));
    int x = (width() - content) / 2;
    painter.drawText(QRect(x, 0, width(), height()), Qt::AlignVCenter, text());
    x += metrics.horizontalAdvance(text()) + Metrics::px(6);
    if (m_count >= 0)
        painter.drawText(QRect(x, 0, width(), height()), Qt::AlignVCenter, countText());
    if (!m_iconName.isEmpty())
        painting::icon(painter, QRect(width() - Metrics::px(10 + 16), 0, Metrics::px(16), height()),
                       m_iconName, 16, ink);
}

}
