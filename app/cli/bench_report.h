// What `bench` prints: a table for people, the JSON object of the contract for programs.
#pragma once

#include "engine/lab/benchmark.h"

#include <nlohmann/json.hpp>
#include <string>

namespace embedscope::cli {

nlohmann::ordered_json benchJson(const ModelInfo& info, const BenchReport& report);
std::string benchTable(const ModelInfo& info, const BenchReport& report);
/// Shares of the stages of a pass, a row for each run.
std::string stageTable(const BenchReport& report);
/// Tokens per second, a row for each batch and a column for each number of workers; of the first so many
/// runs.
std::string seedTable(const ModelInfo& info, const BenchReport& report, std::size_t runs);

}
