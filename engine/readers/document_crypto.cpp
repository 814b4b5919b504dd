#include "engine/readers/document_crypto.h"

#include <algorithm>
#include <nettle/aes.h>
#include <nettle/base64.h>
#include <nettle/pbkdf2.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

namespace embedscope::crypto {

namespace {

const uint8_t* data(std::string_view bytes)
{
    return reinterpret_cast<const uint8_t*>(bytes.data());
}

uint8_t* data(std::string& bytes)
{
    return reinterpret_cast<uint8_t*>(bytes.data());
}

template <class Context, class Init, class Update, class Digest>
std::string digest(std::string_view bytes, std::size_t size, Init init, Update update, Digest finish)
{
    Context context;
    init(&context);
    update(&context, bytes.size(), data(bytes));
    std::string result(size, '\0');
    finish(&context, size, data(result));
    return result;
}

template <class Context, class SetKey, class Decrypt>
void decryptBlocks(std::string& bytes, std::string_view key, SetKey setKey, Decrypt decrypt)
{
    Context context;
    setKey(&context, data(key));
    const std::string source = bytes;
    decrypt(&context, source.size(), data(bytes), data(std::string_view(source)));
}

}

Hash hashNamed(std::string_view name)
{
    std::string plain;
    for (const char c : name.substr(name.rfind('#') + 1)) {
        if (c != '-')
            plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return plain == "sha1"  ? Hash::Sha1
        : plain == "sha256" ? Hash::Sha256
        : plain == "sha384" ? Hash::Sha384
        : plain == "sha512" ? Hash::Sha512
                            : Hash::Unknown;
}

std::string hashOf(Hash hash, std::string_view bytes)
{
    switch (hash) {
    case Hash::Sha1:
        return digest<sha1_ctx>(bytes, SHA1_DIGEST_SIZE, sha1_init, sha1_update, sha1_digest);
    case Hash::Sha256:
        return digest<sha256_ctx>(bytes, SHA256_DIGEST_SIZE, sha256_init, sha256_update, sha256_digest);
    case Hash::Sha384:
        return digest<sha512_ctx>(bytes, SHA384_DIGEST_SIZE, sha384_init, sha512_update, sha384_digest);
    case Hash::Sha512:
        return digest<sha512_ctx>(bytes, SHA512_DIGEST_SIZE, sha512_init, sha512_update, sha512_digest);
    case Hash::Unknown:
        break;
    }
    return {};
}

std::string decryptAes(std::string_view key, std::string_view iv, std::string_view bytes)
{
    if (bytes.size() % AES_BLOCK_SIZE != 0 || (!iv.empty() && iv.size() != AES_BLOCK_SIZE))
        return {};
    std::string plain(bytes);
    if (key.size() == AES128_KEY_SIZE)
        decryptBlocks<aes128_ctx>(plain, key, aes128_set_decrypt_key, aes128_decrypt);
    else if (key.size() == AES192_KEY_SIZE)
        decryptBlocks<aes192_ctx>(plain, key, aes192_set_decrypt_key, aes192_decrypt);
    else if (key.size() == AES256_KEY_SIZE)
        decryptBlocks<aes256_ctx>(plain, key, aes256_set_decrypt_key, aes256_decrypt);
    else
        return {};
    if (iv.empty())
        return plain;
    for (std::size_t i = 0; i < plain.size(); ++i) // CBC: with the block before
        plain[i] = static_cast<char>(plain[i] ^ (i < iv.size() ? iv[i] : bytes[i - AES_BLOCK_SIZE]));
    return plain;
}

std::string keyByPbkdf2(std::string_view password, std::string_view salt, uint32_t iterations,
                        std::size_t bytes)
{
    std::string key(bytes, '\0');
    pbkdf2_hmac_sha1(password.size(), data(password), std::max(1u, iterations), salt.size(), data(salt),
                     bytes, data(key));
    return key;
}

std::string fromBase64(std::string_view text)
{
    base64_decode_ctx context;
    base64_decode_init(&context);
    std::string bytes(BASE64_DECODE_LENGTH(text.size()), '\0');
    std::size_t size = bytes.size();
    if (!base64_decode_update(&context, &size, data(bytes), text.size(), text.data())
        || !base64_decode_final(&context))
        return {};
    bytes.resize(size);
    return bytes;
}

}
