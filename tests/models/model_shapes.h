// Random-weight models of the shapes of well-known embedding models: their tensors, metadata and kind of
// tokenizer, written as a GGUF file row by row. For measuring and testing where the weights are not at hand;
// the vectors mean nothing.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_types.h"

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace embedscope {

struct MadeModel
{
    std::string_view shape; ///< one of shapeNames()
    TensorType type = TensorType::Q8_0; ///< of matrices; norms, biases and position tables are F32
    uint64_t seed = 1;
    std::optional<uint32_t> layers; ///< fewer than the shape has
    std::optional<uint32_t> tokens; ///< a smaller vocabulary, at least 4000
};

std::vector<std::string_view> shapeNames();
Result<void> writeModel(const MadeModel& model, const std::filesystem::path& path);

}
