// Paints a passage of one document: number, place, tokens, the first lines; the chosen one with a petrol
// edge.
#pragma once

#include <QStyledItemDelegate>

namespace embedscope {

class InspectorDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}
