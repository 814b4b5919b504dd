#include "ui/charts/lab_chart.h"

#include "ui/charts/series_style.h"
#include "ui/charts/theme.h"
#include "ui/charts/value_scale.h"
#include "ui/models/number_text.h"

#include <QCategoryAxis>
#include <QEvent>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr int kHeight = 230, kTitleHeight = 36, kLabelWidth = 110, kAxisHeight = 24, kAxisWidth = 48;

double highestOf(const QList<LabLine>& lines, bool upright)
{
    double highest = 0;
    for (const LabLine& line : lines) {
        for (const QPointF& point : line.points)
            highest = std::max(highest, upright ? point.y() : point.x());
    }
    return highest;
}

void dress(QAbstractAxis& axis, bool grid)
{
    const Theme& theme = Theme::current();
    axis.setLabelsFont(Metrics::caption());
    axis.setLabelsBrush(theme.text2);
    axis.setGridLineColor(theme.line);
    axis.setGridLineVisible(grid);
    axis.setLinePen(QPen(theme.line, 1));
    axis.setLineVisible(!grid);
}

}

LabChart::LabChart(const QString& title, const QString& unit, Scale scale, QWidget* parent)
    : QChartView(parent)
    , m_title(title)
    , m_unit(unit)
    , m_scale(scale)
{
    setAccessibleName(title);
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::NoFocus);
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    chart()->setBackgroundVisible(false);
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->legend()->hide();
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->setMargins({0, Metrics::px(kTitleHeight), Metrics::px(kLabelWidth), 0});
}

QSize LabChart::sizeHint() const
{
    return {Metrics::px(440), Metrics::px(kHeight)};
}

QSize LabChart::minimumSizeHint() const
{
    return {Metrics::px(260), Metrics::px(kHeight)};
}

void LabChart::setLines(const QList<LabLine>& lines, double top, double beyond, const QString& beyondWords)
{
    m_lines = lines;
    m_top = top;
    m_beyond = beyond;
    m_beyondWords = beyondWords;
    rebuild();
    describe();
}

void LabChart::rebuild()
{
    chart()->removeAllSeries();
    for (QAbstractAxis* axis : chart()->axes())
        chart()->removeAxis(axis); // removing gives it back
    qDeleteAll(chart()->findChildren<QAbstractAxis*>(QString(), Qt::FindDirectChildrenOnly));
    ValueScale scale;
    scale.fit(m_top > 0 ? m_top : std::max(1e-9, highestOf(m_lines, true)));
    addAxes(std::max(2.0, highestOf(m_lines, false)), m_top > 0 ? m_top : scale.top());
    for (const LabLine& line : m_lines) {
        auto* const series = new QLineSeries(chart());
        for (const QPointF& point : line.points)
            series->append(m_scale == Scale::Doubling ? std::log2(std::max(1.0, point.x())) : point.x(), point.y());
        series->setPen(line.line ? seriesPen(line.color, 1.75) : QPen(Qt::NoPen));
        chart()->addSeries(series);
        for (QAbstractAxis* axis : chart()->axes())
            series->attachAxis(axis);
    }
    viewport()->update();
}

void LabChart::addAxes(double right, double top)
{
    auto* const across = new QCategoryAxis(chart());
    across->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    const bool doubling = m_scale == Scale::Doubling;
    const int step = doubling ? 1 : std::max(1, static_cast<int>(std::ceil(right / 8)));
    const double first = doubling ? 0 : 1, last = doubling ? std::log2(right) : right;
    for (double at = first; at <= last + 1e-9; at += step)
        across->append(numberText(std::llround(doubling ? std::exp2(at) : at)), at);
    across->setRange(first, last);
    dress(*across, false);
    auto* const upright = new QCategoryAxis(chart());
    upright->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    ValueScale scale;
    scale.setFixedTop(top);
    upright->append(QStringLiteral("0"), 0);
    for (const double line : scale.lines()) {
        if (line > 0)
            upright->append(ValueScale::label(line), line);
    }
    upright->setRange(0, top);
    dress(*upright, true);
    chart()->addAxis(across, Qt::AlignBottom);
    chart()->addAxis(upright, Qt::AlignLeft);
}

/// Title, markers and the names at the right ends, moved apart where they would lie on each other.
void LabChart::drawForeground(QPainter* painter, const QRectF&)
{
    const Theme& theme = Theme::current();
    const QRectF area = chart()->plotArea();
    if (m_beyond > 0 && !m_lines.isEmpty()) {
        const double x = chart()->mapToPosition({m_beyond, 0}, chart()->series().value(0)).x();
        QColor shade = theme.text2;
        shade.setAlphaF(0.08f);
        if (x < area.right()) {
            const QRectF place(x, area.top(), area.right() - x, area.height());
            painter->fillRect(place, shade);
            painter->setFont(Metrics::caption());
            painter->setPen(theme.text2);
            painter->drawText(place.adjusted(4, 0, -4, -4), Qt::AlignBottom | Qt::AlignRight, m_beyondWords);
        }
    }
    QFont bold = Metrics::caption();
    bold.setBold(true);
    painter->setFont(bold);
    painter->setPen(theme.text);
    painter->drawText(QRectF(0, 0, width(), Metrics::px(18)), Qt::AlignVCenter, m_title);
    painter->setFont(Metrics::caption());
    painter->setPen(theme.text2);
    painter->drawText(QRectF(0, Metrics::px(17), width(), Metrics::px(16)), Qt::AlignVCenter, m_unit);
    double lowest = area.bottom() + Metrics::px(8);
    QList<int> order;
    for (int i = 0; i < m_lines.size(); ++i)
        order.append(i);
    const auto endOf = [&](int line) {
        auto* const series = static_cast<QLineSeries*>(chart()->series().value(line));
        return series && series->count() > 0 ? chart()->mapToPosition(series->at(series->count() - 1), series)
                                             : QPointF();
    };
    std::ranges::sort(order, [&](int a, int b) { return endOf(a).y() > endOf(b).y(); });
    for (const int i : order) {
        const LabLine& line = m_lines[i];
        auto* const series = static_cast<QLineSeries*>(chart()->series().value(i));
        if (!series || series->count() == 0)
            continue;
        for (int point = 0; line.markers && point < series->count(); ++point)
            paintMarker(*painter, line.color, chart()->mapToPosition(series->at(point), series), Metrics::px(3));
        const double high = Metrics::px(line.remark.isEmpty() ? 16 : 32);
        const double y = std::min(endOf(i).y() + Metrics::px(8), lowest);
        lowest = y - high;
        const QRectF place(area.right() + Metrics::px(8), y - high, Metrics::px(kLabelWidth) - Metrics::px(8), high);
        painter->setFont(Metrics::caption());
        painter->setPen(theme.text);
        painter->drawText(place, Qt::AlignTop, line.name);
        painter->setPen(theme.text2);
        painter->drawText(place, Qt::AlignBottom, line.remark);
    }
}

void LabChart::describe()
{
    QStringList words;
    for (const LabLine& line : m_lines) {
        QStringList values;
        for (const QPointF& point : line.points) {
            if (line.markers)
                values += tr("%1 at %2").arg(shownLocale().toString(point.y(), 'g', 4), shownLocale().toString(point.x(), 'g', 4));
        }
        words += values.isEmpty() ? line.name : tr("%1: %2").arg(line.name, values.join(QLatin1String(", ")));
    }
    setAccessibleDescription(words.join(QLatin1String(". ")));
}

void LabChart::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    viewport()->update();
}

void LabChart::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        rebuild();
}

}
