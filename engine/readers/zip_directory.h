// The names in a zip container, from its central directory and without unpacking anything: enough to tell
// documents from archives and whole containers from cut ones. Everything read is checked against the size of
// the file.
#pragma once

#include "engine/readers/identify.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace embedscope {

/// nullopt: not a zip container.
std::optional<Identity> identifyZip(std::string_view bytes);

}
