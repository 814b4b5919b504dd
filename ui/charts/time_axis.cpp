#include "ui/charts/time_axis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace embedscope {

namespace {

constexpr double kHair = 1e-9;

double roundStep(double atLeast)
{
    constexpr std::array<double, 16> kFromSecond = {1,   2,   5,   10,   15,   30,   60,    120,
                                                    300, 600, 900, 1800, 3600, 7200, 10800, 21600};
    if (atLeast <= 0.5) {
        const double decade = std::pow(10.0, std::floor(std::log10(std::max(atLeast, 1e-6))));
        for (const double nice : {1.0, 2.5, 5.0, 10.0}) {
            if (nice * decade >= atLeast * (1 - kHair))
                return nice * decade;
        }
    }
    for (const double step : kFromSecond) {
        if (step >= atLeast)
            return step;
    }
    return std::ceil(atLeast / 21600) * 21600;
}

QString plain(double value)
{
    return QString::number(value, 'g', 4);
}

}

QString spanText(double seconds)
{
    if (seconds < 0.9995)
        return TimeAxis::tr("%1 ms").arg(plain(seconds * 1000));
    if (seconds < 59.995)
        return TimeAxis::tr("%1 s").arg(plain(std::round(seconds * 100) / 100));
    const auto whole = static_cast<qint64>(std::llround(seconds));
    if (whole % 3600 == 0)
        return TimeAxis::tr("%1 h").arg(whole / 3600);
    if (whole % 60 == 0 && whole < 3 * 3600)
        return TimeAxis::tr("%1 min").arg(whole / 60);
    const qint64 big = whole < 3600 ? whole / 60 : whole / 3600;
    const qint64 small = whole < 3600 ? whole % 60 : whole / 60 % 60;
    return QStringLiteral("%1:%2").arg(big).arg(small, 2, 10, QLatin1Char('0'))
        + (whole < 3600 ? QString() : TimeAxis::tr(" h"));
}

QString clockText(double seconds)
{
    const auto tenths = static_cast<qint64>(std::llround(std::max(0.0, seconds) * 10));
    const qint64 whole = tenths / 10;
    if (whole >= 3600) {
        return QStringLiteral("%1:%2:%3")
            .arg(whole / 3600)
            .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'))
            .arg(whole % 60, 2, 10, QLatin1Char('0'));
    }
    return QStringLiteral("%1:%2.%3")
        .arg(whole / 60, 2, 10, QLatin1Char('0'))
        .arg(whole % 60, 2, 10, QLatin1Char('0'))
        .arg(tenths % 10);
}

TimeAxis::TimeAxis(Limits limits, QObject* parent)
    : QObject(parent)
    , m_limits(limits)
    , m_from(-limits.span)
{
}

void TimeAxis::setNow(double seconds)
{
    m_now = std::max(m_now, seconds);
    if (m_whole) {
        m_from = 0;
        m_to = std::max(m_now, m_limits.shortest);
    } else if (m_follow) {
        const double shown = span();
        m_to = m_now;
        m_from = m_now - shown;
    }
    emit changed();
}

void TimeAxis::setFollow(bool follow)
{
    if (follow && !m_whole) {
        const double shown = span();
        m_to = m_now;
        m_from = m_now - shown;
    }
    m_follow = follow || m_whole;
    emit changed();
}

void TimeAxis::setWholeRun(bool whole)
{
    if (whole == m_whole)
        return;
    if (!whole) {
        reset();
        return;
    }
    m_whole = m_follow = true;
    setNow(m_now);
}

void TimeAxis::reset()
{
    m_whole = false;
    m_follow = true;
    m_from = m_now - m_limits.span;
    m_to = m_now;
    emit changed();
}

void TimeAxis::zoom(double factor, double anchorSeconds)
{
    const double shown = std::clamp(span() * factor, m_limits.shortest, m_limits.longest);
    const double share = span() > 0 ? (anchorSeconds - m_from) / span() : 1;
    place(anchorSeconds - share * shown, anchorSeconds + (1 - share) * shown);
}

void TimeAxis::pan(double seconds)
{
    place(m_from + seconds, m_to + seconds);
}

void TimeAxis::show(double from, double to)
{
    if (to <= from)
        return;
    const double shown = std::clamp(to - from, m_limits.shortest, m_limits.longest);
    const double middle = (from + to) / 2;
    place(middle - shown / 2, middle + shown / 2);
}

/// Nothing lies after now, and before the start there is at most one view of nothing. Reaching now follows.
void TimeAxis::place(double from, double to)
{
    const double shown = to - from;
    m_whole = false;
    m_to = std::clamp(to, std::min(0.0, m_now), m_now);
    m_from = m_to - shown;
    m_follow = to >= m_now - shown * 1e-6;
    emit changed();
}

void TimeAxis::setHover(std::optional<double> seconds)
{
    if (m_hover == seconds)
        return;
    m_hover = seconds;
    emit hoverChanged();
}

QList<TimeTick> TimeAxis::ticks(int most) const
{
    if (most < 1 || span() <= 0)
        return {};
    const double step = roundStep(span() / most);
    return m_follow && span() >= 10 ? ticksBack(step) : ticksForward(step);
}

QList<TimeTick> TimeAxis::ticksBack(double step) const
{
    QList<TimeTick> ticks;
    for (int i = 0; m_to - i * step >= m_from - span() * kHair; ++i)
        ticks.prepend({m_to - i * step, i == 0 ? tr("now") : tr("−%1").arg(spanText(i * step))});
    return ticks;
}

QList<TimeTick> TimeAxis::ticksForward(double step) const
{
    QList<TimeTick> ticks = {{m_from, clockText(m_from)}};
    for (int i = 1; m_from + i * step <= m_to + span() * kHair; ++i)
        ticks.append({m_from + i * step, tr("+%1").arg(spanText(i * step))});
    return ticks;
}

}
