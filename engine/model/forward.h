// The forward pass of every family over a pack: several texts behind one another, attention within each text
// only. Scratch memory is the caller's workspace; nothing is allocated here once it is warm.
#pragma once

#include "engine/model/model.h"
#include "engine/model/parallel.h"
#include "engine/model/workspace.h"

#include <cstdint>
#include <span>

namespace embedscope {

struct Pack
{
    std::span<const TokenId> ids; ///< all texts behind one another, each checked by Model::checkIds
    std::span<const int> lengths; ///< tokens of each text
};

/// The vectors of the texts, [texts, dimensions], valid until the next pass in this workspace.
std::span<const float> forward(const Model& model, const Pack& pack, Workspace& work, Parallel& parallel);

/// Pooling "none": the states of all tokens after the last norm, [tokens, width], valid likewise. For looking
/// into a text.
std::span<const float> forwardTokens(const Model& model, const Pack& pack, Workspace& work,
                                     Parallel& parallel);

}
