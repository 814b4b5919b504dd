#include "ui/views/drop_overlay.h"

#include "ui/views/painting.h"

namespace embedscope {

DropOverlay::DropOverlay(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("dropOverlayWidget"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void DropOverlay::showSentence(const QString& sentence)
{
    m_sentence = sentence;
    setAccessibleName(sentence);
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

void DropOverlay::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    QColor veil = theme.window;
    veil.setAlphaF(0.6f);
    painter.fillRect(rect(), veil);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(theme.accent, 2, Qt::CustomDashLine);
    pen.setDashPattern({5, 4});
    painter.setPen(pen);
    const int edge = Metrics::px(6);
    painter.drawRoundedRect(rect().adjusted(edge, edge, -edge, -edge), Metrics::px(12), Metrics::px(12));

    QFont font = Metrics::title();
    painter.setFont(font);
    const int textWidth = painter.fontMetrics().horizontalAdvance(m_sentence);
    QRect card(0, 0, qMin(width() - Metrics::px(48), textWidth + Metrics::px(80)), Metrics::px(64));
    card.moveCenter(rect().center());
    painting::box(painter, card, Metrics::px(12), theme.accent);
    painting::icon(painter, QRect(card.left() + Metrics::px(16), card.top(), Metrics::px(24), card.height()),
                   QStringLiteral("drop"), 20, theme.onAccent);
    painter.setPen(theme.onAccent);
    painter.drawText(card.adjusted(Metrics::px(48), 0, -Metrics::px(16), 0), Qt::AlignCenter, m_sentence);
}

}
