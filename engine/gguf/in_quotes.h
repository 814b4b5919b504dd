// Names out of files inside sentences for people.
#pragma once

#include <string>
#include <string_view>

namespace embedscope {

/// In quotes, short, without control characters or broken UTF-8.
std::string inQuotes(std::string_view text);

}
