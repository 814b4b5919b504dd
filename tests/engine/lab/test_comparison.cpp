#include "engine/lab/comparison.h"

#include "engine/base/resources.h"
#include "engine/lab/measures.h"

#include <gtest/gtest.h>

namespace embedscope {
namespace {

/// The real thing, on the bundled model. What the rates are is the machine's business: nothing here judges
/// them.
class ComparisonOfTheBundledModel : public ::testing::Test
{
protected:
    void SetUp() override
    {
        const auto opened = Model::open(findResource(kBundledModel));
        ASSERT_TRUE(opened) << opened.error().sentence;
        m_model = *opened;
        for (const char* text :
             {"A boat with a red sail.", "Bread is made of flour, water, salt and time.", "Snow."})
            m_plan.texts.push_back(m_model->tokenizer().encode(text));
        m_plan.seconds = 0.5;
        m_plan.contenders.resize(2);
        for (auto& contender : m_plan.contenders)
            contender.options.workers = 1;
    }

    std::shared_ptr<const Model> m_model;
    ComparisonPlan m_plan;
};

TEST_F(ComparisonOfTheBundledModel, measuresBothInTurn)
{
    m_plan.contenders[1].options = {.workers = 2, .mode = Mode::Nested};
    std::size_t told = 0;
    const ComparisonState state =
        compareSettings(m_model, m_plan, [&told](const ComparisonState&) { ++told; }, {});
    ASSERT_GE(state.slices.size(), 4u);
    EXPECT_EQ(told, state.slices.size());
    EXPECT_EQ(state.slices.size() % 4, 0u);
    EXPECT_EQ(std::size_t(state.standings[1].rounds) * 2, state.slices.size());
    EXPECT_TRUE(state.finished);
    for (std::size_t i = 0; i < state.slices.size(); ++i) {
        const ComparisonSlice& slice = state.slices[i];
        EXPECT_EQ(slice.round, int(i / 2));
        EXPECT_EQ(slice.contender, int((i / 2 + i) % 2));
        EXPECT_GT(slice.tokensPerSecond, 0);
        EXPECT_GT(slice.seconds, 0);
        EXPECT_GT(slice.texts, 0);
        EXPECT_EQ(slice.threads, slice.contender == 0 ? 1 : 2);
        EXPECT_GT(slice.used.cpuSeconds, 0);
        EXPECT_EQ(slice.tasks, 0u);
        EXPECT_FALSE(slice.loneMs.empty());
        ASSERT_TRUE(slice.lanes);
        EXPECT_EQ(slice.lanes->textMs.size(), std::size_t(slice.texts));
        EXPECT_FALSE(slice.lanes->spans.empty());
        for (const Span& span : slice.lanes->spans) {
            EXPECT_GE(span.startNs, 0);
            EXPECT_LT(double(span.startNs) * 1e-9, slice.seconds);
        }
        if (i > 0) {
            EXPECT_GE(slice.startSeconds + 1e-9,
                      state.slices[i - 1].startSeconds + state.slices[i - 1].seconds);
        }
    }
    EXPECT_LE(state.standings[1].low, state.standings[1].ratio);
    EXPECT_GE(state.standings[1].high, state.standings[1].ratio);
}

TEST_F(ComparisonOfTheBundledModel, countsTheTasksOfTheNaiveWay)
{
    m_plan.contenders[1].options = {.workers = 1, .mode = Mode::Naive, .matmulThreads = 2};
    m_plan.allocations = [] { return uint64_t(7); };
    const ComparisonState state = compareSettings(m_model, m_plan, {}, {});
    ASSERT_GE(state.slices.size(), 4u);
    const ContenderMeasures coarse = measuresOf(state.slices, 0), naive = measuresOf(state.slices, 1);
    EXPECT_EQ(coarse.tasksPerText, 0);
    EXPECT_GT(naive.tasksPerText, m_model->info().layers * 2);
    EXPECT_GT(naive.voluntaryPerText, coarse.voluntaryPerText);
    EXPECT_EQ(naive.allocationsPerText, 0);
    EXPECT_GT(coarse.p50Ms, 0);
    EXPECT_LE(coarse.p50Ms, coarse.p99Ms);
}

TEST_F(ComparisonOfTheBundledModel, takesModelsOnOtherTargets)
{
    const auto plain = Model::open(findResource(kBundledModel), {.target = "scalar"});
    ASSERT_TRUE(plain) << plain.error().sentence;
    m_plan.contenders[1].model = *plain;
    const ComparisonState state = compareSettings(m_model, m_plan, {}, {});
    ASSERT_GE(state.slices.size(), 4u);
    EXPECT_GT(state.standings[1].ratio, 0);
}

TEST_F(ComparisonOfTheBundledModel, endsSoonWhenItIsStopped)
{
    m_plan.seconds = 3600;
    std::stop_source stop;
    const auto onSlice = [&stop](const ComparisonState& state) {
        if (state.slices.size() == 3)
            stop.request_stop();
    };
    const ComparisonState state = compareSettings(m_model, m_plan, onSlice, stop.get_token());
    EXPECT_EQ(state.slices.size(), 3u);
    EXPECT_EQ(state.standings[1].verdict, Verdict::Undecided);
    EXPECT_TRUE(state.finished);
}

TEST_F(ComparisonOfTheBundledModel, measuresNothingWithoutATextThatTheModelCanTake)
{
    m_plan.texts = {{}, {-5, 3}, std::vector<TokenId>(100'000, 7)};
    const ComparisonState state = compareSettings(m_model, m_plan, {}, {});
    EXPECT_TRUE(state.slices.empty());
    EXPECT_EQ(state.standings[1].low, 0);
    EXPECT_GE(state.standings[1].high, 1e9);
    EXPECT_EQ(state.standings[1].verdict, Verdict::Undecided);
    EXPECT_TRUE(state.finished);
}

}
}
