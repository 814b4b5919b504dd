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
        , m_looks(rule.seconds, rule.confidence, std::max(2, rule.minimumRounds))
        , m_logRatios(static_cast<std::size_t>(rule.contenders))
    {
        m_state.confidence = rule.confidence;
        m_state.standings.resize(static_cast<std::size_t>(rule.contenders));
        m_state.standings.front() = {.ratio = 1, .low = 1, .high = 1, .verdict = Verdict::NoDifference};
        for (int i = 0; i < rule.contenders; ++i)
            m_running.push_back(i);
    }

    ComparisonState run()
    {
        for (int round = 0; !m_stop.stop_requested() && (round % 2 == 1 || fitsTwoRounds(round)); ++round) {
            if (!measureRound(round))
                break;
            if (m_looks.due(m_source.elapsedSeconds(), round + 1) && look(false))
                break;
        }
        if (m_running.size() > 1 && !m_stop.stop_requested() && !m_looks.exhausted())
            look(true);
        m_state.finished = true;
        return m_state;
    }

private:
    /// At most the time that was given, but one whole A B B A at least. As long as the last two rounds took.
    bool fitsTwoRounds(int round)
    {
        const double now = m_source.elapsedSeconds();
        const double took = now - m_twoRoundsAgo;
        m_twoRoundsAgo = now;
        return round == 0 || now + took <= m_rule.seconds;
    }

    bool measureRound(int round)
    {
        std::vector<double> rates(m_logRatios.size());
        std::vector<int> order = m_running;
        if (round % 2 == 1)
            std::ranges::reverse(order);
        for (const int contender : order) {
            auto slice = m_source.measure(contender, round);
            if (!slice)
                return false;
            if (m_state.slices.empty())
                m_twoRoundsAgo = slice->startSeconds; // warming up is no round
            rates[static_cast<std::size_t>(contender)] = slice->tokensPerSecond;
            m_state.slices.push_back(std::move(*slice));
            if (contender == order.back())
                addRound(rates);
            if (m_onSlice)
                m_onSlice(m_state);
        }
        return true;
    }

    void addRound(const std::vector<double>& rates)
    {
        for (const int contender : m_running) {
            const auto i = static_cast<std::size_t>(contender);
            if (contender == 0 || rates[i] <= 0 || rates[0] <= 0)
                continue;
            m_logRatios[i].push_back(std::log(rates[i] / rates[0]));
            m_state.standings[i].rounds = static_cast<int>(m_logRatios[i].size());
            showInterval(i);
        }
    }

    void showInterval(std::size_t contender)
    {
        const RatioInterval interval = ratioInterval(m_logRatios[contender], m_rule.confidence);
        Standing& standing = m_state.standings[contender];
        standing.ratio = interval.ratio;
        standing.low = interval.low;
        standing.high = interval.high;
    }

    /// True when every answer is certain.
    bool look(bool last)
    {
        const double now = m_source.elapsedSeconds();
        const double confidence = m_looks.nextConfidence(now, last);
        // The whole of the time is over at the last of the planned looks too.
        const double sameWithin = last || m_looks.isLast(now) ? kSameAtTheEnd : kSameWithin;
        std::erase_if(m_running, [&](int contender) {
            if (contender == 0)
                return false;
            const auto i = static_cast<std::size_t>(contender);
            const Verdict verdict = verdictOf(ratioInterval(m_logRatios[i], confidence), sameWithin);
            m_state.standings[i].verdict = verdict;
            return verdict != Verdict::Undecided;
        });
        m_looks.spend(now);
        return m_running.size() == 1;
    }

    SliceSource& m_source;
    const StopRule m_rule;
    const std::function<void(const ComparisonState&)>& m_onSlice;
    const std::stop_token m_stop;
    PlannedLooks m_looks;
    ComparisonState m_state;
    std::vector<std::vector<double>> m_logRatios; // by contender
    std::vector<int> m_running; // the first, and who is undecided
    double m_twoRoundsAgo = 0;
};

}

ComparisonState interleave(SliceSource& source, const StopRule& rule,
                           const std::function<void(const ComparisonState&)>& onSlice, std::stop_token stop)
{
    return Interleaving(source, rule, onSlice, std::move(stop)).run();
}

}
