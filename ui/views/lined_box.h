// A plain container with a hairline at its foot.
#pragma once

#include <QWidget>

namespace embedscope {

class LinedBox : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent* event) override;
};

}
