#include "engine/lab/lab_run.h"

#include "engine/lab/measures.h"
#include "engine/lab/statistics.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace embedscope {

namespace {

using nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr std::size_t kMostContenders = 64, kMostSlices = 1'000'000;
constexpr uint64_t kMostCounted = std::numeric_limits<int64_t>::max();

ordered_json usageJson(const ProcessUsage& used)
{
    return {{"cpu_seconds", used.cpuSeconds},
            {"voluntary_switches", used.voluntarySwitches},
            {"involuntary_switches", used.involuntarySwitches},
            {"run_queue_seconds", used.runQueueSeconds},
            {"throttled_periods", used.throttledPeriods},
            {"stolen_seconds", used.stolenSeconds}};
}

ordered_json sliceJson(const ComparisonSlice& slice)
{
    ordered_json json = {{"contender", slice.contender},
                         {"round", slice.round},
                         {"start_seconds", slice.startSeconds},
                         {"seconds", slice.seconds},
                         {"tokens_per_second", slice.tokensPerSecond},
                         {"texts", slice.texts},
                         {"threads", slice.threads},
                         {"tasks", slice.tasks},
                         {"used", usageJson(slice.used)},
                         {"lone_ms", slice.loneMs}};
    if (slice.allocations)
        json["allocations"] = *slice.allocations;
    return json;
}

ordered_json contenderJson(const LabRun& run, std::size_t contender)
{
    const Standing& standing = run.state.standings[contender];
    const ContenderMeasures m = measuresOf(run.state.slices, static_cast<int>(contender));
    ordered_json json = {{"name", run.names[contender]},
                         {"setting", run.settings[contender]},
                         {"ratio", standing.ratio},
                         {"low", standing.low},
                         {"high", standing.high},
                         {"rounds", standing.rounds},
                         {"verdict", verdictName(standing.verdict)},
                         {"tokens_per_second", m.tokensPerSecond},
                         {"texts_per_second", m.textsPerSecond},
                         {"p50_ms", m.p50Ms},
                         {"p95_ms", m.p95Ms},
                         {"p99_ms", m.p99Ms},
                         {"saturation", m.saturation},
                         {"cpu_ms_per_text", m.cpuMsPerText},
                         {"voluntary_switches_per_text", m.voluntaryPerText},
                         {"involuntary_switches_per_text", m.involuntaryPerText},
                         {"run_queue_ms_per_text", m.runQueueMsPerText},
                         {"tasks_per_text", m.tasksPerText}};
    if (m.allocationsPerText)
        json["allocations_per_text"] = *m.allocationsPerText;
    return json;
}

ordered_json sweepJson(const BenchRun& run)
{
    return {{"tokens", run.setting.tokens},
            {"batch", run.setting.batch},
            {"workers", run.setting.workers},
            {"mode", modeName(run.setting.mode)},
            {"tokens_per_second", run.tokensPerSecond},
            {"texts_per_second", run.textsPerSecond},
            {"p50_ms", run.p50Ms},
            {"p99_ms", run.p99Ms},
            {"saturation", run.saturation}};
}

/// Throws what nlohmann does when it is no whole number in the range of T that makes sense here.
template <class T>
T wholeFrom(const ordered_json& object, const char* key, uint64_t most = std::numeric_limits<int>::max())
{
    const ordered_json& value = object.at(key);
    if (!value.is_number_unsigned() || value.get<uint64_t>() > most)
        throw ordered_json::other_error::create(501, std::string(key) + " makes no sense", &object);
    return static_cast<T>(value.get<uint64_t>());
}

ProcessUsage usageFrom(const ordered_json& json)
{
    return {json.at("cpu_seconds"),
            wholeFrom<uint64_t>(json, "voluntary_switches", kMostCounted),
            wholeFrom<uint64_t>(json, "involuntary_switches", kMostCounted),
            json.at("run_queue_seconds"),
            wholeFrom<uint64_t>(json, "throttled_periods", kMostCounted),
            json.at("stolen_seconds")};
}

ComparisonSlice sliceFrom(const ordered_json& json)
{
    ComparisonSlice slice;
    slice.contender = wholeFrom<int>(json, "contender");
    slice.round = wholeFrom<int>(json, "round");
    slice.startSeconds = json.at("start_seconds");
    slice.seconds = json.at("seconds");
    slice.tokensPerSecond = json.at("tokens_per_second");
    slice.texts = wholeFrom<int>(json, "texts");
    slice.threads = wholeFrom<int>(json, "threads");
    slice.tasks = wholeFrom<uint64_t>(json, "tasks", kMostCounted);
    slice.used = usageFrom(json.at("used"));
    slice.loneMs = json.at("lone_ms").get<std::vector<float>>();
    if (json.contains("allocations"))
        slice.allocations = wholeFrom<uint64_t>(json, "allocations", kMostCounted);
    return slice;
}

Standing standingFrom(const ordered_json& json)
{
    Standing standing{json.at("ratio"), json.at("low"), json.at("high"), Verdict::Undecided,
                      wholeFrom<int>(json, "rounds")};
    for (const Verdict verdict : {Verdict::Faster, Verdict::Slower, Verdict::NoDifference}) {
        if (json.at("verdict").get<std::string>() == verdictName(verdict))
            standing.verdict = verdict;
    }
    return standing;
}

BenchRun sweepFrom(const ordered_json& json)
{
    BenchRun run;
    run.setting.tokens = wholeFrom<int>(json, "tokens");
    run.setting.batch = wholeFrom<int>(json, "batch");
    run.setting.workers = wholeFrom<int>(json, "workers");
    const auto mode = modeFromName(json.at("mode").get<std::string>());
    run.setting.mode = mode ? *mode : Mode::Coarse;
    run.tokensPerSecond = json.at("tokens_per_second");
    run.textsPerSecond = json.at("texts_per_second");
    run.p50Ms = json.at("p50_ms");
    run.p99Ms = json.at("p99_ms");
    run.saturation = json.at("saturation");
    return run;
}

LabRun runFrom(const ordered_json& json)
{
    LabRun run;
    run.startedSeconds = wholeFrom<int64_t>(json, "started_seconds", kMostCounted);
    run.processor = json.at("processor");
    run.target = json.at("target");
    run.cores = wholeFrom<int>(json, "cores");
    run.model = json.at("model");
    run.texts = json.at("texts");
    run.state.confidence = json.at("confidence");
    run.state.finished = json.at("finished");
    for (const ordered_json& contender : json.at("contenders")) {
        run.names.push_back(contender.at("name"));
        run.settings.push_back(contender.at("setting"));
        run.state.standings.push_back(standingFrom(contender));
    }
    for (const ordered_json& slice : json.at("slices"))
        run.state.slices.push_back(sliceFrom(slice));
    for (const ordered_json& cell : json.at("sweep"))
        run.sweep.push_back(sweepFrom(cell));
    return run;
}

/// What the pictures and tables rely on.
bool isSound(const LabRun& run)
{
    if (run.names.empty() || run.names.size() > kMostContenders || run.state.slices.size() > kMostSlices)
        return false;
    for (const ComparisonSlice& slice : run.state.slices) {
        if (slice.contender < 0 || static_cast<std::size_t>(slice.contender) >= run.names.size()
            || !(slice.seconds >= 0) || !(slice.tokensPerSecond >= 0) || slice.texts < 0 || slice.threads < 0)
            return false;
    }
    return true;
}

}

