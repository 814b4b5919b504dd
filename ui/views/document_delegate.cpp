#include "ui/views/document_delegate.h"

#include "ui/models/documents_model.h"
#include "ui/views/kind_icon.h"
#include "ui/views/painting.h"
#include "ui/views/state_sign.h"

namespace embedscope {

namespace {

bool isNumber(int column)
{
    return column == DocumentsModel::Pages || column == DocumentsModel::Passages
        || column == DocumentsModel::Tokens || column == DocumentsModel::Milliseconds;
}

DocumentState stateOf(const QModelIndex& index)
{
    return static_cast<DocumentState>(index.data(DocumentsModel::ItemStateRole).toInt());
}

/// Paints the sign before the text and returns where the text begins.
int paintSign(QPainter& painter, const QRect& cell, const QModelIndex& index)
{
    const QRect sign(cell.left(), cell.center().y() - Metrics::px(8) + 1, Metrics::px(16), Metrics::px(16));
    if (index.column() == DocumentsModel::State) {
        paintStateSign(painter, sign, stateOf(index), index.data(DocumentsModel::FractionRole).toDouble());
    } else {
        const QString kind = index.data(DocumentsModel::KindRole).toString();
        painting::icon(painter, sign, kindIconName(kind, index.data(Qt::DisplayRole).toString()), 16,
                       Theme::current().text2);
    }
    return sign.right() + 1 + Metrics::px(8);
}

QColor inkOf(const QModelIndex& index)
{
    const Theme& theme = Theme::current();
    switch (index.column()) {
    case DocumentsModel::State:
        return stateWordColor(stateOf(index));
    case DocumentsModel::Remark:
        return stateOf(index) == DocumentState::Problem ? theme.problem : theme.text2;
    case DocumentsModel::Pages:
    case DocumentsModel::Milliseconds:
    case DocumentsModel::Type:
        return theme.text2;
    default:
        return theme.text;
    }
}

}

int DocumentDelegate::rowHeight()
{
    return Metrics::px(32);
}

QSize DocumentDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {Metrics::px(64), rowHeight()};
}

void DocumentDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    const Theme& theme = Theme::current();
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    if (selected)
        painter->fillRect(option.rect, theme.accentSoft);
    const double bottom = option.rect.bottom() + 0.5;
    painting::hairline(*painter, {option.rect.left() * 1.0, bottom}, {option.rect.right() + 1.0, bottom});
    if ((option.state & QStyle::State_HasFocus) && option.widget && painting::showsFocus(option.widget))
        painting::focusOutline(*painter, option.rect.adjusted(0, 0, 0, -1), Metrics::px(4));

    QRect cell = option.rect.adjusted(Metrics::px(8), 0, -Metrics::px(8), 0);
    if (index.column() == DocumentsModel::State || index.column() == DocumentsModel::Name)
        cell.setLeft(paintSign(*painter, cell, index));
    QFont font = index.column() == DocumentsModel::Remark || isNumber(index.column()) ? Metrics::small()
                                                                                      : Metrics::body();
    font.setBold(selected && index.column() == DocumentsModel::Name);
    painter->setFont(font);
    painter->setPen(selected && index.column() == DocumentsModel::Pages ? theme.text : inkOf(index));
    const QString text =
        index.column() == DocumentsModel::State ? stateWord(stateOf(index)) : index.data().toString();
    const Qt::TextElideMode elide = index.column() == DocumentsModel::Name ? Qt::ElideMiddle : Qt::ElideRight;
    painter->drawText(cell, Qt::AlignVCenter | (isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft),
                      painter->fontMetrics().elidedText(text, elide, cell.width()));
    painter->restore();
}

}
