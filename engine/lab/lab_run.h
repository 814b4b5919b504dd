// A run of the lab as it is kept, shown again and exported: who was compared on what machine, every slice, every standing.
// Not for measuring. A run that was stopped is a run too, with `state.finished` and fewer slices.
#pragma once

#include "engine/base/result.h"
#include "engine/lab/benchmark.h"
#include "engine/lab/comparison.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

struct LabRun
{
    int64_t startedSeconds = 0; ///< since 1970
    std::string processor, target; ///< name of the CPU; kernels in use
    int cores = 0; ///< that the program may use
    std::string model; ///< name and type, as people know it
    std::string texts; ///< what they were, in words
    std::vector<std::string> names; ///< of the contenders, for people
    std::vector<std::string> settings; ///< as optionsFromSpec() takes them
    ComparisonState state;
    std::vector<BenchRun> sweep; ///< batch sizes by workers; empty: not measured
};

/// JSON with all of it but the lanes.
std::string runToJson(const LabRun& run);
/// An Error when the text is no such run, or of a newer program.
Result<LabRun> runFromJson(std::string_view json);
/// A line per slice: contender, round, seconds, rate and what it used.
std::string runToCsv(const LabRun& run);
/// Chrome's trace format (opens in Perfetto): a process per contender, a thread per worker, an event per pack.
std::string runToTrace(const LabRun& run);
/// One page with everything in it: words, pictures as SVG, tables, the JSON to read it back. No address is asked by it.
std::string runToHtml(const LabRun& run);

/// "A is 2.9 times as fast as B." and so on: a sentence for each contender but the first.
std::vector<std::string> verdictSentences(const LabRun& run);
/// 'A' for 0; past 'Z' a number.
std::string contenderLetter(std::size_t contender);

}
