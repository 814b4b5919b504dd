// OpenDocument files behind a password (ODF 1.2, part 3): each member is encrypted on its own and the
// manifest says how. One thread.
#pragma once

#include "engine/readers/reader.h"

#include <string>
#include <variant>

namespace embedscope {

/// `stored`: the member as it lies in the container.
std::variant<std::string, Refusal> unlockOdfMember(const std::string& manifest, const std::string& path,
                                                   const std::string& stored, const ReadOptions& options);

}
