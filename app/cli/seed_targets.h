// The open targets of the seed, measured beside its table: what has to be measured for them, and the lines
// that `bench --seed-table` prints.
#pragma once

#include "engine/lab/benchmark.h"

#include <string>
#include <vector>

namespace embedscope::cli {

/// Appends what the targets need and `settings` does not have, for texts of so many tokens.
void addTargetSettings(std::vector<BenchSetting>& settings, int tokens, int workers);

/// A line for each target: what was wanted, what was measured.
std::string targetLines(const BenchReport& report, int tokens, int workers);

}
