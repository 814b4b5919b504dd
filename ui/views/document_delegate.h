// Paints a cell of the documents table: sign and word, icon and name, numbers at the right, remark. Fixed row
// height, no editors.
#pragma once

#include <QStyledItemDelegate>

namespace embedscope {

struct DocumentItem;

class DocumentDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    static int rowHeight();
};

}
