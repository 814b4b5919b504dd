#include "engine/telemetry/proc_text.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace embedscope {

namespace {

/// Takes the next number of a line; nothing at the end of the line or at what is no number.
std::optional<uint64_t> takeNumber(std::string_view& line)
{
    while (line.starts_with(' ') || line.starts_with('\t'))
        line.remove_prefix(1);
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (error != std::errc())
        return std::nullopt;
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    return value;
}

/// What follows `name` and a space on the line that begins with it.
std::optional<std::string_view> lineOf(std::string_view text, std::string_view name)
{
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == ' ')
            return line.substr(name.size());
        text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
    return std::nullopt;
}

}

std::optional<ProcessorTicks> processorTicks(std::string_view stat, int processor)
{
    auto line = lineOf(stat, "cpu" + std::to_string(processor));
    if (!line)
        return std::nullopt;
    // user nice system idle iowait irq softirq steal; what stands behind them is counted in user and nice too
    constexpr int kIdle = 3, kWaiting = 4, kFields = 8, kFewest = 4;
    ProcessorTicks ticks;
    int field = 0;
    for (; field < kFields; ++field) {
        const auto value = takeNumber(*line);
        if (!value)
            break;
        ticks.total += *value;
        if (field != kIdle && field != kWaiting)
            ticks.busy += *value;
    }
    if (field < kFewest)
        return std::nullopt;
    return ticks;
}

std::optional<int> runnableThreads(std::string_view stat)
{
    auto line = lineOf(stat, "procs_running");
    const auto value = line ? takeNumber(*line) : std::nullopt;
    if (!value || *value > 1'000'000)
        return std::nullopt;
    return static_cast<int>(*value);
}

std::optional<uint64_t> residentPages(std::string_view statm)
{
    return takeNumber(statm) ? takeNumber(statm) : std::nullopt;
}

float busyShare(const ProcessorTicks& before, const ProcessorTicks& after)
{
    if (after.total <= before.total || after.busy <= before.busy)
        return 0;
    const double share = double(after.busy - before.busy) / double(after.total - before.total);
    return static_cast<float>(std::min(share, 1.0));
}

}
