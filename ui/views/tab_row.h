// A quiet row of tabs: words, the current one bold with a petrol line below. Painted.
#pragma once

#include <QTabBar>

namespace embedscope {

class TabRow : public QTabBar
{
    Q_OBJECT

public:
    explicit TabRow(const QString& accessibleName, QWidget* parent = nullptr);

protected:
    QSize tabSizeHint(int index) const override;
    void paintEvent(QPaintEvent* event) override;
};

}
