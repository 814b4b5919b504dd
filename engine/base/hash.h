// Content hashes (XXH3, 128 bit, as 32 hexadecimal digits): an unchanged text is never embedded twice.
// Not for secrets: the hash is fast, not cryptographic.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace embedscope {

std::string contentHash(std::span<const std::byte> bytes);
std::string contentHash(std::string_view text);

}
