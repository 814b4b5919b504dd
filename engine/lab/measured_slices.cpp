#include "engine/lab/measured_slices.h"

#include "engine/base/clock.h"

#include <algorithm>
#include <vector>

namespace embedscope {

namespace {

// Long enough that a late first or last pack does not count, short enough that what disturbs the machine
// disturbs all.
constexpr double kShortestSlice = 0.05, kLongestSlice = 0.5;
constexpr double kRoundsWanted = 40;
// Of a slice's time, for texts that come alone.
constexpr double kLonePart = 0.08;
constexpr int kMostLoneTexts = 16;

std::shared_ptr<const SliceLanes> lanesOf(Contender& contender, int64_t startNs, int64_t endNs)
{
    auto lanes = std::make_shared<SliceLanes>();
    lanes->spans = contender.takeSpans();
    // Who helped notes it after the vectors are out: what belongs to the texts before comes now, and the last
    // helper's share of this slice may be missing.
    std::erase_if(lanes->spans, [&](const Span& span) { return span.startNs < startNs || span.startNs >= endNs; });
    for (Span& span : lanes->spans)
        span.startNs -= startNs;
    for (const uint32_t ns : contender.durationsNs())
        lanes->textMs.push_back(static_cast<float>(ns) * 1e-6f);
    return lanes;
}

}

MeasuredSlices::MeasuredSlices(const std::vector<std::vector<TokenId>>& texts,
                               std::function<uint64_t()> allocations, std::stop_token stop)
    : m_texts(texts)
    , m_allocations(std::move(allocations))
    , m_stop(std::move(stop))
    , m_beginNs(monotonicNs())
{
}

bool MeasuredSlices::start(std::shared_ptr<const Model> model, const ComparisonPlan& plan)
{
    for (const ComparisonPlan::Setting& setting : plan.contenders) {
        auto contender = Contender::start(setting.model ? setting.model : model, setting.options);
        if (!contender)
            return false;
        m_contenders.push_back(std::move(*contender));
    }
    double secondsPerToken = 0;
    for (const auto& contender : m_contenders) {
        const double rate = warmUp(*contender);
        if (rate <= 0)
            return false;
        secondsPerToken += 1 / rate;
    }
    const auto count = double(m_contenders.size());
    const double seconds =
        std::clamp(plan.seconds / (kRoundsWanted * count), kShortestSlice, kLongestSlice);
    m_sliceTokens = static_cast<std::size_t>(count * seconds / secondsPerToken);
    return true;
}

double MeasuredSlices::elapsedSeconds()
{
    return double(monotonicNs() - m_beginNs) * 1e-9;
}

std::optional<ComparisonSlice> MeasuredSlices::measure(int number, int round)
{
    if (round != m_round) { // all contenders of a round get the same texts
        m_round = round;
        m_roundStart = m_roundEnd;
        m_roundEnd = endOf(m_roundStart, m_sliceTokens);
    }
    Contender& contender = *m_contenders[static_cast<std::size_t>(number)];
    ComparisonSlice slice{.contender = number, .round = round, .startSeconds = elapsedSeconds()};
    const uint64_t tasks = contender.tasks(), allocations = m_allocations ? m_allocations() : 0;
    contender.takeSpans(); // those of the lone texts before
    const ProcessUsage before = processUsage();
    const int64_t startNs = monotonicNs();
    const auto ns = runTexts(contender, m_roundStart, m_roundEnd);
    if (!ns || *ns <= 0)
        return std::nullopt;
    slice.used = usageBetween(before, processUsage());
    slice.tasks = contender.tasks() - tasks;
    if (m_allocations)
        slice.allocations = m_allocations() - allocations;
    slice.lanes = lanesOf(contender, startNs, startNs + *ns);
    slice.seconds = double(*ns) * 1e-9;
    slice.texts = static_cast<int>(m_roundEnd - m_roundStart);
    slice.threads = contender.threads();
    slice.tokensPerSecond = double(tokensBetween(m_roundStart, m_roundEnd)) / slice.seconds;
    if (!addLoneTexts(contender, slice))
        return std::nullopt;
    return slice;
}

/// The same texts for all contenders of a round.
bool MeasuredSlices::addLoneTexts(Contender& contender, ComparisonSlice& slice)
{
    const double until = elapsedSeconds() + kLonePart * slice.seconds;
    for (int i = 0; i < kMostLoneTexts && (i == 0 || elapsedSeconds() < until); ++i) {
        const std::size_t text = m_roundStart + static_cast<std::size_t>(i);
        const auto ns = runTexts(contender, text, text + 1);
        if (!ns)
            return false;
        slice.loneMs.push_back(static_cast<float>(double(*ns) * 1e-6));
    }
    return true;
}

/// Tokens per second after the memory is touched and the caches are warm; 0: stopped.
double MeasuredSlices::warmUp(Contender& contender)
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
const std::vector<TokenId>& MeasuredSlices::textAt(std::size_t position) const
{
    return m_texts[position % m_texts.size()];
}

std::size_t MeasuredSlices::endOf(std::size_t start, std::size_t tokens) const
{
    std::size_t end = start;
    for (std::size_t sum = 0; sum < tokens; ++end)
        sum += textAt(end).size();
    return end;
}

std::size_t MeasuredSlices::tokensBetween(std::size_t start, std::size_t end) const
{
    std::size_t sum = 0;
    for (std::size_t i = start; i < end; ++i)
        sum += textAt(i).size();
    return sum;
}

std::optional<int64_t> MeasuredSlices::runTexts(Contender& contender, std::size_t start, std::size_t end)
{
    std::vector<EmbedText> batch;
    for (std::size_t i = start; i < end; ++i)
        batch.push_back(contender.prepare(textAt(i)));
    return contender.run(batch, m_stop);
}

}
