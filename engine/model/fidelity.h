// The fidelity guard: short checks that a model gives the vectors its author meant, on the file at hand.
// Wrong vectors show no error by themselves; these are the ways in which files and programs were seen to give
// them. Run when a model is opened by a person and by `inspect`; a second at most, but for very large models.
#pragma once

#include "engine/model/model.h"

#include <optional>
#include <string>
#include <vector>

namespace embedscope {

struct FidelityCheck
{
    std::string name; ///< what should be so: "pooling is in the file"
    std::optional<bool> ok; ///< empty: could not be looked at
    std::string detail; ///< the sentence to read
    bool grave = true; ///< when it fails vectors are wrong; else something is worth a look
};

/// What the file and its tokenizer say; both without running the network. The tokenizer may be null.
std::vector<FidelityCheck> checkFile(const GgufFile& file, const Tokenizer* tokenizer);
/// What the loaded network does.
std::vector<FidelityCheck> checkModel(const Model& model);
/// Both.
std::vector<FidelityCheck> checkFidelity(const Model& model);

}
