#include "engine/lab/comparison.h"

#include "engine/lab/interleaving.h"
#include "engine/lab/measured_slices.h"

#include <algorithm>

namespace embedscope {

ComparisonState compareSettings(std::shared_ptr<const Model> model, const ComparisonPlan& plan,
                                const std::function<void(const ComparisonState&)>& onSlice,
                                std::stop_token stop)
{
    ComparisonState nothing;
    nothing.standings.resize(plan.contenders.size());
    nothing.finished = true;
    std::vector<std::vector<TokenId>> texts;
    for (const auto& text : plan.texts) {
        const auto takes = [&](const ComparisonPlan::Setting& setting) {
            return bool((setting.model ? setting.model : model)->checkIds(text));
        };
        if (std::ranges::all_of(plan.contenders, takes))
            texts.push_back(text);
    }
    if (texts.empty() || plan.contenders.size() < 2)
        return nothing;
    MeasuredSlices slices(texts, plan.allocations, stop);
    if (!slices.start(std::move(model), plan))
        return nothing;
    const StopRule rule{.contenders = static_cast<int>(plan.contenders.size()),
                        .seconds = plan.seconds,
                        .minimumRounds = plan.minimumRounds};
    return interleave(slices, rule, onSlice, stop);
}

}
