#include "ui/charts/interval_chart.h"

#include "ui/charts/theme.h"
#include "ui/models/number_text.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

namespace embedscope {

namespace {

constexpr double kWidest = 1000; // an interval beyond it says nothing
constexpr int kNameWidth = 200, kFactsWidth = 220, kRowTop = 12, kRowHeight = 32, kAxisHeight = 28;
constexpr std::array kTicks = {0.01, 0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8,  0.9,  0.95, 1.0,
                               1.05, 1.1,  1.25, 1.5, 2.0, 3.0,  5.0, 10.0, 20.0, 50.0, 100.0};

QString times(double ratio)
{
    return IntervalChart::tr("%1 ×").arg(shownLocale().toString(ratio, 'f', ratio < 10 ? 2 : 1));
}

}

bool IntervalRow::isKnown() const
{
    return low > 0 && high >= low && high < kWidest && low > 1 / kWidest;
}

IntervalChart::IntervalChart(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("intervalChart"));
    setAccessibleName(tr("Throughput against A"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void IntervalChart::setRows(const QList<IntervalRow>& rows)
{
    const bool grown = rows.size() != m_rows.size();
    m_rows = rows;
    QStringList words;
    for (const IntervalRow& row : rows)
        words += row.isKnown() ? tr("%1 is %2 as fast as A, between %3 and %4: %5")
                                     .arg(row.letter, times(row.ratio), times(row.low), times(row.high), row.verdict)
                               : tr("%1 is not known yet").arg(row.letter);
    setAccessibleDescription(words.join(QLatin1String(". ")));
    if (grown)
        updateGeometry();
    update();
}

QSize IntervalChart::sizeHint() const
{
    const int rows = static_cast<int>(std::max<qsizetype>(1, m_rows.size()));
    return {Metrics::px(640), Metrics::px(kRowTop + kRowHeight * rows + kAxisHeight + 4)};
}

QSize IntervalChart::minimumSizeHint() const
{
    return {Metrics::px(360), sizeHint().height()};
}

QRect IntervalChart::plot() const
{
    const int names = std::min(Metrics::px(kNameWidth), width() / 4);
    const int facts = std::min(Metrics::px(kFactsWidth), width() / 3);
    return {names, Metrics::px(kRowTop), std::max(40, width() - names - facts - Metrics::px(24)),
            Metrics::px(kRowHeight) * static_cast<int>(std::max<qsizetype>(1, m_rows.size()))};
}

QRect IntervalChart::rowRect(qsizetype row) const
{
    const int height = Metrics::px(kRowHeight);
    return {0, plot().top() + height * static_cast<int>(row), width(), height};
}

double IntervalChart::xOf(double ratio) const
{
    double least = 0.85, most = 1.18;
    for (const IntervalRow& row : m_rows) {
        if (row.isKnown()) {
            least = std::min(least, row.low / 1.08);
            most = std::max(most, row.high * 1.08);
        }
    }
    const QRect area = plot();
    return area.left() + area.width() * std::log(ratio / least) / std::log(most / least);
}

void IntervalChart::paintAxis(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    const QRect area = plot();
    painter.setFont(Metrics::caption());
    const QFontMetrics metrics = painter.fontMetrics();
    const double one = xOf(1);
    const int gap = metrics.horizontalAdvance(QStringLiteral("0.33 ×")) + Metrics::px(12);
    const int besideOne = (metrics.horizontalAdvance(tr("A")) + gap) / 2 + Metrics::px(4);
    double last = -1e9;
    for (const double tick : kTicks) {
        const double x = xOf(tick);
        const bool isOne = tick == 1.0;
        if (x < area.left() || x > area.right()
            || (!isOne && (x - last < gap || std::abs(x - one) < besideOne)))
            continue;
        last = x;
        painter.setPen(QPen(isOne ? theme.text2 : theme.line, 1));
        painter.drawLine(QPointF(std::round(x) + 0.5, area.top() - Metrics::px(6)),
                         QPointF(std::round(x) + 0.5, area.bottom() + Metrics::px(4)));
        painter.setPen(isOne ? theme.text : theme.text2);
        const QRectF label(x - 60, area.bottom() + Metrics::px(8), 120, Metrics::px(18));
        painter.drawText(label, Qt::AlignHCenter | Qt::AlignTop, isOne ? tr("A") : times(tick));
    }
}

void IntervalChart::paintRow(QPainter& painter, qsizetype number) const
{
    const Theme& theme = Theme::current();
    const IntervalRow& row = m_rows[number];
    const QRect place = rowRect(number), area = plot();
    QFont bold = Metrics::small();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(place, Qt::AlignVCenter, row.letter);
    painter.setFont(Metrics::small());
    const QRect names(Metrics::px(24), place.top(), area.left() - Metrics::px(32), place.height());
    painter.drawText(names, Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(row.name, Qt::ElideRight, names.width()));
    const QRect facts(area.right() + Metrics::px(24), place.top(), width() - area.right() - Metrics::px(24),
                      place.height());
    if (!row.isKnown()) {
        painter.setPen(theme.text2);
        painter.drawText(facts, Qt::AlignVCenter, tr("not known yet"));
        return;
    }
    paintInterval(painter, row, place.center().y() + 0.5);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(facts, Qt::AlignVCenter, times(row.ratio));
    painter.setFont(Metrics::small());
    painter.setPen(theme.text2);
    const QLocale locale = shownLocale();
    painter.drawText(facts.adjusted(Metrics::px(60), 0, 0, 0), Qt::AlignVCenter,
                     tr("%1 to %2").arg(locale.toString(row.low, 'f', 2), locale.toString(row.high, 'f', 2)));
    painter.setPen(theme.text);
    painter.drawText(facts, Qt::AlignVCenter | Qt::AlignRight, row.verdict);
}

void IntervalChart::paintInterval(QPainter& painter, const IntervalRow& row, double middle) const
{
    const Theme& theme = Theme::current();
    const QColor ink = theme.series.value(row.color);
    const double low = xOf(row.low), high = xOf(row.high);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor wash = ink;
    wash.setAlphaF(0.25f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(wash);
    painter.drawRoundedRect(QRectF(low, middle - Metrics::px(8), std::max(2.0, high - low), Metrics::px(16)), 2, 2);
    painter.setPen(QPen(ink, 2));
    painter.drawLine(QPointF(low, middle), QPointF(high, middle));
    painter.setPen(QPen(theme.base, 1.5));
    painter.setBrush(ink);
    painter.drawEllipse(QPointF(xOf(row.ratio), middle), Metrics::px(6), Metrics::px(6));
}

void IntervalChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintAxis(painter);
    for (qsizetype row = 0; row < m_rows.size(); ++row)
        paintRow(painter, row);
}

}
