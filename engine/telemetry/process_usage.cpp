#include "engine/telemetry/process_usage.h"

#include "engine/base/clock.h"
#include "engine/telemetry/proc_file.h"

#include <algorithm>
#include <charconv>
#include <dirent.h>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace embedscope {

namespace {

/// The number-th word (from 0) of a line as a whole number; 0 when there is none.
uint64_t numberAt(std::string_view line, int number)
{
    std::size_t at = 0;
    for (int i = 0;; ++i) {
        at = line.find_first_not_of(' ', at);
        if (at == std::string_view::npos)
            return 0;
        const std::size_t end = std::min(line.find(' ', at), line.size());
        if (i == number) {
            uint64_t value = 0;
            const auto [stopped, error] = std::from_chars(line.data() + at, line.data() + end, value);
            return error == std::errc() ? value : 0;
        }
        at = end;
    }
}

/// The line that begins with `word` and a blank; empty when there is none.
std::string_view lineOf(std::string_view text, std::string_view word)
{
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        if (line.size() > word.size() && line.starts_with(word) && line[word.size()] == ' ')
            return line;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

double runQueueSecondsOfAllThreads()
{
    const std::unique_ptr<DIR, int (*)(DIR*)> tasks(::opendir("/proc/self/task"), ::closedir);
    double seconds = 0;
    while (const dirent* entry = tasks ? ::readdir(tasks.get()) : nullptr) {
        if (entry->d_name[0] != '.')
            seconds += runQueueSecondsOf(
                readProcFile("/proc/self/task/" + std::string(entry->d_name) + "/schedstat"));
    }
    return seconds;
}

/// Version 2: the group's own folder; version 1 has it elsewhere, and is rare by now.
uint64_t throttledPeriods()
{
    const std::string groups = readProcFile("/proc/self/cgroup");
    const std::size_t at = groups.find("0::/");
    if (at == std::string::npos)
        return 0;
    const std::size_t end = std::min(groups.find('\n', at), groups.size());
    const std::string path = groups.substr(at + 3, end - at - 3);
    return throttledPeriodsOf(readProcFile("/sys/fs/cgroup" + path + "/cpu.stat"));
}

}

double runQueueSecondsOf(std::string_view schedstat)
{
    return double(numberAt(schedstat, 1)) * 1e-9;
}

uint64_t throttledPeriodsOf(std::string_view cpuStat)
{
    return numberAt(lineOf(cpuStat, "nr_throttled"), 1);
}

uint64_t stolenTicksOf(std::string_view stat)
{
    return numberAt(lineOf(stat, "cpu"), 8);
}

ProcessUsage processUsage()
{
    ProcessUsage usage;
    usage.cpuSeconds = double(processCpuNs()) * 1e-9;
    rusage system = {};
    if (::getrusage(RUSAGE_SELF, &system) == 0) {
        usage.voluntarySwitches = static_cast<uint64_t>(system.ru_nvcsw);
        usage.involuntarySwitches = static_cast<uint64_t>(system.ru_nivcsw);
    }
    usage.runQueueSeconds = runQueueSecondsOfAllThreads();
    usage.throttledPeriods = throttledPeriods();
    usage.stolenSeconds = double(stolenTicksOf(readProcFile("/proc/stat"))) / double(::sysconf(_SC_CLK_TCK));
    return usage;
}

ProcessUsage usageBetween(const ProcessUsage& before, const ProcessUsage& after)
{
    const auto grown = [](auto from, auto to) { return to > from ? to - from : 0; };
    return {grown(before.cpuSeconds, after.cpuSeconds),
            grown(before.voluntarySwitches, after.voluntarySwitches),
            grown(before.involuntarySwitches, after.involuntarySwitches),
            grown(before.runQueueSeconds, after.runQueueSeconds),
            grown(before.throttledPeriods, after.throttledPeriods),
            grown(before.stolenSeconds, after.stolenSeconds)};
}

ProcessUsage usageSum(const ProcessUsage& a, const ProcessUsage& b)
{
    return {a.cpuSeconds + b.cpuSeconds,
            a.voluntarySwitches + b.voluntarySwitches,
            a.involuntarySwitches + b.involuntarySwitches,
            a.runQueueSeconds + b.runQueueSeconds,
            a.throttledPeriods + b.throttledPeriods,
            a.stolenSeconds + b.stolenSeconds};
}

}
