#include "ui/charts/value_scale.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr double kAir = 1.12, kShrinkBelow = 0.6;

}

bool ValueScale::fit(double highest)
{
    const double wanted = m_fixed > 0 ? m_fixed : std::max(1.0, highest * kAir);
    if (wanted <= m_top && wanted >= m_top * kShrinkBelow)
        return false;
    const bool changed = wanted != m_top;
    m_top = wanted;
    return changed;
}

double ValueScale::step(int most) const
{
    const double least = m_top / std::clamp(most, 2, 4);
    const double decade = std::pow(10.0, std::floor(std::log10(least)));
    for (const double nice : {1.0, 2.0, 2.5, 5.0}) {
        if (nice * decade >= least * (1 - 1e-9))
            return nice * decade;
    }
    return 10 * decade;
}

std::vector<double> ValueScale::lines(int most) const
{
    std::vector<double> lines;
    const double distance = step(most);
    for (int i = 0; i * distance <= m_top * (1 + 1e-9); ++i)
        lines.push_back(i * distance);
    return lines;
}

QString ValueScale::label(double value)
{
    const auto text = [](double number) { return QString::number(number, 'g', 4); };
    if (value >= 1e6)
        return QStringLiteral("%1 M").arg(text(value / 1e6));
    return value >= 1000 ? QStringLiteral("%1 k").arg(text(value / 1000)) : text(value);
}

}
