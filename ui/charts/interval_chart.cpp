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
constexpr int kNameWidth = 200, kFactsWidth = 220, kRowTop = 12, kRowHeight = 36, kAxisHeight = 28;
constexpr std::array kTicks = {0.01, 0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8,  0.9,  0.95, 1.0,
                               1.05, 1.1,  1.25, 1.5, 2.0, 3.0,  5.0, 10.0, 20.0, 50.0, 100.0};

QString times(double ratio)
{
    return IntervalChart::tr("%1 ×").arg(shownLocale().toString(ratio, 'f', ratio < 10 ? 2 : 1));
}

}

IntervalChart::IntervalChart(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("intervalChart"));
    setAccessibleName(tr("A against B"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void IntervalChart::setNames(const QString& a, const QString& b)
{
    m_a = a;
    m_b = b;
    update();
}

void IntervalChart::setInterval(double ratio, double low, double high, const QString& verdict)
{
    m_ratio = ratio;
    m_low = low;
    m_high = high;
    m_verdict = verdict;
    setAccessibleDescription(isKnown() ? tr("A is %1 as fast as B, between %2 and %3: %4")
                                             .arg(times(ratio), times(low), times(high), verdict)
                                       : tr("Not known yet"));
    update();
}

bool IntervalChart::isKnown() const
{
    return m_low > 0 && m_high >= m_low && m_high < kWidest && m_low > 1 / kWidest;
}

QSize IntervalChart::sizeHint() const
{
    return {Metrics::px(640), Metrics::px(kRowTop + kRowHeight + kAxisHeight + 4)};
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
            Metrics::px(kRowHeight)};
}

double IntervalChart::xOf(double ratio) const
{
    const bool known = isKnown();
    const double least = std::log(known ? std::min(0.85, m_low / 1.08) : 0.5);
    const double most = std::log(known ? std::max(1.18, m_high * 1.08) : 2.0);
    const QRect area = plot();
    return area.left() + area.width() * (std::log(ratio) - least) / (most - least);
}

void IntervalChart::paintAxis(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    const QRect area = plot();
    painter.setFont(Metrics::caption());
    const QFontMetrics metrics = painter.fontMetrics();
    const double one = xOf(1);
    const int gap = metrics.horizontalAdvance(QStringLiteral("0.33 ×")) + Metrics::px(12);
    const int besideOne = (metrics.horizontalAdvance(tr("as fast as B")) + gap) / 2 + Metrics::px(4);
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
        painter.drawText(label, Qt::AlignHCenter | Qt::AlignTop, isOne ? tr("as fast as B") : times(tick));
    }
}

void IntervalChart::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    const QRect area = plot();
    paintAxis(painter);
    const QRect row(0, area.top(), width(), area.height());
    QFont bold = Metrics::small();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(row, Qt::AlignVCenter, tr("A"));
    painter.setFont(Metrics::small());
    const int letter = Metrics::px(24);
    const QRect nameSpace = row.adjusted(letter, 0, -(row.width() - area.left()) - Metrics::px(8), 0);
    painter.drawText(nameSpace, Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_a, Qt::ElideRight, nameSpace.width()));
    const QRect facts(area.right() + Metrics::px(24), area.top(), width() - area.right() - Metrics::px(24),
                      area.height());
    if (!isKnown()) {
        painter.setPen(theme.text2);
        painter.drawText(facts, Qt::AlignVCenter, tr("not known yet"));
        return;
    }
    const QColor ink = theme.series.value(0);
    const double middle = area.center().y() + 0.5, low = xOf(m_low), high = xOf(m_high);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor wash = ink;
    wash.setAlphaF(0.25f);
    painter.setPen(Qt::NoPen);
    painter.setBrush(wash);
    painter.drawRoundedRect(QRectF(low, middle - Metrics::px(8), std::max(2.0, high - low), Metrics::px(16)),
                            2, 2);
    painter.setPen(QPen(ink, 2));
    painter.drawLine(QPointF(low, middle), QPointF(high, middle));
    painter.setPen(QPen(theme.base, 1.5));
    painter.setBrush(ink);
    painter.drawEllipse(QPointF(xOf(m_ratio), middle), Metrics::px(6), Metrics::px(6));
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(facts, Qt::AlignVCenter, times(m_ratio));
    painter.setFont(Metrics::small());
    painter.setPen(theme.text2);
    const QLocale locale = shownLocale();
    painter.drawText(facts.adjusted(Metrics::px(60), 0, 0, 0), Qt::AlignVCenter,
                     tr("%1 to %2").arg(locale.toString(m_low, 'f', 2), locale.toString(m_high, 'f', 2)));
    painter.setPen(theme.text);
    painter.drawText(facts, Qt::AlignVCenter | Qt::AlignRight, m_verdict);
}

}
