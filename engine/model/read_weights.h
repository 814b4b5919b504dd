// The tensors of a network by the description of its family, packed and checked against the numbers.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"
#include "engine/model/hparams.h"
#include "engine/model/weights.h"

namespace embedscope {

/// May shorten the context to the rows of the position table, and settles what only the tensors tell (whether
/// there is a gate, what is between the dense layers).
Result<ModelWeights> readWeights(const GgufFile& file, HyperParameters& hparams, bool rounds);

}
