#include "ui/views/inspector_delegate.h"

#include "ui/views/painting.h"
#include "ui/views/passages_model.h"
#include "ui/views/short_text.h"
#include "ui/views/wording.h"

#include <QAbstractItemView>

namespace embedscope {

namespace {

constexpr int kLines = 4;
constexpr double kLineHeight = 1.12;

ShortText passageText(const QModelIndex& index, int width)
{
    // Longer than four lines never shows; a short copy is quick to lay out.
    return {index.data().toString().left(600), Metrics::small(), width - Metrics::px(16 + 12 + 16), kLines,
            kLineHeight};
}

int viewWidth(const QStyleOptionViewItem& option)
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    return view ? view->viewport()->width() : option.rect.width();
}

}

QSize InspectorDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int width = viewWidth(option);
    return {width, passageText(index, width).height() + Metrics::px(4 + 20 + 4 + 12)};
}

void InspectorDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    const Theme& theme = Theme::current();
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    const QRect card = option.rect.adjusted(Metrics::px(16), 0, -Metrics::px(8), -Metrics::px(8));
    if (selected)
        painter->fillRect(card, theme.accentSoft);
    const QColor edge = selected ? theme.accent : index.row() % 2 == 0 ? theme.lineStrong : theme.line;
    painter->fillRect(QRect(card.left(), card.top(), Metrics::px(3), card.height()), edge);
    if ((option.state & QStyle::State_HasFocus) && option.widget && painting::showsFocus(option.widget))
        painting::focusOutline(*painter, card, Metrics::px(2));

    const QRect line(card.left() + Metrics::px(12), card.top() + Metrics::px(4),
                     card.width() - Metrics::px(20), Metrics::px(18));
    QFont bold = Metrics::small();
    bold.setBold(true);
    const QString title = tr("Passage %1").arg(index.data(PassagesModel::OrdinalRole).toInt() + 1);
    painter->setFont(bold);
    painter->setPen(selected ? theme.accentText : theme.text2);
    painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft, title);
    const int titleWidth = painter->fontMetrics().horizontalAdvance(title) + Metrics::px(8);
    const QString tokens =
        tr("%1 tokens").arg(wording::number(index.data(PassagesModel::TokensRole).toInt()));
    painter->setFont(Metrics::small());
    painter->setPen(theme.text2);
    painter->drawText(line, Qt::AlignVCenter | Qt::AlignRight, tokens);
    const QRect place =
        line.adjusted(titleWidth, 0, -painter->fontMetrics().horizontalAdvance(tokens) - Metrics::px(8), 0);
    painter->drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(index.data(PassagesModel::PlaceRole).toString(),
                                                        Qt::ElideRight, place.width()));
    passageText(index, viewWidth(option))
        .draw(*painter, QPointF(line.left(), line.bottom() + Metrics::px(3)), theme.text);
    painter->restore();
}

}
