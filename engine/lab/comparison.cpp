#include "engine/lab/comparison.h"

#include "engine/base/clock.h"
#include "engine/lab/contender.h"
#include "engine/lab/interleaving.h"

#include <algorithm>
#include <array>

namespace embedscope {

namespace {

// Long enough that a late first or last pack does not count, short enough that what disturbs the machine
// disturbs both.
constexpr double kShortestSlice = 0.05, kLongestSlice = 0.5;
constexpr double kSlicesWanted = 80;

class MeasuredSlices final : public SliceSource
{
public:
    MeasuredSlices(const std::vector<std::vector<TokenId>>& texts, std::stop_token stop)
        : m_texts(texts)
        , m_stop(std::move(stop))
        , m_beginNs(monotonicNs())
    {
    }

    bool start(std::shared_ptr<const Model> model, const ComparisonPlan& plan)
    {
        auto a = Contender::start(model, plan.a);
        auto b = Contender::start(model, plan.b);
        if (!a || !b)
            return false;
        m_contenders = {std::move(*a), std::move(*b)};
        const double rateA = warmUp(0), rateB = warmUp(1);
        if (rateA <= 0 || rateB <= 0)
            return false;
        const double seconds = std::clamp(plan.seconds / kSlicesWanted, kShortestSlice, kLongestSlice);
        m_sliceTokens = static_cast<std::size_t>(2 * seconds / (1 / rateA + 1 / rateB));
        return true;
    }

    double elapsedSeconds() override { return double(monotonicNs() - m_beginNs) * 1e-9; }

    std::optional<ComparisonSlice> measure(int contender, int round) override
    {
        if (round != m_round) { // both contenders of a round get the same texts
            m_round = round;
            m_roundStart = m_roundEnd;
            m_roundEnd = endOf(m_roundStart, m_sliceTokens);
        }
        ComparisonSlice slice{.contender = contender, .round = round, .startSeconds = elapsedSeconds()};
        const auto ns = runTexts(contender, m_roundStart, m_roundEnd);
        if (!ns || *ns <= 0)
            return std::nullopt;
        slice.seconds = double(*ns) * 1e-9;
        slice.tokensPerSecond = double(tokensBetween(m_roundStart, m_roundEnd)) / slice.seconds;
        return slice;
    }

private:
    /// Tokens per second after the memory is touched and the caches are warm; 0: stopped.
    double warmUp(int contender)
    {
        for (std::size_t tokens = 64;; tokens *= 2) {
            const std::size_t end = endOf(0, tokens);
            const auto ns = runTexts(contender, 0, end);
            if (!ns)
                return 0;
            if (double(*ns) * 1e-9 >= kShortestSlice)
                return double(tokensBetween(0, end)) / (double(*ns) * 1e-9);
        }
    }

    // Positions count on past the last text: the texts are taken round and round.
    const std::vector<TokenId>& textAt(std::size_t position) const
    {
        return m_texts[position % m_texts.size()];
    }

    std::size_t endOf(std::size_t start, std::size_t tokens) const
    {
        std::size_t end = start;
        for (std::size_t sum = 0; sum < tokens; ++end)
            sum += textAt(end).size();
        return end;
    }

    std::size_t tokensBetween(std::size_t start, std::size_t end) const
    {
        std::size_t sum = 0;
        for (std::size_t i = start; i < end; ++i)
            sum += textAt(i).size();
        return sum;
    }

    std::optional<int64_t> runTexts(int contender, std::size_t start, std::size_t end)
    {
        Contender& runner = *m_contenders[static_cast<std::size_t>(contender)];
        std::vector<EmbedText> batch;
        for (std::size_t i = start; i < end; ++i)
            batch.push_back(runner.prepare(textAt(i)));
        return runner.run(batch, m_stop);
    }

    const std::vector<std::vector<TokenId>>& m_texts;
    const std::stop_token m_stop;
    const int64_t m_beginNs;
    std::array<std::unique_ptr<Contender>, 2> m_contenders;
    std::size_t m_sliceTokens = 0;
    int m_round = -1;
    std::size_t m_roundStart = 0, m_roundEnd = 0;
};

}

ComparisonState compareSettings(std::shared_ptr<const Model> model, const ComparisonPlan& plan,
                                const std::function<void(const ComparisonState&)>& onSlice,
                                std::stop_token stop)
{
    ComparisonState nothing;
    nothing.high = RatioInterval().high;
    nothing.finished = true;
    std::vector<std::vector<TokenId>> texts;
    for (const auto& text : plan.texts) {
        if (model->checkIds(text))
            texts.push_back(text);
    }
    if (texts.empty())
        return nothing;
    MeasuredSlices slices(texts, stop);
    if (!slices.start(std::move(model), plan))
        return nothing;
    return interleave(slices, {.seconds = plan.seconds, .minimumPairs = plan.minimumPairs}, onSlice, stop);
}

}
