#include "engine/lab/comparison.h"

#include "engine/base/resources.h"

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
        m_plan.a.workers = 1;
        m_plan.b.workers = 1;
    }

    std::shared_ptr<const Model> m_model;
    ComparisonPlan m_plan;
};

TEST_F(ComparisonOfTheBundledModel, measuresBothInTurn)
{
    m_plan.b.mode = Mode::Nested;
    m_plan.b.workers = 2;
    std::size_t told = 0;
    const ComparisonState state =
        compareSettings(m_model, m_plan, [&told](const ComparisonState&) { ++told; }, {});
    ASSERT_GE(state.slices.size(), 4u);
    EXPECT_EQ(told, state.slices.size());
    EXPECT_EQ(state.slices.size() % 4, 0u);
    EXPECT_EQ(std::size_t(state.pairs) * 2, state.slices.size());
    EXPECT_TRUE(state.finished);
    for (std::size_t i = 0; i < state.slices.size(); ++i) {
        const ComparisonSlice& slice = state.slices[i];
        EXPECT_EQ(slice.round, int(i / 2));
        EXPECT_EQ(slice.contender, int((i / 2 + i) % 2));
        EXPECT_GT(slice.tokensPerSecond, 0);
        EXPECT_GT(slice.seconds, 0);
        if (i > 0) {
            EXPECT_GE(slice.startSeconds + 1e-9,
                      state.slices[i - 1].startSeconds + state.slices[i - 1].seconds);
        }
    }
    EXPECT_LE(state.low, state.ratio);
    EXPECT_GE(state.high, state.ratio);
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
    EXPECT_EQ(state.verdict, Verdict::Undecided);
    EXPECT_TRUE(state.finished);
}

TEST_F(ComparisonOfTheBundledModel, measuresNothingWithoutATextThatTheModelCanTake)
{
    m_plan.texts = {{}, {-5, 3}, std::vector<TokenId>(100'000, 7)};
    const ComparisonState state = compareSettings(m_model, m_plan, {}, {});
    EXPECT_TRUE(state.slices.empty());
    EXPECT_EQ(state.low, 0);
    EXPECT_GE(state.high, 1e9);
    EXPECT_EQ(state.verdict, Verdict::Undecided);
    EXPECT_TRUE(state.finished);
}

}
}
