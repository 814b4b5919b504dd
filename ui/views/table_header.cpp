#include "ui/views/table_header.h"

#include "ui/views/painting.h"

namespace embedscope {

TableHeader::TableHeader(QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setSortIndicatorShown(true);
    setMinimumSectionSize(Metrics::px(40));
}

QSize TableHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), Metrics::px(32)};
}

void TableHeader::paintSection(QPainter* painter, const QRect& rect, int section) const
{
    const Theme& theme = Theme::current();
    painter->save();
    painter->fillRect(rect, theme.base);
    const double bottom = rect.bottom() + 0.5;
    painting::hairline(*painter, {rect.left() * 1.0, bottom}, {rect.right() + 1.0, bottom});
    QString text = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
    if (isSortIndicatorShown() && sortIndicatorSection() == section)
        text += QLatin1Char(' ') + QChar(sortIndicatorOrder() == Qt::AscendingOrder ? 0x2191 : 0x2193);
    const int alignment = model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt();
    painter->setFont(Metrics::small());
    painter->setPen(theme.text2);
    const QRect cell = rect.adjusted(Metrics::px(8), 0, -Metrics::px(8), 0);
    painter->drawText(cell, Qt::AlignVCenter | (alignment & Qt::AlignRight ? Qt::AlignRight : Qt::AlignLeft),
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, cell.width()));
    painter->restore();
}

}