std::string runToJson(const LabRun& run)
{
    ordered_json json = {{"format", "embedscope lab run"},
                         {"version", kVersion},
                         {"started_seconds", run.startedSeconds},
                         {"processor", run.processor},
                         {"cores", run.cores},
                         {"target", run.target},
                         {"model", run.model},
                         {"texts", run.texts},
                         {"confidence", run.state.confidence},
                         {"finished", run.state.finished},
                         {"contenders", ordered_json::array()},
                         {"slices", ordered_json::array()},
                         {"sweep", ordered_json::array()}};
    for (std::size_t contender = 0; contender < run.names.size(); ++contender)
        json["contenders"].push_back(contenderJson(run, contender));
    for (const ComparisonSlice& slice : run.state.slices)
        json["slices"].push_back(sliceJson(slice));
    for (const BenchRun& cell : run.sweep)
        json["sweep"].push_back(sweepJson(cell));
    return json.dump(1, ' ', false, ordered_json::error_handler_t::replace);
}

Result<LabRun> runFromJson(std::string_view text)
{
    const ordered_json json = ordered_json::parse(text, nullptr, false);
    const auto format = json.is_object() ? json.find("format") : json.end();
    if (format == json.end() || *format != "embedscope lab run")
        return Error{"This is not a run of the lab."};
    try {
        if (wholeFrom<int>(json, "version") > kVersion)
            return Error{"This run was written by a newer Embedscope. Use that version to open it."};
        LabRun run = runFrom(json);
        if (isSound(run))
            return run;
    } catch (const ordered_json::exception&) { // a field is missing or of another kind
    }
    return Error{"This run of the lab is damaged: a field is missing or makes no sense."};
}

}
