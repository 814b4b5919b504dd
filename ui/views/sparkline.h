// The last minute of one number as a small filled line, newest at the right. Painted; reads a History when it
// is told to.
#pragma once

#include "ui/models/history.h"

#include <QWidget>
#include <vector>

namespace embedscope {

class Sparkline : public QWidget
{
    Q_OBJECT

public:
    explicit Sparkline(QWidget* parent = nullptr);

    void take(const History& history, double nowSeconds);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<HistoryBucket> m_columns;
    double m_highest = 0;
};

}
