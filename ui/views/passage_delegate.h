// Paints a passage of an answer: document, place, heading, the passage with its best sentence in amber, score
// with what it means, ranks.
#pragma once

#include "ui/models/types.h"

#include <QStyledItemDelegate>

namespace embedscope {

class PassageDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintPassage(QPainter& painter, const QRect& content, const QModelIndex& index, bool selected) const;
    void paintRule(QPainter& painter, const QRect& rect) const;
    void paintHead(QPainter& painter, const QRect& line, const SearchResultRow& row) const;
    void paintFoot(QPainter& painter, const QRect& line, const SearchResultRow& row, const QModelIndex& index,
                   bool selected) const;
};

}
