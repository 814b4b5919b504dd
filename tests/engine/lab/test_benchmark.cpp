#include "engine/lab/benchmark.h"

#include "engine/base/resources.h"

#include <gtest/gtest.h>

namespace embedscope {
namespace {

std::shared_ptr<const Model> bundledModel()
{
    const auto opened = Model::open(findResource(kBundledModel));
    return opened ? *opened : nullptr;
}

TEST(Quantile, takesTheNearestRankAndTheMiddleOfTwo)
{
    EXPECT_EQ(quantile({}, 0.5), 0);
    EXPECT_EQ(quantile({7}, 0.99), 7);
    EXPECT_EQ(quantile({3, 1, 2}, 0.5), 2);
    EXPECT_EQ(quantile({4, 1, 3, 2}, 0.5), 2.5);
    std::vector<double> hundred;
    for (int i = 100; i > 0; --i)
        hundred.push_back(i);
    EXPECT_EQ(quantile(hundred, 0.99), 99);
    EXPECT_EQ(quantile(hundred, 1), 100);
}

TEST(MacsOfText, countsProductsAndAttention)
{
    // MiniLM: 6 layers of 384 x 384 four times and 384 x 1536 twice: 10,616,832 per token, by hand
    ModelInfo info;
    info.layers = 6;
    info.heads = 12;
    info.headSize = 32;
    info.macsPerToken = 10'616'832;
    EXPECT_DOUBLE_EQ(macsOfText(info, 1), 10'616'832 + 6 * 2 * 384);
    EXPECT_DOUBLE_EQ(macsOfText(info, 128), 128 * (10'616'832.0 + 6 * 2 * 128 * 384));
}

TEST(RandomText, standsBetweenTheSpecialTokensAndStaysTheSame)
{
    const auto model = bundledModel();
    ASSERT_TRUE(model);
    const auto ids = randomText(*model, 16, 5);
    ASSERT_EQ(ids.size(), 16u);
    EXPECT_EQ(ids.front(), model->tokenizer().special().first);
    EXPECT_EQ(ids.back(), model->tokenizer().special().last);
    EXPECT_TRUE(model->checkIds(ids));
    EXPECT_EQ(ids, randomText(*model, 16, 5));
    EXPECT_NE(ids, randomText(*model, 16, 6));
}

BenchPlan quickPlan()
{
    BenchPlan plan;
    plan.settings = {{.tokens = 8, .batch = 1, .workers = 1}, {.tokens = 16, .batch = 5, .workers = 2}};
    plan.rounds = 3;
    plan.secondsPerMeasurement = 0.01;
    return plan;
}

TEST(Benchmark, reportsEverySettingInTheOrderOfThePlan)
{
    BenchPlan plan = quickPlan();
    int told = 0;
    plan.onMeasured = [&told](int done, int all) {
        EXPECT_EQ(done, ++told);
        EXPECT_EQ(all, 6);
    };
    const auto report = runBenchmark(bundledModel(), plan, {});
    ASSERT_TRUE(report) << report.error().sentence;
    EXPECT_TRUE(report->finished);
    EXPECT_EQ(told, 6);
    ASSERT_EQ(report->runs.size(), 2u);
    EXPECT_EQ(report->runs[0].setting.tokens, 8);
    EXPECT_EQ(report->runs[1].setting.batch, 5);
    EXPECT_GT(report->peak.int8Gmacs, 0);
    EXPECT_FALSE(report->runs[0].allocationsPerText); // nobody counts them here
}

TEST(Benchmark, dividesTheAllocationsByTheTexts)
{
    BenchPlan plan = quickPlan();
    plan.settings = {{.tokens = 8, .batch = 5, .workers = 1}};
    plan.rounds = 1;
    plan.secondsPerMeasurement = 1e-9; // one batch
    uint64_t total = 0;
    plan.allocations = [&total] { return total += 10; };
    const auto report = runBenchmark(bundledModel(), plan, {});
    ASSERT_TRUE(report);
    ASSERT_TRUE(report->runs[0].allocationsPerText);
    EXPECT_DOUBLE_EQ(*report->runs[0].allocationsPerText, 2.0);
}

TEST(Benchmark, refusesATextThatTheModelCannotTake)
{
    BenchPlan plan = quickPlan();
    plan.settings.push_back({.tokens = 100'000});
    const auto report = runBenchmark(bundledModel(), plan, {});
    ASSERT_FALSE(report);
    EXPECT_NE(report.error().sentence.find("100000"), std::string::npos);
}

TEST(Benchmark, keepsWhatWasMeasuredWhenItIsStopped)
{
    BenchPlan plan = quickPlan();
    plan.rounds = 1'000'000;
    std::stop_source stop;
    plan.onMeasured = [&stop](int done, int) {
        if (done == 1)
            stop.request_stop();
    };
    const auto report = runBenchmark(bundledModel(), plan, stop.get_token());
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->finished);
    EXPECT_EQ(report->runs.size(), 1u);
}

}
}
