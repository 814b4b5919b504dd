#include "ui/charts/slices_chart.h"

#include "engine/lab/lab_run.h"
#include "ui/charts/series_style.h"
#include "ui/charts/theme.h"
#include "ui/models/number_text.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr int kHeight = 190, kAxisWidth = 52, kAxisHeight = 24, kTitleHeight = 40, kLabelWidth = 150;
constexpr double kMarker = 3;

QColor colourOf(int contender)
{
    return Theme::current().series.value(contender);
}

/// 1, 2, 2.5 or 5 times a power of ten: at most `lines` of them up to `top`.
double niceStep(double top, int lines)
{
    const double rough = top / lines;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (power * factor >= rough)
            return power * factor;
    }
    return power * 10;
}

QString rateText(double rate)
{
    return rate >= 10'000 ? SlicesChart::tr("%1 k").arg(numberText(std::llround(rate / 1000)))
                          : numberText(std::llround(rate));
}

QString letter(int contender)
{
    return QString::fromStdString(contenderLetter(static_cast<std::size_t>(contender)));
}

}

SliceStrip::SliceStrip(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("sliceStripWidget"));
    setAccessibleName(tr("Slices in running order"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize SliceStrip::sizeHint() const
{
    return {Metrics::px(320), Metrics::px(14)};
}

void SliceStrip::setSlices(const std::vector<ComparisonSlice>& slices, bool running, double part)
{
    m_slices = slices;
    m_running = running;
    m_part = part;
    setAccessibleDescription(tr("%1 slices").arg(slices.size()));
    update();
}

/// As many marks as the whole time will hold, by the slices so far.
void SliceStrip::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    const auto done = static_cast<int>(m_slices.size());
    int all = done;
    if (m_running)
        all = m_part > 0.02 ? std::max(done + 1, static_cast<int>(done / m_part)) : std::max(done + 1, 40);
    if (all == 0)
        return;
    const double stride = std::min<double>(Metrics::px(10), static_cast<double>(width()) / all);
    const double gap = stride >= 4 ? std::max(1.0, stride / 5) : 0;
    for (int i = 0; i < all; ++i) {
        const QRectF mark(std::round(i * stride), 0, std::max(1.0, std::round(stride - gap)), height());
        painter.fillRect(mark,
                         i < done ? colourOf(m_slices[static_cast<std::size_t>(i)].contender) : theme.sunken);
        if (i == done && m_running) {
            painter.setPen(theme.text2);
            painter.drawRect(mark.adjusted(0, 0, -1, -1));
        }
    }
}

SlicesChart::SlicesChart(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("slicesChart"));
    setAccessibleName(tr("Throughput of the slices over time"));
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize SlicesChart::sizeHint() const
{
    return {Metrics::px(640), Metrics::px(kHeight + kTitleHeight)};
}

QSize SlicesChart::minimumSizeHint() const
{
    return {Metrics::px(320), Metrics::px(150)};
}

void SlicesChart::setNames(const QStringList& names)
{
    m_names = names;
    update();
}

void SlicesChart::setSlices(const std::vector<ComparisonSlice>& slices, double plannedSeconds)
{
    m_slices = slices;
    m_planned = plannedSeconds;
    m_hovered = -1;
    QString words;
    for (int contender = 0; contender < m_names.size(); ++contender) {
        double sum = 0;
        int count = 0;
        for (const ComparisonSlice& slice : slices) {
            if (slice.contender == contender) {
                sum += slice.tokensPerSecond;
                ++count;
            }
        }
        words += tr("%1: %2 slices, %3 tokens per second in the mean. ")
                     .arg(letter(contender))
                     .arg(count)
                     .arg(numberText(count > 0 ? std::llround(sum / count) : 0));
    }
    setAccessibleDescription(words.trimmed());
    update();
}

QRectF SlicesChart::plot() const
{
    const double right = std::min<double>(Metrics::px(kLabelWidth), width() / 4.0);
    return {static_cast<double>(Metrics::px(kAxisWidth)), static_cast<double>(Metrics::px(kTitleHeight + 6)),
            std::max(40.0, width() - Metrics::px(kAxisWidth) - right),
            std::max(30.0, static_cast<double>(height() - Metrics::px(kTitleHeight + 6 + kAxisHeight)))};
}

double SlicesChart::topRate() const
{
    double top = 0;
    for (const ComparisonSlice& slice : m_slices)
        top = std::max(top, slice.tokensPerSecond);
    return top > 0 ? top * 1.1 : 1000;
}

double SlicesChart::endSeconds() const
{
    double end = m_planned;
    for (const ComparisonSlice& slice : m_slices)
        end = std::max(end, slice.startSeconds + slice.seconds);
    return std::max(end, 1.0);
}

QPointF SlicesChart::positionOf(int slice) const
{
    const ComparisonSlice& s = m_slices[static_cast<std::size_t>(slice)];
    const QRectF area = plot();
    return {area.left() + area.width() * (s.startSeconds + s.seconds / 2) / endSeconds(),
            area.bottom() - area.height() * s.tokensPerSecond / topRate()};
}

int SlicesChart::sliceAt(const QPointF& pixel) const
{
    if (!plot().adjusted(-4, -4, 4, 4).contains(pixel))
        return -1;
    int best = -1;
    double nearest = 0;
    for (int i = 0; i < static_cast<int>(m_slices.size()); ++i) {
        const double away = std::abs(positionOf(i).x() - pixel.x());
        if (best < 0 || away < nearest) {
            best = i;
            nearest = away;
        }
    }
    return best;
}

void SlicesChart::paintGrid(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    const QRectF area = plot();
    QFont bold = Metrics::caption();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(QRect(0, 0, width(), Metrics::px(18)), Qt::AlignVCenter,
                     tr("Throughput, slice by slice"));
    painter.setFont(Metrics::caption());
    painter.setPen(theme.text2);
    painter.drawText(QRect(0, Metrics::px(18), width(), Metrics::px(16)), Qt::AlignVCenter, tr("tokens/s"));
    const double top = topRate(), step = niceStep(top, 5);
    for (double rate = 0; rate <= top; rate += step) {
        const double y = std::round(area.bottom() - area.height() * rate / top) + 0.5;
        painter.setPen(QPen(theme.line, 1));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(theme.text2);
        painter.drawText(QRectF(0, y - 10, area.left() - Metrics::px(8), 20),
                         Qt::AlignVCenter | Qt::AlignRight, rateText(rate));
    }
    const double end = endSeconds(), seconds = niceStep(end, 6);
    for (double second = 0; second <= end + 1e-9; second += seconds) {
        const double x = area.left() + area.width() * second / end;
        painter.drawText(QRectF(x - 40, area.bottom() + Metrics::px(4), 80, Metrics::px(18)),
                         Qt::AlignHCenter | Qt::AlignTop, tr("%1 s").arg(second, 0, 'g', 3));
    }
}

void SlicesChart::paintSeries(QPainter& painter, int contender) const
{
    std::vector<QPointF> places;
    for (int i = 0; i < static_cast<int>(m_slices.size()); ++i) {
        if (m_slices[static_cast<std::size_t>(i)].contender == contender)
            places.push_back(positionOf(i));
    }
    QList<QLineF> lines; // drawLines: a wide polyline is superlinear
    for (std::size_t i = 1; i < places.size(); ++i)
        lines.append(QLineF(places[i - 1], places[i]));
    painter.setPen(seriesPen(contender, 1.75));
    painter.drawLines(lines);
    for (const QPointF& place : places)
        paintMarker(painter, contender, place, kMarker);
}

/// At the right end of each line, moved apart when they would lie on each other.
void SlicesChart::paintLabels(QPainter& painter) const
{
    struct Label
    {
        int contender = 0;
        double y = 0;
    };
    std::vector<Label> labels;
    for (int contender = 0; contender < m_names.size(); ++contender) {
        for (int i = static_cast<int>(m_slices.size()) - 1; i >= 0; --i) {
            if (m_slices[static_cast<std::size_t>(i)].contender == contender) {
                labels.push_back({contender, positionOf(i).y()});
                break;
            }
        }
    }
    std::ranges::sort(labels, {}, &Label::y);
    const QRectF area = plot();
    const double line = Metrics::px(18);
    double lowest = area.bottom() + line / 2; // from the foot upwards, each as low as it may be
    for (std::size_t i = labels.size(); i-- > 0; lowest = labels[i].y - line)
        labels[i].y = std::min(labels[i].y, lowest);
    double highest = area.top() - line / 2;
    painter.setFont(Metrics::caption());
    for (Label& label : labels) {
        label.y = std::max(label.y, highest);
        highest = label.y + line;
        const QRectF space(area.right() + Metrics::px(8), label.y - line / 2,
                           width() - area.right() - Metrics::px(8), line);
        painter.setPen(colourOf(label.contender));
        const QString text = tr("%1 %2").arg(letter(label.contender), m_names.value(label.contender));
        painter.drawText(
            space, Qt::AlignVCenter,
            painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(space.width())));
    }
}

