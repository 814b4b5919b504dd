// What if: the recorded times of the texts under other schedules, a bar each; the pale part of a bar is the share of
// the workers' time that would be idle or padding.
#pragma once

#include <QList>
#include <QWidget>
#include <vector>

namespace embedscope {

class ReplayChart : public QWidget
{
    Q_OBJECT

public:
    explicit ReplayChart(QWidget* parent = nullptr);

    /// Milliseconds of each text in order of arrival; empty: nothing was recorded.
    void setTexts(const std::vector<double>& milliseconds, int workers);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Row
    {
        QString name, facts;
        double makespan = 0, idleShare = 0;
    };
    QList<Row> m_rows;
};

}
