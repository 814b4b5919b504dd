// How many times as fast as B is A: a dot in its interval on a logarithmic axis, with the line of no
// difference at 1. Painted; says the same in words to who cannot see it.
#pragma once

#include <QWidget>

namespace embedscope {

class IntervalChart : public QWidget
{
    Q_OBJECT

public:
    explicit IntervalChart(QWidget* parent = nullptr);

    void setNames(const QString& a, const QString& b);
    /// Not known yet: high <= 0 or beyond all measure.
    void setInterval(double ratio, double low, double high, const QString& verdict);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    bool isKnown() const;
    double xOf(double ratio) const; ///< in pixels; logarithmic

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QRect plot() const;
    void paintAxis(QPainter& painter) const;

    QString m_a, m_b, m_verdict;
    double m_ratio = 1, m_low = 0, m_high = 0;
};

}
