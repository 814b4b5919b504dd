// The numbers that shape a network of the bert family, read from the metadata and checked: a missing key, a wrong type
// or a value that cannot be is an Error with a sentence. Not for tensors: load.cpp compares them with these numbers.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"
#include "engine/model/model.h"

namespace embedscope {

struct HyperParameters {
    int layers = 0;
    int width = 0;          ///< D: numbers per token
    int heads = 0;
    int headSize = 0;       ///< D / heads
    int feedForward = 0;    ///< F: numbers per token between the two matrices of the feed-forward part
    int contextLength = 0;  ///< C: most tokens of a text, and rows of the position table
    float epsilon = 0;      ///< inside the root of every norm
    Pooling pooling = Pooling::Mean;
    bool poolingFromFile = false; ///< false: the family's rule chose
};

Result<HyperParameters> readHyperParameters(const GgufFile& file);

}
