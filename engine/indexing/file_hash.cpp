#include "engine/indexing/file_hash.h"

#include "engine/documents/unique_fd.h"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>
#include <xxhash.h>

namespace embedscope {

namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18;

struct FreeState
{
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

std::string hashOf(int fd, const std::stop_token& stop)
{
    const std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
    if (!state || XXH3_128bits_reset(state.get()) == XXH_ERROR)
        return {};
    std::vector<char> buffer(kBufferBytes);
    while (!stop.stop_requested()) {
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return {};
        if (count == 0) {
            const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
            return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
        }
        XXH3_128bits_update(state.get(), buffer.data(), static_cast<std::size_t>(count));
    }
    return {};
}

}

FileFacts factsOf(const std::filesystem::path& file, uint64_t maxBytes, std::stop_token stop)
{
    FileFacts facts;
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status = {};
    if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return facts;
    facts.bytes = status.st_size;
    facts.modifiedSeconds = status.st_mtim.tv_sec;
    if (static_cast<uint64_t>(status.st_size) <= maxBytes)
        facts.hash = hashOf(fd.get(), stop);
    return facts;
}

}
