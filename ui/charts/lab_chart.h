// A small still chart of the lab with lines over a number: Qt Charts in the colours and fonts of the look, with the
// names of lines at their right ends. Up to some hundred points.
#pragma once

#include <QChartView>
#include <QList>
#include <QPointF>

class QGraphicsSimpleTextItem;
class QValueAxis;

namespace embedscope {

struct LabLine
{
    QString name, remark; ///< remark: below the name, grey
    QList<QPointF> points;
    int color = 0; ///< of Theme::series
    bool markers = true;
    bool line = true;
};

class LabChart : public QChartView
{
    Q_OBJECT

public:
    enum class Scale
    {
        Plain, ///< whole numbers from 1 on
        Doubling ///< 1, 2, 4, 8, ...
    };
    LabChart(const QString& title, const QString& unit, Scale scale, QWidget* parent = nullptr);

    /// `top`: of the upright axis, 0: by the points. `beyond`: from this number on the plot is shaded ("more cores than
    /// here"); 0: nowhere.
    void setLines(const QList<LabLine>& lines, double top = 0, double beyond = 0, const QString& beyondWords = {});
    const QList<LabLine>& lines() const { return m_lines; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

private:
    void rebuild();
    void addAxes(double right, double top);
    void describe();

    QString m_title, m_unit;
    Scale m_scale;
    QList<LabLine> m_lines;
    double m_top = 0, m_beyond = 0;
    QString m_beyondWords;
};

}
