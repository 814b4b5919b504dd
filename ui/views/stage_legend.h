// The colours of the lanes in words, in one line; what does not fit is left out from the right.
#pragma once

#include <QWidget>

namespace embedscope {

class StageLegend : public QWidget
{
    Q_OBJECT

public:
    explicit StageLegend(QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

}
