#include "ui/views/text_button.h"

#include "ui/views/painting.h"

namespace embedscope {

TextButton::TextButton(const QString& iconName, QWidget* parent)
    : QToolButton(parent)
    , m_iconName(iconName)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void TextButton::setWords(const QString& bold, const QString& plain)
{
    if (bold == m_bold && plain == m_plain)
        return;
    m_bold = bold;
    m_plain = plain;
    setText(QString(bold + QLatin1Char(' ') + plain).trimmed());
    updateGeometry();
    update();
}

void TextButton::setReservedWords(const QString& widest)
{
    m_widest = widest;
    updateGeometry();
}

void TextButton::setLarge(bool large)
{
    m_large = large;
    updateGeometry();
}

QFont TextButton::wordsFont(bool bold) const
{
    QFont font = m_large ? Metrics::body() : Metrics::small();
    font.setBold(bold);
    return font;
}

int TextButton::iconSpace() const
{
    return m_iconName.isEmpty() ? 0 : Metrics::px(16 + 8);
}

int TextButton::arrowSpace() const
{
    return menu() ? Metrics::px(16 + 4) : 0;
}

QSize TextButton::sizeHint() const
{
    const QFontMetrics bold(wordsFont(true)), plain(wordsFont(false));
    const int words = qMax(bold.horizontalAdvance(m_bold), bold.horizontalAdvance(m_widest));
    int width = words + iconSpace() + arrowSpace() + 2 * Metrics::px(6) + 2; // fractions of letters
    if (!m_plain.isEmpty())
        width += plain.horizontalAdvance(m_plain) + (m_bold.isEmpty() ? 0 : Metrics::px(6));
    return {width, Metrics::px(m_large ? 32 : 28)};
}

QSize TextButton::minimumSizeHint() const
{
    return {qMin(sizeHint().width(), iconSpace() + arrowSpace() + Metrics::px(72)), sizeHint().height()};
}

void TextButton::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    const qreal radius = Metrics::px(6);
    if (isEnabled() && (underMouse() || isDown()))
        painting::box(painter, rect(), radius, painting::mixed(theme.window, theme.text, 0.06));
    if (painting::showsFocus(this))
        painting::focusOutline(painter, rect(), radius);
    int x = Metrics::px(6);
    if (!m_iconName.isEmpty())
        painting::icon(painter, QRect(x, 0, Metrics::px(16), height()), m_iconName, 16, theme.text2);
    x += iconSpace();
    const int right = width() - Metrics::px(6) - arrowSpace();
    const auto words = [&](const QString& text, bool bold, const QColor& color, int reserved) {
        painter.setFont(wordsFont(bold));
        painter.setPen(color);
        const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, right - x);
        const int advance = qMax(reserved, painter.fontMetrics().horizontalAdvance(shown));
        const Qt::Alignment alignment = reserved > 0 ? Qt::AlignRight : Qt::AlignLeft;
        painter.drawText(QRect(x, 0, qMin(advance, right - x), height()), Qt::AlignVCenter | alignment,
                         shown);
        x += advance + Metrics::px(6);
    };
    if (!m_bold.isEmpty())
        words(m_bold, true, theme.text, QFontMetrics(wordsFont(true)).horizontalAdvance(m_widest));
    if (!m_plain.isEmpty() && x < right)
        words(m_plain, false, m_bold.isEmpty() ? theme.text : theme.text2, 0);
    if (menu())
        painting::icon(painter, QRect(right + Metrics::px(2), 0, Metrics::px(16), height()),
                       QStringLiteral("chevron-down"), 16, theme.text);
}

}
