// The bar above a view: controls in a row, a hairline below.
#pragma once

#include "ui/views/lined_box.h"

class QHBoxLayout;

namespace embedscope {

class ViewBar : public LinedBox
{
    Q_OBJECT

public:
    explicit ViewBar(QWidget* parent = nullptr);

    void add(QWidget* control);
    void addStretch();

private:
    QHBoxLayout* m_row = nullptr;
};

}
