// The fidelity guard: short checks that a model computes what its author meant, on the file at hand.
#pragma once

#include "engine/gguf/gguf_file.h"
#include "engine/model/model.h"
#include "engine/tokens/tokenizer.h"

#include <memory>
#include <nlohmann/json.hpp>

namespace embedscope::cli {

/// An array of {"check","ok","grave","detail"}; "ok" is null where a check could not be made, "grave"
/// says that vectors are wrong when it is false. Tokenizer and model may
/// be null.
nlohmann::ordered_json fidelityChecks(const GgufFile& file, const Tokenizer* tokenizer,
                                      const std::shared_ptr<const Model>& model);

}
