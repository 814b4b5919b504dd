// Slices of the real thing: contenders with threads of their own, each slice a run of whole texts, then a few texts that come
// alone. Not for the order or the end: that is interleaving.h.
#pragma once

#include "engine/lab/contender.h"
#include "engine/lab/interleaving.h"

#include <memory>
#include <vector>

namespace embedscope {

class MeasuredSlices final : public SliceSource
{
public:
    /// `texts` are such that every model takes them; must outlive this.
    MeasuredSlices(const std::vector<std::vector<TokenId>>& texts, std::function<uint64_t()> allocations,
                   std::stop_token stop);

    /// Starts all threads and warms them up; false: stopped, or the system gives no threads.
    bool start(std::shared_ptr<const Model> model, const ComparisonPlan& plan);

    double elapsedSeconds() override;
    std::optional<ComparisonSlice> measure(int contender, int round) override;

private:
    double warmUp(Contender& contender);
    const std::vector<TokenId>& textAt(std::size_t position) const;
    std::size_t endOf(std::size_t start, std::size_t tokens) const;
    std::size_t tokensBetween(std::size_t start, std::size_t end) const;
    std::optional<int64_t> runTexts(Contender& contender, std::size_t start, std::size_t end);
    bool addLoneTexts(Contender& contender, ComparisonSlice& slice);

    const std::vector<std::vector<TokenId>>& m_texts;
    const std::function<uint64_t()> m_allocations;
    const std::stop_token m_stop;
    const int64_t m_beginNs;
    std::vector<std::unique_ptr<Contender>> m_contenders;
    std::size_t m_sliceTokens = 0;
    int m_round = -1;
    std::size_t m_roundStart = 0, m_roundEnd = 0;
};

}
