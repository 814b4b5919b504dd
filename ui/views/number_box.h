// A field for a number that only takes the wheel while it has the keyboard: who scrolls past it does not want
// to change it.
#pragma once

#include <QSpinBox>

namespace embedscope {

class NumberBox : public QSpinBox
{
    Q_OBJECT

public:
    explicit NumberBox(QWidget* parent = nullptr);

protected:
    void wheelEvent(QWheelEvent* event) override;
};

}
