// From the states of a text's tokens to one row: mean, first or last token; and vectors of length 1.
#pragma once

#include "engine/kernels/kernels.h"
#include "engine/model/model.h"

namespace embedscope {

/// states: [tokens, width]. Mean is over all positions, special tokens included. out: [width].
void poolStates(const KernelTable& kernels, Pooling pooling, const float* states, int tokens, int width, float* out);
/// Divides by the Euclidean norm; a zero vector stays zero.
void normalize(float* vector, int count);

}
