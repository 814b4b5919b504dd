// The bar above a view: controls in a row, a hairline below.
#pragma once

#include <QWidget>

class QHBoxLayout;

namespace embedscope {

class ViewBar : public QWidget
{
    Q_OBJECT

public:
    explicit ViewBar(QWidget* parent = nullptr);

    void add(QWidget* control);
    void addStretch();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QHBoxLayout* m_row = nullptr;
};

}
