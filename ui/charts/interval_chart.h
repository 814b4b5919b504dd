// How many times as fast as the first is each of the others: a dot in its interval on a logarithmic axis, with the
// line of no difference at 1. Painted; says the same in words to who cannot see it.
#pragma once

#include <QList>
#include <QWidget>

namespace embedscope {

struct IntervalRow
{
    QString letter, name, verdict;
    double ratio = 1, low = 0, high = 0; ///< not known yet: high <= 0 or beyond all measure
    int color = 0; ///< of Theme::series

    bool isKnown() const;
};

class IntervalChart : public QWidget
{
    Q_OBJECT

public:
    explicit IntervalChart(QWidget* parent = nullptr);

    void setRows(const QList<IntervalRow>& rows);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    double xOf(double ratio) const; ///< in pixels; logarithmic

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QRect plot() const;
    QRect rowRect(qsizetype row) const;
    void paintAxis(QPainter& painter) const;
    void paintRow(QPainter& painter, qsizetype row) const;
    void paintInterval(QPainter& painter, const IntervalRow& row, double middle) const;

    QList<IntervalRow> m_rows;
};

}
