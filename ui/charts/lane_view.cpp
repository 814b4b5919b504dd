#include "ui/charts/lane_view.h"

#include "ui/charts/theme.h"
#include "ui/models/number_text.h"

#include <QImage>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <iterator>

namespace embedscope {

namespace {

constexpr int kTallestLane = 36, kLowestLane = 12, kMostLow = 16, kGap = 8, kDescribeEveryMs = 1000;

}

LaneView::LaneView(TimeAxis& axis, QWidget* parent)
    : TimeChart(axis, parent)
{
    setTitle(tr("Worker lanes"), {});
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    connect(&axis, &TimeAxis::changed, this, &LaneView::describe);
}

void LaneView::setLanes(const std::vector<std::vector<Span>>* lanes, qint64 startNs)
{
    m_lanes = lanes;
    m_startNs = startNs;
    update();
}

void LaneView::setWorkers(int workers)
{
    m_workers = workers;
    updateGeometry();
    update();
}

QSize LaneView::sizeHint() const
{
    return {Metrics::px(400), std::max(1, m_workers) * Metrics::px(kTallestLane)};
}

QSize LaneView::minimumSizeHint() const
{
    return {Metrics::px(200), std::clamp(m_workers, 1, kMostLow) * Metrics::px(kLowestLane)};
}

/// A lane stays while something of it is still seen, even after there are fewer workers.
int LaneView::laneCount() const
{
    int count = m_workers;
    const int known = m_lanes ? static_cast<int>(m_lanes->size()) : 0;
    for (int number = known; number > count; --number) {
        const std::vector<Span>& spans = lane(number - 1);
        if (!spans.empty() && spans.back().startNs + spans.back().durationNs >= nsAt(axis().from()))
            count = number;
    }
    return count;
}

const std::vector<Span>& LaneView::lane(int number) const
{
    static const std::vector<Span> none;
    const bool known = m_lanes && number >= 0 && static_cast<std::size_t>(number) < m_lanes->size();
    return known ? (*m_lanes)[static_cast<std::size_t>(number)] : none;
}

qint64 LaneView::nsAt(double seconds) const
{
    return m_startNs + std::llround(seconds * 1e9);
}

QRect LaneView::laneRect(int number) const
{
    const QRect area = plot();
    const int count = std::max(1, laneCount());
    const int stride = std::min(Metrics::px(kTallestLane), area.height() / count);
    const int gap = stride >= Metrics::px(3 * kGap) ? Metrics::px(kGap) : (stride > 4 ? 2 : 0);
    return {area.left(), area.top() + number * stride, area.width(), std::max(1, stride - gap)};
}

LaneRow LaneView::row(int number) const
{
    const double ratio = devicePixelRatioF();
    const LaneWindow window = {nsAt(axis().from()), nsAt(axis().to()),
                               static_cast<int>(std::lround(plot().width() * ratio)), ratio};
    return laneRow(lane(number), window, Theme::current().sunken);
}

LaneShares LaneView::shares(int number) const
{
    return laneShares(lane(number), nsAt(std::max(0.0, axis().from())), nsAt(axis().to()));
}

void LaneView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const int count = laneCount();
    for (int number = 0; number < count; ++number)
        paintLane(painter, number);
    paintSelection(painter);
    paintHoverLine(painter);
    if (m_hoverLane >= 0 && underMouse())
        paintHoverText(painter, hoverText(), laneRect(m_hoverLane).top() - Metrics::px(2));
    paintFocus(painter);
}

void LaneView::paintLane(QPainter& painter, int number) const
{
    const QRect place = laneRect(number);
    const LaneRow pixels = row(number);
    if (!pixels.pixels.empty()) {
        QImage line(static_cast<int>(pixels.pixels.size()), 1, QImage::Format_RGB32);
        std::copy(pixels.pixels.begin(), pixels.pixels.end(), reinterpret_cast<QRgb*>(line.bits()));
        painter.drawImage(place, line);
    }
    paintWaits(painter, place, pixels);
    const int everyLabel = std::max(1, Metrics::px(14) / std::max(1, laneRect(1).top() - laneRect(0).top()));
    if (number % everyLabel != 0)
        return;
    painter.setFont(Metrics::caption());
    painter.setPen(Theme::current().text);
    const QRect label(Metrics::px(2), place.center().y() - Metrics::px(10), place.left(), Metrics::px(20));
    painter.drawText(label, Qt::AlignLeft | Qt::AlignVCenter, tr("Worker %1").arg(number + 1));
}

