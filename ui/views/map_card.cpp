#include "ui/views/map_card.h"

#include "ui/views/painting.h"
#include "ui/views/passages_model.h"
#include "ui/views/short_text.h"
#include "ui/views/wording.h"

#include <algorithm>

namespace embedscope {

namespace {

constexpr int kWidth = 304, kEdge = 14, kShadow = 6, kLines = 5;
constexpr double kLineHeight = 1.15;

}

MapCard::MapCard(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("mapCardWidget"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void MapCard::setPassage(const QString& document, const ChunkRow* passage)
{
    m_document = document;
    m_place = passage ? placeWords(passage->position) : QString();
    m_text = passage ? QString::fromStdString(passage->text).simplified().left(600) : tr("A moment.");
    m_foot = passage ? tr("%1 tokens").arg(wording::number(passage->tokens)) : QString();
    const int inner = Metrics::px(kWidth - 2 * kEdge);
    const ShortText text(m_text, Metrics::small(), inner, kLines, kLineHeight);
    const int foot = m_foot.isEmpty() ? 0 : Metrics::px(24);
    resize(Metrics::px(kWidth + 2 * kShadow),
           Metrics::px(2 * kEdge + 26 + 2 * kShadow) + text.height() + foot);
    setAccessibleName(document + QStringLiteral(", ") + m_place);
    setAccessibleDescription(m_text);
    update();
}

/// To the right of the point where there is room, else to the left; never over the point.
void MapCard::placeBeside(const QPointF& point, const QRect& inside)
{
    const int away = Metrics::px(8);
    int x = static_cast<int>(point.x()) + away;
    if (x + width() > inside.right())
        x = static_cast<int>(point.x()) - away - width();
    const int y = static_cast<int>(point.y()) - height() / 3;
    move(std::clamp(x, inside.left(), std::max(inside.left(), inside.right() - width())),
         std::clamp(y, inside.top(), std::max(inside.top(), inside.bottom() - height())));
}

void MapCard::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    const int shadow = Metrics::px(kShadow);
    for (int i = shadow; i > 0; --i) {
        QColor shade = theme.shadow;
        shade.setAlphaF(0.05f * static_cast<float>(shadow - i + 1) / static_cast<float>(shadow));
        painting::box(painter, QRectF(rect()).adjusted(shadow - i, shadow - i + 1, i - shadow, i - shadow),
                      Metrics::px(8) + i, shade);
    }
    const QRect card = rect().adjusted(shadow, shadow, -shadow, -shadow);
    painting::box(painter, card, Metrics::px(8), theme.base, theme.lineStrong);
    const int edge = Metrics::px(kEdge);
    const QRect head(card.left() + edge, card.top() + edge, card.width() - 2 * edge, Metrics::px(20));
    painter.setFont(Metrics::small());
    painter.setPen(theme.text2);
    painter.drawText(head, Qt::AlignVCenter | Qt::AlignRight, m_place);
    const int placeWidth =
        m_place.isEmpty() ? 0 : painter.fontMetrics().horizontalAdvance(m_place) + Metrics::px(8);
    QFont bold = Metrics::small();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(
        head, Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(m_document, Qt::ElideMiddle, head.width() - placeWidth));
    const ShortText text(m_text, Metrics::small(), head.width(), kLines, kLineHeight);
    text.draw(painter, QPointF(head.left(), head.bottom() + Metrics::px(6)), theme.text);
    painter.setFont(Metrics::small());
    painter.setPen(theme.text2);
    painter.drawText(
        QRect(head.left(), card.bottom() - edge - Metrics::px(16), head.width(), Metrics::px(18)),
        Qt::AlignVCenter, m_foot);
}

}
