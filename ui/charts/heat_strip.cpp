#include "ui/charts/heat_strip.h"

#include "ui/charts/chart_columns.h"
#include "ui/charts/theme.h"

#include <QImage>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <cstring>

namespace embedscope {

namespace {

constexpr int kCellWidth = 6, kLowestRow = 4, kDescribeEveryMs = 1000;
constexpr std::size_t kMostSpoken = 64;

}

HeatStrip::HeatStrip(TimeAxis& axis, QWidget* parent)
    : TimeChart(axis, parent)
{
    setTitle(tr("Cores"), tr("busy"));
    connect(&axis, &TimeAxis::changed, this, &HeatStrip::describe);
}

void HeatStrip::setCores(const std::vector<History>* cores)
{
    m_cores = cores;
    update();
}

int HeatStrip::rows() const
{
    const int cores = m_cores ? static_cast<int>(m_cores->size()) : 0;
    return std::min(cores, std::max(1, plot().height() / Metrics::px(kLowestRow)));
}

QRect HeatStrip::rowRect(int row) const
{
    const QRect area = plot();
    const int all = std::max(1, rows());
    const int top = area.top() + area.height() * row / all;
    const int next = area.top() + area.height() * (row + 1) / all;
    return {area.left(), top, area.width(), std::max(1, next - top - 1)};
}

int HeatStrip::firstCore(int row) const
{
    return static_cast<int>(m_cores->size()) * row / std::max(1, rows());
}

HeatStrip::Cells HeatStrip::cells(int row) const
{
    Cells cells;
    const int first = firstCore(row), last = firstCore(row + 1);
    std::vector<int> counted;
    for (int core = first; core < last; ++core) {
        const HistoryColumns columns =
            readColumns((*m_cores)[static_cast<std::size_t>(core)], axis().from(), axis().to(),
                        std::max(1, plot().width() / Metrics::px(kCellWidth)));
        cells.from = columns.from;
        cells.step = columns.step;
        cells.percent.resize(columns.buckets.size(), 0.f);
        counted.resize(columns.buckets.size(), 0);
        for (std::size_t i = 0; i < columns.buckets.size(); ++i) {
            if (columns.buckets[i].count == 0)
                continue;
            cells.percent[i] += columns.buckets[i].mean();
            ++counted[i];
        }
    }
    for (std::size_t i = 0; i < cells.percent.size(); ++i)
        cells.percent[i] = counted[i] > 0 ? cells.percent[i] / static_cast<float>(counted[i]) : -1.f;
    return cells;
}

float HeatStrip::percentAt(const Cells& cells, double seconds) const
{
    const auto cell = static_cast<long long>(std::floor((seconds - cells.from) / cells.step));
    const bool inside = cell >= 0 && cell < static_cast<long long>(cells.percent.size());
    return inside ? cells.percent[static_cast<std::size_t>(cell)] : -1.f;
}

QColor HeatStrip::colorOf(float percent) const
{
    if (percent < 0)
        return palette().color(backgroundRole());
    return Theme::current().fromSequential(static_cast<double>(percent) / 100);
}

QColor HeatStrip::cellColor(int row, double seconds) const
{
    return colorOf(percentAt(cells(row), seconds));
}

void HeatStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintTitle(painter);
    const int all = rows();
    if (all > 0) {
        painter.setFont(Metrics::caption());
        painter.setPen(Theme::current().text2);
        const auto label = [&](int row, const QString& text) {
            const int middle = rowRect(row).center().y();
            const QRect place(0, middle - Metrics::px(10), plot().left() - Metrics::px(8), Metrics::px(20));
            painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, text);
        };
        label(0, QString::number(1));
        if (rowRect(all - 1).top() - rowRect(0).top() >= Metrics::px(14))
            label(all - 1, QString::number(m_cores->size()));
    }
    const double ratio = devicePixelRatioF();
    for (int row = 0; row < all; ++row) {
        const QRect place = rowRect(row);
        const Cells values = cells(row);
        // One line of pixels is enough: it is stretched over the row's height by plain copies.
        QImage line(static_cast<int>(std::lround(place.width() * ratio)), 1, QImage::Format_RGB32);
        auto* pixels = reinterpret_cast<QRgb*>(line.bits());
        const double pixelSeconds = axis().span() / line.width();
        float last = -2;
        QRgb color = 0;
        for (int x = 0; x < line.width(); ++x) {
            const float percent = percentAt(values, axis().from() + (x + 0.5) * pixelSeconds);
            if (percent != last) // a cell is several pixels wide
                color = colorOf(percent).rgb();
            last = percent;
            pixels[x] = color;
        }
        painter.drawImage(place, line);
    }
    paintHoverLine(painter);
    paintHoverText(painter, hoverText(), rowRect(std::max(0, m_hoverRow)).top());
    paintFocus(painter);
}

void HeatStrip::mouseMoveEvent(QMouseEvent* event)
{
    m_hoverRow = -1;
    for (int row = 0; row < rows(); ++row) {
        if (event->position().y() >= rowRect(row).top())
            m_hoverRow = row;
    }
    TimeChart::mouseMoveEvent(event);
}

QString HeatStrip::hoverText() const
{
    if (!axis().hover() || !underMouse() || m_hoverRow < 0 || m_hoverRow >= rows())
        return {};
    const Cells values = cells(m_hoverRow);
    const float percent = percentAt(values, *axis().hover());
    if (percent < 0)
        return {};
    const int first = firstCore(m_hoverRow), last = firstCore(m_hoverRow + 1);
    const QString core =
        last - first > 1 ? tr("Cores %1 to %2").arg(first + 1).arg(last) : tr("Core %1").arg(first + 1);
    return tr("%1, %2 %").arg(core).arg(std::lround(percent));
}

void HeatStrip::describe()
{
    if (!m_cores || !isVisible() || (m_described.isValid() && m_described.elapsed() < kDescribeEveryMs))
        return;
    m_described.start();
    QStringList words;
    for (std::size_t i = 0; i < std::min(m_cores->size(), kMostSpoken); ++i)
        words.append(tr("Core %1, %2 percent").arg(i + 1).arg(std::lround((*m_cores)[i].latest())));
    setAccessibleDescription(tr("%1. Ctrl+T shows the table.").arg(words.join(QStringLiteral("; "))));
}

}
