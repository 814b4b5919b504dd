// The whole text of a file of /proc or /sys, whose sizes are not known before. Not for files of users.
#pragma once

#include <string>

namespace embedscope {

/// Empty when it cannot be read.
std::string readProcFile(const std::string& path);

}
