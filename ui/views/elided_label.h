// A label of one line that ends in an ellipsis when it is too narrow; the whole text is its tool tip then.
#pragma once

#include <QLabel>

namespace embedscope {

class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

}
