// What locked documents need of cryptography, over nettle: hashes by their names in documents, AES, and the
// keys that are made from passwords. Pure functions over byte strings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace embedscope::crypto {

enum class Hash
{
    Unknown,
    Sha1,
    Sha256,
    Sha384,
    Sha512
};
Hash hashNamed(std::string_view name); ///< "SHA512", "http://www.w3.org/2000/09/xmldsig#sha256"
std::string hashOf(Hash hash, std::string_view bytes);

/// Whole blocks of 16 bytes, key of 16, 24 or 32; an iv of 16 bytes for CBC, none for ECB. "" when sizes are
/// wrong.
std::string decryptAes(std::string_view key, std::string_view iv, std::string_view bytes);

std::string keyByPbkdf2(std::string_view password, std::string_view salt, uint32_t iterations,
                        std::size_t bytes);

std::string fromBase64(std::string_view text); ///< "" when it is none

}
