// Finds what is shipped with the program (the model, the samples): beside the installed program, or in the
// source tree that it was built from. No path of a machine is compiled in.
#pragma once

#include <filesystem>
#include <string_view>

namespace embedscope {

/// `relative`: "models/embedscope-mini.Q8_0.gguf". Empty path: not there. EMBEDSCOPE_RESOURCES names a folder
/// that is looked into first.
std::filesystem::path findResource(std::string_view relative);

/// The model that is used when nobody names another.
inline constexpr std::string_view kBundledModel = "models/embedscope-mini.Q8_0.gguf";

}
