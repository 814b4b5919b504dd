#include "tests/app/run_program.h"

#include "engine/base/resources.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

namespace embedscope {
namespace {

using nlohmann::ordered_json;
using test::runProgram;

std::string bundledModel()
{
    return findResource(kBundledModel).string();
}

std::vector<std::string> keysOf(const ordered_json& object)
{
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items())
        keys.push_back(key);
    return keys;
}

int count(const std::string& text, const std::string& part)
{
    int found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
        ++found;
    return found;
}

class BenchJson : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        const auto result =
            runProgram({"bench", "--model", bundledModel(), "--tokens", "16,40", "--batch", "1,4",
                        "--workers", "2", "--mode", "coarse,nested", "--repeat", "1", "--peak", "--json"});
        ASSERT_EQ(result.status, 0) << result.err;
        s_report = ordered_json::parse(result.out, nullptr, false);
    }
    void SetUp() override { ASSERT_TRUE(s_report.is_object()); }
    static inline ordered_json s_report;
};

TEST_F(BenchJson, hasTheFieldsOfTheContract)
{
    EXPECT_EQ(keysOf(s_report), (std::vector<std::string>{"model", "target", "peak", "runs"}));
    EXPECT_EQ(keysOf(s_report["peak"]), (std::vector<std::string>{"int8_gmacs", "fp32_gmacs"}));
    for (const auto& run : s_report["runs"]) {
        EXPECT_EQ(
            keysOf(run),
            (std::vector<std::string>{"tokens", "batch", "workers", "mode", "tokens_per_second",
                                      "texts_per_second", "p50_ms", "p99_ms", "cpu_seconds", "saturation",
                                      "allocations_per_text", "peak_share", "spread", "stages"}));
    }
}

TEST_F(BenchJson, saysWhereTheTimeOfThePassesGoes)
{
    for (const auto& run : s_report["runs"]) {
        double sum = 0;
        for (const double share : run["stages"])
            sum += share;
        EXPECT_NEAR(sum, 1, 1e-6) << run;
        EXPECT_GT(run["stages"]["feed-forward"], run["stages"]["pooling"]);
    }
}

TEST_F(BenchJson, measuresEverySettingOnce)
{
    std::set<std::string> settings;
    for (const auto& run : s_report["runs"])
        settings.insert(run["tokens"].dump() + run["batch"].dump() + run["workers"].dump()
                        + run["mode"].dump());
    EXPECT_EQ(s_report["runs"].size(), 8u);
    EXPECT_EQ(settings.size(), 8u);
}

TEST_F(BenchJson, givesFiguresThatFitTogether)
{
    EXPECT_GT(s_report["peak"]["int8_gmacs"], 0);
    EXPECT_GT(s_report["peak"]["fp32_gmacs"], 0);
    for (const auto& run : s_report["runs"]) {
        EXPECT_GT(run["tokens_per_second"], 0);
        EXPECT_NEAR(run["tokens_per_second"].get<double>(),
                    run["texts_per_second"].get<double>() * run["tokens"].get<double>(),
                    1e-6 * run["tokens_per_second"].get<double>());
        EXPECT_LE(run["p50_ms"], run["p99_ms"]);
        EXPECT_GT(run["cpu_seconds"], 0);
        EXPECT_GT(run["saturation"], 0);
        EXPECT_GT(run["peak_share"], 0);
        EXPECT_LT(run["peak_share"], 1); // nothing is faster than the registers
        EXPECT_GE(run["spread"], 0);
    }
}

TEST_F(BenchJson, findsNoAllocationForEveryTextAfterWarmUp)
{
    for (const auto& run : s_report["runs"])
        EXPECT_EQ(run["allocations_per_text"], 0) << run.dump();
}

