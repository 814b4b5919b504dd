// The numbers that shape a network, read from the metadata by the rules of its family and checked: a missing
// key, a wrong type or a value that cannot be is an Error with a sentence. Not for tensors: read_weights.cpp
// compares them with these numbers. Names of keys and defaults: engine/README.md, "Families".
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"
#include "engine/model/family.h"

#include <vector>

namespace embedscope {

/// Rotary positions: pair i of a head turns by position * scale * base^(-2i / dimensions).
struct RopeNumbers
{
    int dimensions = 0; ///< rotated numbers of a head, from its first on
    double base = 10000;
    double scale = 1; ///< 1 / factor
    bool yarn = false;
    double factor = 1, originalContext = 0, betaFast = 32, betaSlow = 1; ///< of YaRN
};

struct HyperParameters
{
    const Family* family = nullptr;
    int layers = 0;
    int width = 0; ///< D: numbers per token
    int heads = 0; ///< H
    int keyHeads = 0; ///< K: heads of keys and values; query head h reads head h / (H/K)
    int headSize = 0; ///< d; H * d need not be D
    int feedForward = 0; ///< F: numbers per token between the two matrices of the feed-forward part
    int contextLength = 0; ///< C: most tokens of a text
    float epsilon = 0; ///< inside the root of every norm
    float scoreScale = 1; ///< of a query times a key
    bool causal = false; ///< a token sees only those before it

    RopeNumbers rope; ///< layers that see everything
    RopeNumbers localRope; ///< layers that see a window
    int window = 0; ///< tokens to either side that a local layer sees
    std::vector<bool> localLayers; ///< empty: none is local
    int buckets = 0; ///< of relative positions (T5)

    Curve curve = Curve::Gelu;
    int experts = 0, expertsUsed = 0;
    int expertEvery = 0; ///< layers 1, 1 + this ... have experts

    int vectorWidth = 0; ///< numbers of a vector: D, or what the dense layers after pooling make of it

    Pooling pooling = Pooling::Mean;
    bool poolingFromFile = false; ///< false: the family's rule chose

    int queryWidth() const { return heads * headSize; }
    int keyWidth() const { return keyHeads * headSize; }
    int projectedWidth() const { return queryWidth() + 2 * keyWidth(); } ///< Q, K and V of a token
    bool isLocal(int layer) const
    {
        return !localLayers.empty() && localLayers[static_cast<std::size_t>(layer)];
    }
    bool hasExperts(int layer) const { return expertEvery > 0 && layer % expertEvery == 1 % expertEvery; }
};

/// `poolingChosen`: the caller brings a pooling of its own, so that the file need not.
Result<HyperParameters> readHyperParameters(const GgufFile& file, bool poolingChosen = false);

}