void LaneView::paintWaits(QPainter& painter, const QRect& place, const LaneRow& pixels) const
{
    const Theme& theme = Theme::current();
    const double ratio = devicePixelRatioF();
    const int thick = std::min(Metrics::px(3), std::max(1, place.height() / 3));
    const QString words = tr("waits for texts");
    painter.setFont(Metrics::caption());
    const int wide = QFontMetrics(Metrics::caption()).horizontalAdvance(words) + Metrics::px(8);
    for (const LaneRow::Range& wait : pixels.waits) {
        const QRectF gap(place.left() + wait.from / ratio, place.top(), (wait.to - wait.from) / ratio,
                         place.height());
        painter.fillRect(gap.adjusted(0, place.height() - thick, 0, 0), theme.stageRead);
        if (gap.width() < wide || place.height() < Metrics::px(16))
            continue;
        painter.setPen(theme.text);
        painter.drawText(gap.adjusted(0, 0, 0, -thick), Qt::AlignCenter, words);
    }
}

void LaneView::paintSelection(QPainter& painter) const
{
    if (!m_selected || m_selected->worker >= laneCount())
        return;
    const double from = xAt(static_cast<double>(m_selected->startNs - m_startNs) / 1e9);
    const double to =
        xAt(static_cast<double>(m_selected->startNs + m_selected->durationNs - m_startNs) / 1e9);
    const QRect place = laneRect(m_selected->worker);
    if (to < place.left() || from > place.right())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(plot().adjusted(-3, -3, 3, 3));
    painter.setPen(QPen(Theme::current().text, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(from, place.top(), to - from, place.height()).adjusted(-2, -2, 2, 2),
                            Metrics::px(3), Metrics::px(3));
    painter.restore();
}

void LaneView::clickedAt(const QPointF& at)
{
    for (int number = 0; number < laneCount(); ++number) {
        const QRect place = laneRect(number);
        if (at.y() >= place.top() && at.y() < place.top() + place.height())
            choose(number, nsAt(secondsAt(at.x())));
    }
}

void LaneView::choose(int number, qint64 ns)
{
    const Span* const pack = packAt(lane(number), ns);
    if (!pack)
        return;
    m_selected = *pack;
    axis().setFollow(false); // what was chosen must not run away
    update();
    emit packChosen(*pack);
}

void LaneView::keyPressEvent(QKeyEvent* event)
{
    const bool jump = event->modifiers() & Qt::ControlModifier;
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)
        stepSelection(0, event->key() == Qt::Key_Down ? 1 : -1);
    else if (jump && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right))
        stepSelection(event->key() == Qt::Key_Right ? 1 : -1, 0);
    else if (event->key() == Qt::Key_Escape && m_selected) {
        m_selected.reset();
        update();
    } else
        TimeChart::keyPressEvent(event);
}

/// To the next pack of the lane, or to what another lane did at that time.
void LaneView::stepSelection(int packs, int lanes)
{
    const qint64 middle = nsAt((axis().from() + axis().to()) / 2);
    const int number = m_selected ? m_selected->worker : 0;
    const qint64 at = m_selected ? m_selected->startNs + m_selected->durationNs / 2 : middle;
    const int target = std::clamp(number + (m_selected ? lanes : 0), 0, std::max(0, laneCount() - 1));
    const std::vector<Span>& spans = lane(target);
    const Span* best = nullptr;
    for (const Span& span : spans) {
        if (span.stage != Stage::Pack)
            continue;
        const bool after = m_selected && span.startNs > m_selected->startNs;
        const bool before = m_selected && span.startNs < m_selected->startNs;
        if ((packs > 0 && !after) || (packs < 0 && !before))
            continue;
        const auto away = [at](const Span& s) { return std::abs(s.startNs + s.durationNs / 2 - at); };
        if (!best || away(span) < away(*best))
            best = &span;
    }
    if (!best)
        return;
    choose(target, best->startNs + best->durationNs / 2);
    const double start = static_cast<double>(best->startNs - m_startNs) / 1e9;
    if (start < axis().from() || start > axis().to())
        axis().pan(start - (axis().from() + axis().to()) / 2);
}

void LaneView::mouseMoveEvent(QMouseEvent* event)
{
    m_hoverLane = -1;
    for (int number = 0; number < laneCount(); ++number) {
        if (event->position().y() >= laneRect(number).top())
            m_hoverLane = number;
    }
    TimeChart::mouseMoveEvent(event);
}

QString LaneView::hoverText() const
{
    if (!axis().hover())
        return {};
    const Span* const pack = packAt(lane(m_hoverLane), nsAt(*axis().hover()));
    if (!pack)
        return {};
    const QString time = durationText(pack->durationNs / 1e6);
    if (pack->texts == 0)
        return tr("helps, %1").arg(time);
    return tr("%1 texts, %2 tokens, %3").arg(pack->texts).arg(pack->tokens).arg(time);
}

void LaneView::describe()
{
    if (!isVisible() || (m_described.isValid() && m_described.elapsed() < kDescribeEveryMs))
        return;
    m_described.start();
    QStringList words;
    for (int number = 0; number < laneCount(); ++number)
        words.append(
            tr("Worker %1, %2 percent busy").arg(number + 1).arg(std::lround(100 * shares(number).busy)));
    setAccessibleDescription(tr("%1. Ctrl+T shows the table.").arg(words.join(QStringLiteral("; "))));
}

}
