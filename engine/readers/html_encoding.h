// The encoding that a web page or an XML file claims to have, from its first bytes. Only a claim: bytes that
// are UTF-8 are read as UTF-8 whatever it says.
#pragma once

#include <string>
#include <string_view>

namespace embedscope {

/// "" when it claims nothing.
std::string declaredHtmlEncoding(std::string_view bytes);

}
