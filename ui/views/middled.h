// Keeps the content of a page in the middle of a wide window.
#pragma once

#include <QHBoxLayout>
#include <QScrollArea>

namespace embedscope {

/// `scroll` takes the content; its widest is the content's own maximum.
inline void showMiddled(QScrollArea& scroll, QWidget& content)
{
    auto* outer = new QWidget(&scroll);
    auto* row = new QHBoxLayout(outer);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addStretch(1);
    row->addWidget(&content, 1000);
    row->addStretch(1);
    scroll.setWidget(outer);
    outer->setAutoFillBackground(false);
}

}
