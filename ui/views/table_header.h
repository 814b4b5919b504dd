// The header of a table: small grey words, numbers at the right, the sort arrow beside the word.
#pragma once

#include <QHeaderView>

namespace embedscope {

class TableHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit TableHeader(QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
};

}
