#include "engine/telemetry/proc_file.h"

#include <fcntl.h>
#include <unistd.h>

namespace embedscope {

std::string readProcFile(const std::string& path)
{
    std::string text;
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return text;
    constexpr std::size_t kStep = 16384, kMost = 4 << 20;
    for (std::size_t size = 0; size < kMost;) {
        text.resize(size + kStep);
        const ssize_t got = ::read(file, text.data() + size, kStep);
        size += got > 0 ? static_cast<std::size_t>(got) : 0;
        text.resize(size);
        if (got <= 0)
            break;
    }
    ::close(file);
    return text;
}

}
