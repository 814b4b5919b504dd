// Which keys a query sees and how far its bias can lift a score: the same arithmetic for all targets.
// Everything is static: a kernel file compiled for a newer processor may include this.
#pragma once

#include "engine/kernels/kernels.h"
#include "engine/kernels/tables.h"

namespace embedscope {

static inline int keyHeadCount(const AttentionShape& shape)
{
    return shape.keyHeads > 0 ? shape.keyHeads : shape.heads;
}

/// A query sees keys firstKeySeen .. endOfKeysSeen - 1; its own place is always among them.
static inline int firstKeySeen(const AttentionShape& shape, int query)
{
    return shape.before < query ? query - shape.before : 0;
}

static inline int endOfKeysSeen(const AttentionShape& shape, int query)
{
    return shape.after < shape.tokens - 1 - query ? query + shape.after + 1 : shape.tokens;
}

static inline bool seesEverything(const AttentionShape& shape)
{
    return shape.before >= shape.tokens - 1 && shape.after >= shape.tokens - 1;
}

/// Bias of a head at distance 0; nullptr without bias.
static inline const float* headBias(const AttentionShape& shape, int head)
{
    return shape.bias ? shape.bias + head * shape.biasStride + shape.biasCentre : nullptr;
}

/// By how much (in powers of two) the bias of a head can lift a score above, or push the score of a query's
/// own place below, what query and key make of it. A row whose scores stay within a bound after that needs no
/// largest score: nothing overflows, and its own place keeps the sum from vanishing. Not below 0; NaN counts
/// as endless.
static inline float biasReach(const AttentionShape& shape, const float* bias)
{
    if (!bias)
        return 0;
    const int last = shape.tokens - 1;
    const int before = shape.before < last ? shape.before : last;
    const int after = shape.after < last ? shape.after : last;
    float reach = bias[0] < 0 ? -bias[0] : 0;
    for (int distance = -before; distance <= after; ++distance)
        if (!(bias[distance] <= reach)) // also for NaN
            reach = bias[distance] == bias[distance] ? bias[distance] : 3e38f;
    return reach * kLog2E;
}

}
