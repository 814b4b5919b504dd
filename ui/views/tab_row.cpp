#include "ui/views/tab_row.h"

#include "ui/views/painting.h"

namespace embedscope {

TabRow::TabRow(const QString& accessibleName, QWidget* parent)
    : QTabBar(parent)
{
    setAccessibleName(accessibleName);
    setExpanding(false);
    setDrawBase(false);
    setDocumentMode(true);
    setFocusPolicy(Qt::TabFocus);
}

QSize TabRow::tabSizeHint(int index) const
{
    QFont bold = Metrics::small();
    bold.setBold(true);
    return {QFontMetrics(bold).horizontalAdvance(tabText(index)) + Metrics::px(24), Metrics::px(34)};
}

void TabRow::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painting::hairline(painter, {0.0, height() - 0.5}, {width() * 1.0, height() - 0.5});
    for (int i = 0; i < count(); ++i) {
        const bool current = i == currentIndex();
        QFont font = Metrics::small();
        font.setBold(current);
        painter.setFont(font);
        painter.setPen(current ? theme.text : theme.text2);
        QRect tab = tabRect(i);
        if (i == 0) // the first word stands where the heading stands
            tab.adjust(Metrics::px(4), 0, 0, 0);
        painter.drawText(tab, Qt::AlignCenter, tabText(i));
        if (current)
            painter.fillRect(QRect(tab.left() + Metrics::px(12), height() - Metrics::px(2),
                                   tab.width() - Metrics::px(24), Metrics::px(2)),
                             theme.accent);
        if (current && painting::showsFocus(this))
            painting::focusOutline(painter, tab.adjusted(2, 2, -2, -4), Metrics::px(4));
    }
}

}
