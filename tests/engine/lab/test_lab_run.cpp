#include "engine/lab/lab_run.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>
#include <sstream>

namespace embedscope {
namespace {

using nlohmann::json;

LabRun someRun()
{
    LabRun run;
    run.startedSeconds = 1'780'000'000;
    run.processor = "A processor <with> & signs";
    run.target = "avx2";
    run.cores = 2;
    run.model = "small \"Q8_0\"";
    run.texts = "12 sentences";
    run.names = {"Coarse", "Nested, team of 2", "</script><b>Naive"};
    run.settings = {"mode=coarse,workers=2", "mode=nested,workers=2", "mode=naive,workers=1"};
    run.state.standings = {{1, 1, 1, Verdict::NoDifference, 0},
                           {0.5, 0.45, 0.55, Verdict::Slower, 8},
                           {1.001, 0.99, 1.012, Verdict::NoDifference, 12}};
    for (int i = 0; i < 6; ++i) {
        ComparisonSlice slice;
        slice.contender = i % 3;
        slice.round = i / 3;
        slice.startSeconds = 0.25 * i;
        slice.seconds = 0.2;
        slice.tokensPerSecond = 1000.5 + i;
        slice.texts = 40;
        slice.threads = 2;
        slice.used.cpuSeconds = 0.4;
        slice.loneMs = {1.5f, 2.5f};
        if (i == 3)
            slice.allocations = 80;
        auto lanes = std::make_shared<SliceLanes>();
        lanes->spans = {{.startNs = 1000, .durationNs = 500, .worker = 1, .texts = 1, .tokens = 16}};
        slice.lanes = lanes;
        run.state.slices.push_back(slice);
    }
    for (const int workers : {1, 2}) {
        for (const int batch : {1, 4, 16})
            run.sweep.push_back({.setting = {16, batch, workers, Mode::Coarse}, .tokensPerSecond = 1000.0 * workers});
    }
    run.state.finished = true;
    return run;
}

TEST(LabRun, comesBackAsItWas)
{
    const std::string text = runToJson(someRun());
    const auto back = runFromJson(text);
    ASSERT_TRUE(back) << back.error().sentence;
    EXPECT_EQ(runToJson(*back), text);
    EXPECT_EQ(back->names, someRun().names);
    EXPECT_EQ(back->state.slices.size(), 6u);
    EXPECT_EQ(back->state.slices[3].allocations, 80u);
    EXPECT_EQ(back->state.standings[1].verdict, Verdict::Slower);
    EXPECT_EQ(back->sweep.size(), 6u);
}

TEST(LabRun, aPartialRunIsARun)
{
    LabRun run = someRun();
    run.state.finished = false;
    run.state.slices.resize(1);
    run.sweep.clear();
    const auto back = runFromJson(runToJson(run));
    ASSERT_TRUE(back) << back.error().sentence;
    EXPECT_FALSE(back->state.finished);
    EXPECT_NE(runToHtml(run).find("stopped before its end"), std::string::npos);
}

TEST(LabRun, refusesWhatIsNone)
{
    for (const char* text : {"", "{", "[]", "{}", R"({"format":"embedscope lab run"})", "null", "\xff\xfe"})
        EXPECT_FALSE(runFromJson(text)) << text;
    json newer = json::parse(runToJson(someRun()));
    newer["version"] = 99;
    EXPECT_NE(runFromJson(newer.dump()).error().sentence.find("newer"), std::string::npos);
}

RC_GTEST_PROP(LabRun, standsEveryWrongField, ())
{
    json run = json::parse(runToJson(someRun()));
    const json wrong = *rc::gen::element<json>(json(), json(-1), json(1e300), json("x"), json::array(), json::object(),
                                               json(1ull << 63), json(true), json(2.5));
    const json flat = run.flatten();
    auto field = flat.begin();
    std::advance(field, *rc::gen::inRange<int>(0, static_cast<int>(flat.size())));
    const json::json_pointer pointer(field.key());
    if (*rc::gen::arbitrary<bool>())
        run[pointer] = wrong;
    else if (run[pointer.parent_pointer()].is_object())
        run[pointer.parent_pointer()].erase(pointer.back());
    const auto back = runFromJson(run.dump());
    if (back) { // a field that may be anything: it can be written in every form
        RC_ASSERT(!runToHtml(*back).empty() && !runToCsv(*back).empty() && !runToTrace(*back).empty());
    }
}

TEST(LabRun, asCsvHasALinePerSlice)
{
    std::istringstream csv(runToCsv(someRun()));
    std::string line;
    int lines = 0;
    while (std::getline(csv, line)) {
        if (lines == 1) {
            EXPECT_EQ(line, "A,\"Coarse\",0,0.000000,0.200000,40,2,1000.500,0.400000,0,0,0.000000,0,");
        }
        ++lines;
    }
    EXPECT_EQ(lines, 7);
}

TEST(LabRun, asTraceHasAThreadPerWorker)
{
    const json trace = json::parse(runToTrace(someRun()));
    int names = 0, slices = 0, texts = 0;
    for (const json& event : trace["traceEvents"]) {
        names += event["ph"] == "M";
        slices += event["name"] == "slice";
        if (event["name"] == "text") {
            ++texts;
            EXPECT_EQ(event["tid"], 2);
            EXPECT_DOUBLE_EQ(event["dur"].get<double>(), 0.5);
        }
    }
    EXPECT_EQ(names, 3);
    EXPECT_EQ(slices, 6);
    EXPECT_EQ(texts, 6);
    EXPECT_DOUBLE_EQ(trace["traceEvents"].back()["ts"].get<double>(), 1.25e6 + 1);
}

TEST(LabRun, asPageHasEverythingInIt)
{
    const std::string html = runToHtml(someRun());
    EXPECT_NE(html.find("A is 2.00 times as fast as B."), std::string::npos);
    EXPECT_NE(html.find("A and C are equally fast, within 1.2 %."), std::string::npos);
    EXPECT_NE(html.find("A processor &lt;with&gt; &amp; signs"), std::string::npos);
    EXPECT_EQ(html.find("<b>Naive"), std::string::npos);
    EXPECT_EQ(html.find("http"), std::string::npos); // nothing is asked of anybody
    EXPECT_NE(html.find("Amdahl"), std::string::npos);
    const std::string open = "id=\"run\">";
    const std::size_t begin = html.find(open) + open.size();
    const auto back = runFromJson(html.substr(begin, html.find("</script>", begin) - begin));
    ASSERT_TRUE(back) << back.error().sentence;
    EXPECT_EQ(back->names[2], "</script><b>Naive");
}

}
}
