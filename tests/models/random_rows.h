// Rows of random weights in the types of tensors: normal, with rows and columns of different weight and a few
// outliers, as trained networks have them. The same numbers for a seed and a name on every machine, and (but
// for rounding) in every type. Not fast weights: one row at a time.
#pragma once

#include "engine/gguf/gguf_writer.h"

#include <optional>
#include <string>
#include <string_view>

namespace embedscope {

struct RandomTensor
{
    std::string name;
    std::vector<uint64_t> shape; ///< shape[0] is contiguous
    float mean = 0;
    float deviation = 0;
    bool matrix = false; ///< takes the type of the file and has outliers; else F32
};

/// The types that can be written; nullopt for others.
std::optional<TensorType> writableType(std::string_view name);

GgufWriter::RowMaker randomRows(const RandomTensor& tensor, TensorType type, uint64_t seed);

}
