#include "engine/readers/locked_office.h"

#include "engine/readers/compound_file.h"
#include "engine/readers/document_crypto.h"
#include "engine/readers/unpack_budget.h"
#include "engine/readers/xml_stream.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <optional>
#include <unicode/unistr.h>

namespace embedscope {

namespace {

using namespace std::string_view_literals;
using crypto::Hash;

constexpr uint32_t kStandardSpins = 50'000;
constexpr uint32_t kMostSpins = 2'000'000; // Office writes 100,000; more would only burn time
constexpr std::size_t kSegmentBytes = 4096;
constexpr std::size_t kBlockBytes = 16;

std::string littleEndian(uint32_t value)
{
    std::string bytes(4, '\0');
    std::memcpy(bytes.data(), &value, 4);
    return bytes;
}

uint32_t number32(std::string_view bytes, std::size_t at)
{
    uint32_t value = 0;
    if (at + 4 <= bytes.size())
        std::memcpy(&value, bytes.data() + at, 4);
    return value;
}

bool isKeySize(std::size_t bytes)
{
    return bytes == 16 || bytes == 24 || bytes == 32;
}

std::string utf16(const std::string& password)
{
    const icu::UnicodeString text = icu::UnicodeString::fromUTF8(password);
    return {reinterpret_cast<const char*>(text.getBuffer()), static_cast<std::size_t>(text.length()) * 2};
}

std::string spun(Hash hash, std::string_view salt, const std::string& password, uint32_t spins)
{
    std::string key = crypto::hashOf(hash, std::string(salt) + utf16(password));
    for (uint32_t i = 0; i < spins; ++i)
        key = crypto::hashOf(hash, littleEndian(i) + key);
    return key;
}

struct Opened
{
    bool understood = false; ///< how it is encrypted
    std::optional<std::string> package; ///< nullopt: the password is wrong
};

// The size of the package stands before it; it is stored in whole blocks.
std::optional<std::string> cutToSize(std::string_view stored, std::string plain)
{
    if (plain.empty())
        return std::nullopt;
    plain.resize(std::min<std::size_t>(plain.size(), number32(stored, 0)));
    return plain;
}

std::string wholeBlocks(std::string_view stored)
{
    std::string bytes(stored.substr(std::min<std::size_t>(8, stored.size())));
    bytes.resize((bytes.size() + kBlockBytes - 1) / kBlockBytes * kBlockBytes, '\0');
    return bytes;
}

// Version 2 to 4, minor 2: AES in ECB, SHA-1.
Opened openStandard(std::string_view info, std::string_view stored, const std::string& password)
{
    const uint32_t headerBytes = number32(info, 8);
    const std::size_t verifier = std::size_t{12} + headerBytes;
    const std::size_t keyBytes = number32(info, 12 + 16) / 8;
    if (headerBytes < 32 || verifier + 4 + 16 + 16 + 4 + 32 > info.size() || number32(info, verifier) != 16
        || !isKeySize(keyBytes))
        return {};
    const std::string_view salt = info.substr(verifier + 4, 16);
    const std::string spinned = spun(Hash::Sha1, salt, password, kStandardSpins);
    const std::string base = crypto::hashOf(Hash::Sha1, spinned + littleEndian(0));
    const auto half = [&](char pad) {
        std::string buffer(64, pad);
        for (std::size_t i = 0; i < base.size(); ++i)
            buffer[i] = static_cast<char>(buffer[i] ^ base[i]);
        return crypto::hashOf(Hash::Sha1, buffer);
    };
    const std::string key = (half('\x36') + half('\x5C')).substr(0, keyBytes);
    const std::string check = crypto::decryptAes(key, {}, info.substr(verifier + 20, 16));
    const std::string hash = crypto::decryptAes(key, {}, info.substr(verifier + 40, 32));
    if (crypto::hashOf(Hash::Sha1, check) != std::string_view(hash).substr(0, 20))
        return {true, std::nullopt};
    return {true, cutToSize(stored, crypto::decryptAes(key, {}, wholeBlocks(stored)))};
}

struct AgileKey
{
    Hash hash = Hash::Unknown;
    std::string salt;
    uint32_t spins = 0;
    std::size_t keyBytes = 0;
    std::string verifierInput, verifierHash, keyValue;
    bool isAes = false;
};

uint32_t numberOf(const std::string& text)
{
    uint32_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

AgileKey agileKeyOf(const XmlStream& stream)
{
    AgileKey key;
    key.hash = crypto::hashNamed(stream.attribute("hashAlgorithm"));
    key.salt = crypto::fromBase64(stream.attribute("saltValue"));
    key.spins = numberOf(stream.attribute("spinCount"));
    key.keyBytes = numberOf(stream.attribute("keyBits")) / 8;
    key.verifierInput = crypto::fromBase64(stream.attribute("encryptedVerifierHashInput"));
    key.verifierHash = crypto::fromBase64(stream.attribute("encryptedVerifierHashValue"));
    key.keyValue = crypto::fromBase64(stream.attribute("encryptedKeyValue"));
    key.isAes = stream.attribute("cipherAlgorithm") == "AES"
        && stream.attribute("cipherChaining") == "ChainingModeCBC";
    return key;
}

std::string sized(std::string bytes, std::size_t size)
{
    bytes.resize(size, '\x36');
    return bytes;
}

// Version 4.4: XML says how. Office 2010 and later.
Opened openAgile(std::string_view info, std::string_view stored, const std::string& password)
{
    AgileKey data, locked;
    XmlStream stream(info.substr(8));
    for (auto event = stream.next(); event != XmlStream::Event::Finished; event = stream.next()) {
        if (event == XmlStream::Event::Start && stream.name() == "keyData")
            data = agileKeyOf(stream);
        else if (event == XmlStream::Event::Start && stream.name() == "encryptedKey")
            locked = agileKeyOf(stream);
    }
    if (data.hash == Hash::Unknown || locked.hash == Hash::Unknown || !data.isAes || !locked.isAes
        || locked.spins > kMostSpins || locked.salt.empty() || !isKeySize(data.keyBytes)
        || !isKeySize(locked.keyBytes))
        return {};
    const std::string base = spun(locked.hash, locked.salt, password, locked.spins);
    const auto unlock = [&](std::string_view purpose, std::string_view bytes) {
        const std::string key =
            sized(crypto::hashOf(locked.hash, base + std::string(purpose)), locked.keyBytes);
        return crypto::decryptAes(key, sized(locked.salt, kBlockBytes), bytes);
    };
    const std::string input = unlock("\xFE\xA7\xD2\x76\x3B\x4B\x9E\x79"sv, locked.verifierInput);
    const std::string hash = unlock("\xD7\xAA\x0F\x6D\x30\x61\x34\x4E"sv, locked.verifierHash);
    const std::string expected =
        crypto::hashOf(locked.hash, std::string_view(input).substr(0, locked.salt.size()));
    if (input.empty() || std::string_view(hash).substr(0, expected.size()) != expected)
        return {true, std::nullopt};
    const std::string key =
        unlock("\x14\x6E\x0B\xE7\xAB\xAC\xD0\xD6"sv, locked.keyValue).substr(0, data.keyBytes);
    const std::string bytes = wholeBlocks(stored);
    std::string plain;
    plain.reserve(bytes.size());
    for (uint32_t i = 0; std::size_t{i} * kSegmentBytes < bytes.size(); ++i) {
        const std::string iv = sized(crypto::hashOf(data.hash, data.salt + littleEndian(i)), kBlockBytes);
        plain += crypto::decryptAes(
            key, iv, std::string_view(bytes).substr(std::size_t{i} * kSegmentBytes, kSegmentBytes));
    }
    return {true, cutToSize(stored, std::move(plain))};
}

Refusal refuse(RefusalReason reason, const ReadOptions& options, std::string_view what)
{
    return {reason, fmt::format("{} {}", options.name, what)};
}

}

ReadResult readLockedOffice(std::string_view bytes, const ReadOptions& options)
{
    if (!options.password)
        return refuse(RefusalReason::Encrypted, options, "is protected by a password.");
    const auto info = compoundStream(bytes, u"EncryptionInfo");
    const auto stored = compoundStream(bytes, u"EncryptedPackage");
    if (!info || !stored || info->size() < 8)
        return refuse(RefusalReason::Damaged, options, "is damaged: its encryption cannot be read.");
    const bool agile = info->starts_with("\x04\x00\x04\x00"sv);
    const Opened opened = agile ? openAgile(*info, *stored, *options.password)
                                : openStandard(*info, *stored, *options.password);
    if (!opened.understood) {
        return refuse(RefusalReason::Encrypted, options,
                      "is encrypted in a way that cannot be opened here. Save it without a password.");
    }
    if (!opened.package)
        return refuse(RefusalReason::Encrypted, options, "is protected by another password.");
    ReadOptions inner = options;
    ++inner.depth;
    if (inner.depth > UnpackBudget::kMaxDepth)
        return refuse(RefusalReason::TooDeep, options, "lies too deep in other files.");
    return readDocument(*opened.package, inner);
}

}
