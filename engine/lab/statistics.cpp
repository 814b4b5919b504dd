#include "engine/lab/statistics.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace embedscope {

namespace {

constexpr std::array kLooks = {0.125, 0.25, 0.5, 1.0};

/// Part of the error that is spent when this part of the time is over.
double spentUpTo(double part)
{
    return part * part;
}

}

RatioInterval ratioInterval(const std::vector<double>& logRatios, double confidence)
{
    RatioInterval interval;
    const auto count = static_cast<double>(logRatios.size());
    if (logRatios.empty())
        return interval;
    double mean = 0;
    for (const double value : logRatios)
        mean += value / count;
    interval.ratio = std::exp(mean);
    if (logRatios.size() < 2 || !std::isfinite(mean))
        return interval;
    double squares = 0;
    for (const double value : logRatios)
        squares += (value - mean) * (value - mean);
    const double error = std::sqrt(squares / (count - 1) / count);
    const boost::math::students_t distribution(count - 1);
    const double reach =
        boost::math::quantile(boost::math::complement(distribution, (1 - confidence) / 2)) * error;
    interval.low = std::exp(mean - reach);
    interval.high = std::exp(mean + reach);
    return interval;
}

Verdict verdictOf(const RatioInterval& interval, double sameWithin)
{
    const auto isWithin = [&](double part) { return interval.low >= 1 - part && interval.high <= 1 + part; };
    const bool holdsOne = interval.low <= 1 && interval.high >= 1;
    if (isWithin(kSameWithin) || (holdsOne && isWithin(sameWithin)))
        return Verdict::NoDifference;
    if (interval.low > 1)
        return Verdict::Faster;
    if (interval.high < 1)
        return Verdict::Slower;
    return Verdict::Undecided;
}

std::string_view verdictName(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Faster:
        return "faster";
    case Verdict::Slower:
        return "slower";
    case Verdict::NoDifference:
        return "no difference";
    case Verdict::Undecided:
        break;
    }
    return "undecided";
}

PlannedLooks::PlannedLooks(double budgetSeconds, double confidence, int minimumRounds)
    : m_budgetSeconds(budgetSeconds)
    , m_error(1 - confidence)
    , m_minimumRounds(minimumRounds)
{
}

double PlannedLooks::reached(double elapsedSeconds) const
{
    double part = 0;
    for (const double look : kLooks) {
        if (elapsedSeconds >= look * m_budgetSeconds)
            part = look;
    }
    return part;
}

bool PlannedLooks::due(double elapsedSeconds, int rounds) const
{
    return rounds >= m_minimumRounds && rounds % 2 == 0 && reached(elapsedSeconds) > m_spent;
}

double PlannedLooks::nextConfidence(double elapsedSeconds, bool last) const
{
    double upTo = last ? 1.0 : reached(elapsedSeconds);
    for (const double look : kLooks) {
        if (upTo <= m_spent && look > m_spent)
            upTo = look;
    }
    // Nothing is left after the last look: what is shown then decides nothing.
    return 1 - m_error * std::max(spentUpTo(upTo) - spentUpTo(m_spent), spentUpTo(kLooks.front()));
}

void PlannedLooks::spend(double elapsedSeconds)
{
    m_spent = reached(elapsedSeconds);
}

}
