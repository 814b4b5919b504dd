// A PDF that was cut before its end has lost the pointer to its root, and poppler then finds nothing although
// it can find the objects. This looks for the root and writes the pointer. Not for anything that poppler
// repairs itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace embedscope {

/// The file with a trailer; nullopt when it has one or no root is found.
std::optional<std::string> withTrailer(std::string_view bytes);

}
