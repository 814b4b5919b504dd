#include "ui/charts/live_chart.h"

#include "ui/charts/column_writer.h"
#include "ui/charts/theme.h"
#include "ui/models/number_text.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr int kFlagRoom = 24, kLabelEvery = 24, kDescribeEveryMs = 1000;
constexpr double kMeanSeconds = 30, kSettleSeconds = 1.5, kLeastMeanSeconds = 2;

QString amount(double value, const QString& unit)
{
    const QString number = value < 100
        ? shownLocale().toString(value, 'f', value < 10 && value >= 0.05 ? 1 : 0)
        : numberText(std::llround(value));
    return unit.isEmpty() ? number : QStringLiteral("%1 %2").arg(number, unit);
}

}

LiveChart::LiveChart(const QString& title, const QString& unit, TimeAxis& axis, QWidget* parent)
    : TimeChart(axis, parent)
{
    setTitle(title, unit);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&axis, &TimeAxis::changed, this, &LiveChart::describe);
}

void LiveChart::addSeries(const ChartSeries& series)
{
    m_series.append(series);
    update();
}

void LiveChart::setFixedTop(double top)
{
    m_scale.setFixedTop(top);
}

void LiveChart::setFlags(const QList<MonitorFlag>* flags, bool sentences)
{
    m_flags = flags;
    m_sentences = sentences;
    update();
}

QMargins LiveChart::plotMargins() const
{
    return {0, Metrics::px(m_sentences ? kFlagRoom : 8), 0, Metrics::px(6)};
}

QRect LiveChart::devicePlot() const
{
    const double ratio = devicePixelRatioF();
    const QRectF area = plot();
    const int left = static_cast<int>(std::lround(area.left() * ratio));
    const int top = static_cast<int>(std::lround(area.top() * ratio));
    return {left, top, static_cast<int>(std::lround((area.left() + area.width()) * ratio)) - left,
            static_cast<int>(std::lround((area.top() + area.height()) * ratio)) - top};
}

std::vector<PixelColumn> LiveChart::columns(int series) const
{
    return pixelColumns(*m_series[series].history, axis().from(), axis().to(), devicePlot().width());
}

QString LiveChart::valuesAt(double seconds) const
{
    QStringList values;
    for (const ChartSeries& series : m_series) {
        const double half = std::max(0.25, axis().span() / plot().width() / 2);
        const std::vector<PixelColumn> column =
            pixelColumns(*series.history, seconds - half / 5, seconds + half / 5, 1);
        if (!column.front().known)
            continue;
        const QString value = amount(static_cast<double>(column.front().mean), series.unit);
        values.append(m_series.size() > 1 ? tr("%1 %2").arg(series.name, value) : value);
    }
    return values.join(QStringLiteral(" · "));
}

void LiveChart::fitScale()
{
    double highest = 0;
    for (const ChartSeries& series : m_series)
        highest = std::max(highest, series.history->maximum(axis().from(), axis().to()));
    m_scale.fit(highest);
}

void LiveChart::drawBackground()
{
    const Theme& theme = Theme::current();
    const double ratio = devicePixelRatioF();
    const QColor paper = palette().color(backgroundRole());
    const BackgroundKey key = {size(), ratio, m_scale.top(), paper.rgb(), theme.text.rgb(), font().key()};
    if (key == m_backgroundKey && !m_background.isNull())
        return;
    m_backgroundKey = key;
    m_background = QImage((QSizeF(size()) * ratio).toSize(), QImage::Format_RGB32);
    m_background.setDevicePixelRatio(ratio);
    m_background.fill(paper);
    QPainter painter(&m_background);
    paintTitle(painter);
    painter.setFont(Metrics::caption());
    const QRect area = plot();
    QPen hairline(theme.line, 1);
    hairline.setCosmetic(true);
    for (const double value : m_scale.lines(area.height() / Metrics::px(kLabelEvery))) {
        const double foot = area.top() + area.height();
        const double y = foot - value / m_scale.top() * area.height();
        const double snapped = std::min((std::floor(y * ratio) + 0.5) / ratio, foot - 0.5 / ratio);
        painter.setPen(hairline);
        painter.drawLine(QPointF(area.left(), snapped), QPointF(area.left() + area.width(), snapped));
        painter.setPen(theme.text2);
        painter.drawText(QRectF(0, y - Metrics::px(10), area.left() - Metrics::px(8), Metrics::px(20)),
                         Qt::AlignRight | Qt::AlignVCenter, ValueScale::label(value));
    }
}

void LiveChart::paintEvent(QPaintEvent*)
{
    ++m_paints;
    fitScale();
    drawBackground();
    const Theme& theme = Theme::current();
    QImage frame = m_background.copy();
    for (int i = 0; i < static_cast<int>(m_series.size()); ++i) {
        const ColumnLook look = {theme.series[m_series[i].color], devicePixelRatioF(), m_series.size() == 1};
        writeColumns(frame, devicePlot(), columns(i), m_scale.top(), look);
    }
    QPainter painter(this);
    painter.setCompositionMode(QPainter::CompositionMode_Source);
    painter.drawImage(0, 0, frame);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    paintFlags(painter);
    paintEnd(painter);
    paintHoverLine(painter);
    if (axis().hover())
        paintHoverText(painter, valuesAt(*axis().hover()), plot().top() + Metrics::px(2));
    paintFocus(painter);
}

