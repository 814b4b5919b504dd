// A run as one page of HTML. Colours follow the reader's light or dark setting; pictures are SVG in the page.
#include "engine/lab/lab_pictures.h"
#include "engine/lab/lab_run.h"
#include "engine/lab/measures.h"
#include "engine/lab/scaling.h"

#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace embedscope {

namespace {

constexpr const char* kStyle = R"(
:root{--page:#fff;--ink:#1d2227;--soft:#545b63;--line:#e1ded6;--s0:#057176;--s1:#e27549;--s2:#4b37a7;--s3:#bb2d5f;--s4:#867000;--s5:#4299dc}
@media(prefers-color-scheme:dark){:root{--page:#1c2024;--ink:#e9e7e2;--soft:#a8b0b8;--line:#30363c;--s0:#48b7bd;--s1:#f38c48;--s2:#847ae8;--s3:#b85591;--s4:#dfd65f;--s5:#9fd1fc}}
body{background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}p,td,th{margin:.2rem 0}.soft,th{color:var(--soft)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th{font-weight:normal;text-align:right;vertical-align:bottom}
td{text-align:right;border-top:1px solid var(--line);padding:.25rem 0 .25rem .75rem}td:first-child,th:first-child{text-align:left;padding-left:0}
svg{width:100%;height:auto;font:12px system-ui,sans-serif}svg text{fill:var(--soft)}svg .ink{fill:var(--ink)}svg .grid{stroke:var(--line)}svg .one{stroke:var(--soft)}
)";

std::string dateOf(int64_t seconds)
{
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts = {};
    if (!::gmtime_r(&time, &parts))
        return {};
    return fmt::format("{:%Y-%m-%d %H:%M} UTC", parts);
}

std::string row(const std::vector<std::string>& cells, const char* tag)
{
    std::string text = "<tr>";
    for (const std::string& cell : cells)
        text += fmt::format("<{0}>{1}</{0}>", tag, cell);
    return text + "</tr>\n";
}

std::string standingTable(const LabRun& run)
{
    std::string html = "<table>\n" + row({"contender", "times A", "interval", "rounds", "verdict"}, "th");
    for (std::size_t i = 0; i < run.names.size(); ++i) {
        const Standing& s = run.state.standings[i];
        const std::string name = contenderLetter(i) + " " + escapedHtml(run.names[i]);
        if (i == 0)
            html += row({name, "1", "", "", "what the others are held against"}, "td");
        else
            html += row({name, fmt::format("{:.3f}", s.ratio), s.rounds < 2 ? "" : fmt::format("{:.3f} to {:.3f}", s.low, s.high),
                         std::to_string(s.rounds), std::string(verdictName(s.verdict))},
                        "td");
    }
    return html + "</table>\n";
}

std::string measureTable(const LabRun& run)
{
    std::string html = "<table>\n"
        + row({"contender", "tokens/s", "texts/s", "lone text p50, ms", "p95", "p99", "saturation", "CPU ms per text",
               "switches per text", "of them forced", "waited for a core, ms per text", "tasks per text",
               "allocations per text", "spread"},
              "th");
    for (std::size_t i = 0; i < run.names.size(); ++i) {
        const ContenderMeasures m = measuresOf(run.state.slices, static_cast<int>(i));
        html += row({contenderLetter(i) + " " + escapedHtml(run.names[i]), fmt::format("{:.0f}", m.tokensPerSecond),
                     fmt::format("{:.1f}", m.textsPerSecond), fmt::format("{:.2f}", m.p50Ms),
                     fmt::format("{:.2f}", m.p95Ms), fmt::format("{:.2f}", m.p99Ms),
                     fmt::format("{:.0f} %", 100 * m.saturation), fmt::format("{:.2f}", m.cpuMsPerText),
                     fmt::format("{:.2f}", m.voluntaryPerText + m.involuntaryPerText),
                     fmt::format("{:.2f}", m.involuntaryPerText), fmt::format("{:.3f}", m.runQueueMsPerText),
                     fmt::format("{:.0f}", m.tasksPerText),
                     m.allocationsPerText ? fmt::format("{:.1f}", *m.allocationsPerText) : "not counted",
                     fmt::format("{:.1f} %", 100 * m.spread)},
                    "td");
    }
    return html + "</table>\n";
}

std::string sweepPart(const LabRun& run)
{
    if (run.sweep.empty())
        return {};
    std::string html = "<h2>Throughput by batch size</h2>\n" + batchSvg(run.sweep) + "<table>\n"
        + row({"workers", "batch", "tokens/s", "texts/s", "p50, ms", "p99, ms", "saturation"}, "th");
    std::vector<WorkersRate> rates;
    int most = 0;
    for (const BenchRun& cell : run.sweep)
        most = std::max(most, cell.setting.batch);
    for (const BenchRun& cell : run.sweep) {
        html += row({std::to_string(cell.setting.workers), std::to_string(cell.setting.batch),
                     fmt::format("{:.0f}", cell.tokensPerSecond), fmt::format("{:.1f}", cell.textsPerSecond),
                     fmt::format("{:.2f}", cell.p50Ms), fmt::format("{:.2f}", cell.p99Ms),
                     fmt::format("{:.0f} %", 100 * cell.saturation)},
                    "td");
        if (cell.setting.batch == most)
            rates.push_back({cell.setting.workers, cell.tokensPerSecond});
    }
    html += "</table>\n";
    const Scaling scaling = scalingOf(rates);
    if (scaling.points.size() > 1)
        html += fmt::format("<h2>Speed-up by workers</h2>\n{}<p class=soft>Amdahl's curve through these points: {:.1f} % "
                            "of the work runs in parallel.</p>\n",
                            scalingSvg(scaling), 100 * scaling.parallelShare);
    return html;
}

}

std::string runToHtml(const LabRun& run)
{
    std::string html = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Embedscope: a run of the lab"
                       "</title><style>";
    html += kStyle;
    html += "</style></head><body>\n";
    const auto sentences = verdictSentences(run);
    for (const std::string& sentence : sentences)
        html += "<h1>" + sentence + "</h1>\n";
    html += fmt::format("<p class=soft>{:.0f} % confidence for each. {}{}</p>\n", 100 * run.state.confidence,
                        run.state.finished ? "" : "The run was stopped before its end. ",
                        escapedHtml(disturbanceOf(run.state.slices, run.cores)));
    html += fmt::format("<p class=soft>{}; {}, {} core{}, kernels {}; {}; texts: {}.</p>\n", dateOf(run.startedSeconds),
                        escapedHtml(run.processor), run.cores, run.cores == 1 ? "" : "s", escapedHtml(run.target),
                        escapedHtml(run.model), escapedHtml(run.texts));
    html += "<h2>Throughput against A</h2>\n" + intervalSvg(run) + standingTable(run);
    html += "<h2>Slice by slice</h2>\n" + slicesSvg(run);
    html += "<h2>What each cost</h2>\n" + measureTable(run);
    html += sweepPart(run);
    html += "<h2>Settings</h2>\n<table>\n";
    for (std::size_t i = 0; i < run.settings.size(); ++i)
        html += row({contenderLetter(i), "<code>" + escapedHtml(run.settings[i]) + "</code>"}, "td");
    // The data of the page itself, so that the program can show the run again.
    html += "</table>\n<script type=\"application/json\" id=\"run\">" + escapedScript(runToJson(run)) + "</script>\n";
    return html + "</body></html>\n";
}

}
