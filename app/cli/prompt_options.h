// What index and search can be told about a model: task, prompts, dimensions. Not given: as the library was
// used last, else by the rule for the model.
#pragma once

#include "engine/library/library.h"
#include "engine/model/model.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

namespace embedscope::cli {

struct ModelChoice
{
    std::string task;
    std::optional<std::string> question, passage;
    int dimensions = 0; ///< 0: not given
    bool any() const { return !task.empty() || question || passage || dimensions > 0; }
};

void addModelChoice(CLI::App& command, ModelChoice& choice);

/// The model with what was asked for in place of its own settings.
Result<std::shared_ptr<const Model>> withChoice(std::shared_ptr<const Model> model,
                                                const ModelChoice& choice);

/// A note on standard error when the vectors are cut to a size that the model was not trained for.
void noteUntrainedSize(const ModelInfo& info);

}