/// The newest value stands at the end of its line, above it unless it is at the top.
void LiveChart::paintEnd(QPainter& painter) const
{
    if (!axis().follows() || axis().hover())
        return;
    const Theme& theme = Theme::current();
    const QRect area = plot();
    for (const ChartSeries& series : m_series) {
        const QString text = valuesAt(series.history->lastSeconds()).isEmpty()
            ? QString()
            : amount(series.history->latest(), series.unit == QLatin1String("%") ? series.unit : QString());
        if (text.isEmpty())
            continue;
        const double y = area.top() + area.height()
            - std::min(1.0, series.history->latest() / m_scale.top()) * area.height();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.series[series.color]);
        const double radius = Metrics::px(3);
        painter.drawEllipse(QPointF(area.left() + area.width() - radius, y), radius, radius);
        painter.setFont(Metrics::caption());
        painter.setPen(theme.text);
        const bool below = y - area.top() < Metrics::px(20);
        const QRectF place(area.right() - Metrics::px(120), below ? y + Metrics::px(3) : y - Metrics::px(21),
                           Metrics::px(118), Metrics::px(18));
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, text);
    }
}

void LiveChart::paintFlags(QPainter& painter) const
{
    if (!m_flags)
        return;
    const Theme& theme = Theme::current();
    const QRect area = plot();
    painter.setFont(Metrics::caption());
    double room = area.right() + 1; // the next flag's place: sentences never lie on each other
    for (int i = static_cast<int>(m_flags->size()) - 1; i >= 0; --i) {
        const double seconds = m_flags->at(i).seconds;
        if (seconds < axis().from() || seconds > axis().to())
            continue;
        const double x = std::floor(xAt(seconds)) + 0.5;
        QPen dashed(theme.text2, 1, Qt::DashLine);
        dashed.setCosmetic(true);
        painter.setPen(dashed);
        const double top = m_sentences ? Metrics::px(4) : 0;
        painter.drawLine(QPointF(x, top), QPointF(x, area.top() + area.height()));
        if (!m_sentences)
            continue;
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.text2);
        const double size = Metrics::px(5);
        painter.drawPolygon(QPolygonF({{x, top}, {x + 2 * size, top + size}, {x, top + 2 * size}}));
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(theme.text);
        room = paintFlagSentence(painter, flagSentence(i), x, top + size, room);
    }
}

/// Behind the pennant, or before it when it stands too near the right edge; returns where it begins.
double LiveChart::paintFlagSentence(QPainter& painter, const QString& sentence, double x, double middle,
                                    double room) const
{
    const QFontMetrics metrics(Metrics::caption());
    const double base = middle + metrics.ascent() / 2.0 - 1;
    const double behind = x + Metrics::px(14), gap = Metrics::px(8);
    const double wide = metrics.horizontalAdvance(sentence);
    if (behind + wide + gap <= room || room - behind > x - plot().left()) {
        const auto space = static_cast<int>(room - behind - gap);
        painter.drawText(QPointF(behind, base), metrics.elidedText(sentence, Qt::ElideRight, space));
        return x;
    }
    const double before = std::max(plot().left() * 1.0, x - gap - wide);
    painter.drawText(QPointF(before, base),
                     metrics.elidedText(sentence, Qt::ElideRight, static_cast<int>(x - gap - before) + 1));
    return before;
}

/// "5 → 6 workers: 8,890 → 10,650 (+19.8 %)", once both sides have lasted a little.
QString LiveChart::flagSentence(int flag) const
{
    const MonitorFlag& at = m_flags->at(flag);
    if (m_series.isEmpty())
        return at.sentence;
    const History& history = *m_series.first().history;
    const double earlier = flag > 0 ? m_flags->at(flag - 1).seconds + kSettleSeconds : 0;
    const double later = flag + 1 < m_flags->size() ? m_flags->at(flag + 1).seconds : history.lastSeconds();
    const double from = std::max(earlier, at.seconds - kMeanSeconds);
    const double after = at.seconds + kSettleSeconds, to = std::min(later, after + kMeanSeconds);
    if (at.seconds - from < kLeastMeanSeconds || to - after < kLeastMeanSeconds)
        return at.sentence;
    const auto before = static_cast<double>(history.read(from, at.seconds, 1).front().mean());
    const auto then = static_cast<double>(history.read(after, to, 1).front().mean());
    if (before < 1 || then < 1)
        return at.sentence;
    const double percent = 100 * (then / before - 1);
    return tr("%1: %2 → %3 (%4%5 %)")
        .arg(at.sentence, amount(before, {}), amount(then, {}), percent < 0 ? tr("−") : QStringLiteral("+"),
             shownLocale().toString(std::abs(percent), 'f', 1));
}

void LiveChart::describe()
{
    if (!isVisible() || (m_described.isValid() && m_described.elapsed() < kDescribeEveryMs))
        return;
    m_described.start();
    QStringList parts;
    for (const ChartSeries& series : m_series)
        parts.append(tr("%1 now %2, at most %3")
                         .arg(series.name, amount(series.history->latest(), series.unit),
                              amount(series.history->maximum(axis().from(), axis().to()), series.unit)));
    setAccessibleDescription(tr("%1. Ctrl+T shows the table.").arg(parts.join(QStringLiteral("; "))));
}

}
