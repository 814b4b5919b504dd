#include "engine/base/hash.h"

#include <fmt/format.h>
#include <xxhash.h>

namespace embedscope {

std::string contentHash(std::span<const std::byte> bytes)
{
    const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string contentHash(std::string_view text) { return contentHash(std::as_bytes(std::span(text))); }

}
