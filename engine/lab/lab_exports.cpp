#include "engine/lab/lab_run.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace embedscope {

namespace {

using nlohmann::ordered_json;

}

std::string runToCsv(const LabRun& run)
{
    std::string csv = "contender,name,round,start_seconds,seconds,texts,threads,tokens_per_second,cpu_seconds,"
                      "voluntary_switches,involuntary_switches,run_queue_seconds,tasks,allocations\n";
    for (const ComparisonSlice& slice : run.state.slices) {
        const auto contender = static_cast<std::size_t>(slice.contender);
        std::string name = run.names[contender];
        for (std::size_t quote = 0; (quote = name.find('"', quote)) != std::string::npos; quote += 2)
            name.insert(quote, 1, '"');
        csv += fmt::format("{},\"{}\",{},{:.6f},{:.6f},{},{},{:.3f},{:.6f},{},{},{:.6f},{},{}\n",
                           contenderLetter(contender), name, slice.round, slice.startSeconds, slice.seconds,
                           slice.texts, slice.threads, slice.tokensPerSecond, slice.used.cpuSeconds,
                           slice.used.voluntarySwitches, slice.used.involuntarySwitches,
                           slice.used.runQueueSeconds, slice.tasks,
                           slice.allocations ? std::to_string(*slice.allocations) : std::string());
    }
    return csv;
}

std::string runToTrace(const LabRun& run)
{
    ordered_json events = ordered_json::array();
    for (std::size_t contender = 0; contender < run.names.size(); ++contender)
        events.push_back({{"name", "process_name"},
                          {"ph", "M"},
                          {"pid", contender + 1},
                          {"args", {{"name", contenderLetter(contender) + " " + run.names[contender]}}}});
    for (const ComparisonSlice& slice : run.state.slices) {
        const double startUs = slice.startSeconds * 1e6;
        events.push_back({{"name", "slice"},
                          {"ph", "X"},
                          {"pid", slice.contender + 1},
                          {"tid", 0},
                          {"ts", startUs},
                          {"dur", slice.seconds * 1e6},
                          {"args", {{"tokens_per_second", slice.tokensPerSecond}, {"texts", slice.texts}}}});
        if (!slice.lanes)
            continue;
        for (const Span& span : slice.lanes->spans)
            events.push_back({{"name", span.texts == 1 ? "text" : "pack"},
                              {"ph", "X"},
                              {"pid", slice.contender + 1},
                              {"tid", span.worker + 1},
                              {"ts", startUs + double(span.startNs) * 1e-3},
                              {"dur", double(span.durationNs) * 1e-3},
                              {"args", {{"texts", span.texts}, {"tokens", span.tokens}}}});
    }
    return ordered_json{{"displayTimeUnit", "ms"}, {"traceEvents", std::move(events)}}.dump(
        -1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string contenderLetter(std::size_t contender)
{
    return contender < 26 ? std::string(1, static_cast<char>('A' + contender)) : std::to_string(contender + 1);
}

std::vector<std::string> verdictSentences(const LabRun& run)
{
    std::vector<std::string> sentences;
    for (std::size_t i = 1; i < run.state.standings.size() && i < run.names.size(); ++i) {
        const Standing& standing = run.state.standings[i];
        const std::string letter = contenderLetter(i);
        switch (standing.verdict) {
        case Verdict::Faster:
            sentences.push_back(fmt::format("{} is {:.2f} times as fast as A.", letter, standing.ratio));
            break;
        case Verdict::Slower:
            sentences.push_back(fmt::format("A is {:.2f} times as fast as {}.", 1 / standing.ratio, letter));
            break;
        case Verdict::NoDifference:
            sentences.push_back(fmt::format("A and {} are equally fast, within {:.1f} %.", letter,
                                            100 * std::max(standing.high - 1, 1 - standing.low)));
            break;
        case Verdict::Undecided:
            sentences.push_back(fmt::format("Whether A or {} is faster is not clear.", letter));
            break;
        }
    }
    return sentences;
}

}
