// What a loaded model says of itself: the numbers, the facts with their sources, and the fingerprint that
// tells its vectors from those of other models.
#pragma once

#include "engine/model/hparams.h"
#include "engine/model/model.h"
#include "engine/model/weights.h"

namespace embedscope {

/// All but path and target. The tokenizer may be null.
ModelInfo describeModel(const GgufFile& file, const HyperParameters& hparams, const ModelWeights& weights,
                        const ModelOptions& options, const Tokenizer* tokenizer, const Prompts& prompts);

/// What depends on prompts and dimensions alone, anew.
void describeChoices(const GgufFile& file, const HyperParameters& hparams, const ModelWeights& weights,
                     const ModelOptions& options, const Prompts& prompts, ModelInfo& info);

/// Can vectors have so many numbers (0: all)?
Result<void> checkDimensions(const GgufFile& file, const HyperParameters& hparams, int dimensions);

}