TEST(BenchCommand, printsTheSeedTable)
{
    const auto result =
        runProgram({"bench", "--model", bundledModel(), "--seed-table", "--workers", "1,2", "--repeat", "1"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(count(result.out, "1 worker"), 1);
    EXPECT_EQ(count(result.out, "2 workers"), 2); // the column, and below it the targets
    std::istringstream lines(result.out.substr(result.out.find("2 workers") + 9));
    std::vector<int> batches;
    for (int batch = 0, one = 0, two = 0; lines >> batch >> one >> two;) {
        batches.push_back(batch);
        EXPECT_GT(one, 0);
        EXPECT_GT(two, 0);
    }
    EXPECT_EQ(batches, (std::vector<int>{1, 2, 4, 8, 16, 32, 64, 128}));
    EXPECT_EQ(count(result.out, "tokens per second"), 1) << "what is measured for the targets is no table";
    for (const char* target : {"coarse over naive nested, batch 32", "saturation at batch 32",
                               "allocations per text in the hot path", "lone text: coarse"})
        EXPECT_EQ(count(result.out, target), 1) << target;
    EXPECT_EQ(count(result.out, "reached") + count(result.out, "missed"), 4) << result.out;
}

TEST(BenchCommand, printsATableWithARowForEachSetting)
{
    const auto result = runProgram({"bench", "--model", bundledModel(), "--tokens", "16", "--batch", "1,2",
                                    "--workers", "1", "--repeat", "1"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(count(result.out, "coarse"), 2);
    EXPECT_EQ(count(result.out, "tokens/s"), 1);
    EXPECT_EQ(count(result.err, "error"), 0);
}

TEST(BenchCommand, refusesWrongUsageWithTwo)
{
    EXPECT_EQ(runProgram({"bench"}).status, 2);
    EXPECT_EQ(runProgram({"bench", "--model", bundledModel(), "--tokens", "many"}).status, 2);
    EXPECT_EQ(runProgram({"bench", "--model", bundledModel(), "--batch", "0"}).status, 2);
    EXPECT_EQ(runProgram({"bench", "--model", bundledModel(), "--mode", "fast"}).status, 2);
}

void expectOneError(const test::ProgramResult& result, const std::string& part)
{
    EXPECT_EQ(result.status, 1);
    EXPECT_TRUE(result.err.starts_with("error: ")) << result.err;
    EXPECT_EQ(count(result.err, "\n"), 1) << result.err;
    EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
    EXPECT_EQ(result.out, "");
}

TEST(BenchCommand, saysWhatFailed)
{
    expectOneError(runProgram({"bench", "--model", "no-such-model.gguf"}), "no-such-model.gguf");
    expectOneError(runProgram({"bench", "--model", bundledModel(), "--tokens", "100000"}), "100000");
    expectOneError(runProgram({"bench", "--model", bundledModel(), "--target", "abacus"}), "abacus");
}

TEST(BenchCommand, endsWith130AfterAnInterrupt)
{
    test::RunningProgram program({"bench", "--model", bundledModel(), "--tokens", "16", "--batch", "1",
                                  "--workers", "1", "--repeat", "10"});
    ASSERT_TRUE(program.waitForMessage());
    program.signal(SIGINT);
    const auto result = program.wait();
    EXPECT_EQ(result.status, 130);
    EXPECT_EQ(result.out, "");
}

TEST(CompareCommand, givesTheFieldsOfTheContract)
{
    const auto result = runProgram({"compare", "--model", bundledModel(), "--a", "mode=coarse,workers=1",
                                    "--b", "mode=naive,workers=2", "--seconds", "0.5", "--json"});
    ASSERT_EQ(result.status, 0) << result.err;
    const auto object = ordered_json::parse(result.out);
    EXPECT_EQ(keysOf(object),
              (std::vector<std::string>{"a", "b", "ratio", "low", "high", "confidence", "verdict"}));
    EXPECT_EQ(object["a"], "mode=coarse,workers=1");
    EXPECT_EQ(object["b"], "mode=naive,workers=2");
    EXPECT_LE(object["low"], object["ratio"]);
    EXPECT_GE(object["high"], object["ratio"]);
    EXPECT_EQ(object["confidence"], 0.95);
    const std::set<std::string> verdicts = {"a faster", "b faster", "no difference", "undecided"};
    EXPECT_TRUE(verdicts.contains(object["verdict"].get<std::string>())) << result.out;
}

TEST(CompareCommand, comparesSeveralAndWritesReports)
{
    for (const std::string ending : {".html", ".json", ".csv", ".trace.json"}) {
        const std::string report = ::testing::TempDir() + "embedscope-compare" + ending;
        const auto result =
            runProgram({"compare", "--model", bundledModel(), "--a", "workers=1", "--b", "mode=naive,workers=1",
                        "--also", "workers=1", "--seconds", "0.3", "--json", "--report", report});
        ASSERT_EQ(result.status, 0) << result.err;
        EXPECT_EQ(count(result.out, "\"verdict\":"), 2); // a line for each but the first
        std::ifstream file(report);
        const std::string text((std::istreambuf_iterator<char>(file)), {});
        EXPECT_NE(text.find(ending == ".csv"          ? "contender,name"
                            : ending == ".html"       ? "<!doctype html>"
                            : ending == ".trace.json" ? "traceEvents"
                                                      : "embedscope lab run"),
                  std::string::npos);
    }
    expectOneError(runProgram({"compare", "--model", bundledModel(), "--a", "workers=1", "--b", "workers=1", "--seconds",
                               "0.1", "--report", "/no/such/folder/report.html"}),
                   "/no/such/folder/report.html");
}

TEST(CompareCommand, takesTextsFromAFile)
{
    const std::string texts = ::testing::TempDir() + "embedscope-compare-texts.jsonl";
    std::ofstream(texts) << R"({"text": "Fog on the river."})" << '\n'
                         << R"({"ids": [2, 50, 60, 3]})" << '\n';
    const auto result = runProgram({"compare", "--model", bundledModel(), "--a", "workers=1", "--b",
                                    "workers=2", "--texts", texts, "--seconds", "0.3"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(count(result.out, "verdict: "), 1);
    std::ofstream(texts).close();
    expectOneError(runProgram({"compare", "--model", bundledModel(), "--a", "", "--b", "", "--texts", texts}),
                   "no texts");
    expectOneError(
        runProgram({"compare", "--model", bundledModel(), "--a", "", "--b", "", "--texts", "no-such-file"}),
        "no-such-file");
}

TEST(CompareCommand, refusesASettingThatIsNone)
{
    const auto result =
        runProgram({"compare", "--model", bundledModel(), "--a", "mode=coarse", "--b", "speed=high"});
    EXPECT_EQ(result.status, 2);
    EXPECT_NE(result.err.find("speed"), std::string::npos);
}

}
}
