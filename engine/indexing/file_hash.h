// The content hash of a file of any size, without holding it in memory and without mapping it (a file that is
// shortened meanwhile must not end the program). Reads bytes only; parsing is the child's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

namespace embedscope {

struct FileFacts
{
    std::string hash; ///< as contentHash() of all bytes; empty: cannot be read, or stopped
    int64_t bytes = 0;
    int64_t modifiedSeconds = 0;
};

/// Larger files than `maxBytes` get no hash. Never waits for a pipe or a device: those get no hash either.
FileFacts factsOf(const std::filesystem::path& file, uint64_t maxBytes, std::stop_token stop);

}
