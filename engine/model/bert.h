// The forward pass of the bert family (BERT, MiniLM, BGE, E5, DistilBERT, RoBERTa) over a pack: several texts behind one
// another, attention within each text only. Scratch memory is the caller's workspace; nothing is allocated here.
#pragma once

#include "engine/model/model.h"
#include "engine/model/parallel.h"
#include "engine/model/workspace.h"

#include <cstdint>
#include <span>

namespace embedscope {

struct Pack {
    std::span<const TokenId> ids;       ///< all texts behind one another, each checked by Model::checkIds
    std::span<const int> lengths;       ///< tokens of each text
};

/// The vectors of the texts, [texts, dimensions], valid until the next pass in this workspace.
std::span<const float> forward(const Model& model, const Pack& pack, Workspace& work, Parallel& parallel);

}
