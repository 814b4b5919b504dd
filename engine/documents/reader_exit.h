// Exit codes by which embedscope-reader tells why it ended in the middle of a file.
#pragma once

namespace embedscope {

inline constexpr int kReaderExitOutOfMemory = 86;

}
