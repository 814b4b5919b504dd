#include "engine/lab/interleaving.h"

#include "engine/lab/statistics.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

class Interleaving
{
public:
    Interleaving(SliceSource& source, const StopRule& rule,
                 const std::function<void(const ComparisonState&)>& onSlice, std::stop_token stop)
        : m_source(source)
        , m_rule(rule)
        , m_onSlice(onSlice)
        , m_stop(std::move(stop))
        , m_looks(rule.seconds, rule.confidence, std::max(2, rule.minimumPairs))
    {
        m_state.confidence = rule.confidence;
        m_state.high = RatioInterval().high;
    }

    ComparisonState run()
    {
        for (int round = 0; !m_stop.stop_requested() && (round % 2 == 1 || fitsAnother(round)); ++round) {
            if (!measurePair(round))
                break;
            if (m_looks.due(m_source.elapsedSeconds(), m_state.pairs) && look(false))
                break;
        }
        if (m_state.verdict == Verdict::Undecided && !m_stop.stop_requested() && !m_looks.exhausted())
            look(true);
        m_state.finished = true;
        return m_state;
    }

private:
    /// At most the time that was given, but one whole A B B A at least.
    bool fitsAnother(int round)
    {
        const double now = m_source.elapsedSeconds();
        return round == 0 || now + 2 * (now - m_firstStart) / round <= m_rule.seconds;
    }

    bool measurePair(int round)
    {
        double rates[2] = {};
        for (int place = 0; place < 2; ++place) {
            const int contender = contenderAt(round, place);
            const auto slice = m_source.measure(contender, round);
            if (!slice)
                return false;
            if (m_state.slices.empty())
                m_firstStart = slice->startSeconds;
            rates[contender] = slice->tokensPerSecond;
            m_state.slices.push_back(*slice);
            if (place == 1 && rates[0] > 0 && rates[1] > 0)
                addPair(std::log(rates[0] / rates[1]));
            if (m_onSlice)
                m_onSlice(m_state);
        }
        return true;
    }

    void addPair(double logRatio)
    {
        m_logRatios.push_back(logRatio);
        m_state.pairs = static_cast<int>(m_logRatios.size());
        showInterval(m_looks.nextConfidence(m_source.elapsedSeconds(), false));
    }

    RatioInterval showInterval(double confidence)
    {
        const RatioInterval interval = ratioInterval(m_logRatios, confidence);
        m_state.ratio = interval.ratio;
        m_state.low = interval.low;
        m_state.high = interval.high;
        return interval;
    }

    /// True when the answer is certain.
    bool look(bool last)
    {
        const double now = m_source.elapsedSeconds();
        m_state.verdict = verdictOf(showInterval(m_looks.nextConfidence(now, last)));
        m_looks.spend(now);
        return m_state.verdict != Verdict::Undecided;
    }

    SliceSource& m_source;
    const StopRule m_rule;
    const std::function<void(const ComparisonState&)>& m_onSlice;
    const std::stop_token m_stop;
    PlannedLooks m_looks;
    ComparisonState m_state;
    std::vector<double> m_logRatios;
    double m_firstStart = 0;
};

}

int contenderAt(int round, int place)
{
    return (round + place) % 2;
}

ComparisonState interleave(SliceSource& source, const StopRule& rule,
                           const std::function<void(const ComparisonState&)>& onSlice, std::stop_token stop)
{
    return Interleaving(source, rule, onSlice, std::move(stop)).run();
}

}
