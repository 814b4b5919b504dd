// The old Microsoft container (OLE compound file, MS-CFB): finds one stream by name and gives its bytes.
// Needed because encrypted documents of the new kinds are wrapped into it. Every sector number is checked,
// chains cannot be longer than the file. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace embedscope {

/// nullopt: not there, or the container is damaged.
std::optional<std::string> compoundStream(std::string_view file, std::u16string_view name);

}
