// A line over time that is still being written: one or two series of histories, three to five grid lines,
// flags where settings changed, the newest value at the right end. Painted column by column, about a
// millisecond. The histories must outlive the chart.
#pragma once

#include "ui/charts/chart_columns.h"
#include "ui/charts/time_chart.h"
#include "ui/charts/value_scale.h"
#include "ui/models/monitor.h"

#include <QElapsedTimer>
#include <QImage>

namespace embedscope {

struct ChartSeries
{
    QString name; ///< "Tokens"
    QString unit; ///< after a value: "tokens/s"
    const History* history = nullptr;
    int color = 0; ///< of Theme::series
};

class LiveChart : public TimeChart
{
    Q_OBJECT

public:
    LiveChart(const QString& title, const QString& unit, TimeAxis& axis, QWidget* parent = nullptr);

    void addSeries(const ChartSeries& series);
    void setFixedTop(double top); ///< percent end at 100
    /// Dashed lines; with `sentences` also pennant and words, and the means of the first series before and
    /// after. The list must outlive the chart.
    void setFlags(const QList<MonitorFlag>* flags, bool sentences);

    std::vector<PixelColumn> columns(int series) const; ///< what is painted now, one per device pixel
    QString valuesAt(double seconds) const; ///< "12,431 tokens/s"; empty where nothing was measured
    QString flagSentence(int flag) const;
    const ValueScale& scale() const { return m_scale; }
    int paints() const { return m_paints; } ///< for tests: how often it was painted

protected:
    QMargins plotMargins() const override;
    void paintEvent(QPaintEvent* event) override;

private:
    struct BackgroundKey
    {
        QSize size;
        double ratio = 0, top = 0;
        QRgb paper = 0, ink = 0;
        QString font;
        bool operator==(const BackgroundKey&) const = default;
    };
    QRect devicePlot() const;
    void fitScale();
    void drawBackground();
    void paintFlags(QPainter& painter) const;
    double paintFlagSentence(QPainter& painter, const QString& sentence, double x, double middle,
                             double room) const;
    void paintEnd(QPainter& painter) const;
    void describe();

    QList<ChartSeries> m_series;
    ValueScale m_scale;
    const QList<MonitorFlag>* m_flags = nullptr;
    bool m_sentences = false;
    QImage m_background;
    BackgroundKey m_backgroundKey;
    QElapsedTimer m_described;
    int m_paints = 0;
};

}