void SlicesChart::paintHover(QPainter& painter) const
{
    if (m_hovered < 0 || m_hovered >= static_cast<int>(m_slices.size()))
        return;
    const Theme& theme = Theme::current();
    const ComparisonSlice& slice = m_slices[static_cast<std::size_t>(m_hovered)];
    const QPointF place = positionOf(m_hovered);
    const QRectF area = plot();
    painter.setPen(QPen(theme.text2, 1));
    painter.drawLine(QPointF(place.x(), area.top()), QPointF(place.x(), area.bottom()));
    painter.setBrush(colourOf(slice.contender));
    painter.setPen(QPen(theme.text, 1.5));
    painter.drawEllipse(place, kMarker + 2, kMarker + 2);
    painter.setFont(Metrics::caption());
    painter.setPen(theme.text);
    const QString text =
        tr("%1, %2 tokens/s").arg(letter(slice.contender), numberText(std::llround(slice.tokensPerSecond)));
    const int wide = painter.fontMetrics().horizontalAdvance(text) + Metrics::px(12);
    const double x = place.x() + wide > area.right() ? place.x() - wide : place.x();
    painter.drawText(QRectF(x, area.top() - Metrics::px(18), wide, Metrics::px(18)), Qt::AlignCenter, text);
}

void SlicesChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintGrid(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int contender = static_cast<int>(m_names.size()) - 1; contender >= 0; --contender)
        paintSeries(painter, contender);
    paintLabels(painter);
    paintHover(painter);
}

void SlicesChart::mouseMoveEvent(QMouseEvent* event)
{
    const int hovered = sliceAt(event->position());
    if (hovered != m_hovered) {
        m_hovered = hovered;
        update();
    }
}

void SlicesChart::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

}
