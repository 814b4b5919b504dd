// What `inspect` finds out about a model file, as one JSON object: the text for people is printed from it
// too. Not for reading the file: that is GgufFile's, and what a family means is the model's.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"

#include <filesystem>
#include <nlohmann/json.hpp>

namespace embedscope::cli {

/// Opens the file and, when it can run, the model with default settings. A model that cannot run is a report
/// too; an Error only when the file is not a GGUF file.
Result<nlohmann::ordered_json> inspectModel(const std::filesystem::path& path, bool withTensors);

}
