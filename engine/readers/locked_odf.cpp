#include "engine/readers/locked_odf.h"

#include "engine/readers/document_crypto.h"
#include "engine/readers/xml_stream.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <zlib.h>

namespace embedscope {

namespace {

constexpr int kMostIterations = 10'000'000; // a second or two
constexpr std::size_t kCheckedBytes = 1024; // the checksum is of the first kilobyte
constexpr std::size_t kMaxUnpackedBytes = std::size_t{256} << 20;
constexpr int kKeyBytes = 32;

struct Lock
{
    std::string checksum, algorithm, iv, derivation, salt;
    crypto::Hash checksumHash = crypto::Hash::Unknown, startHash = crypto::Hash::Sha1;
    int iterations = 0, keyBytes = 0;
};

void addTo(Lock& lock, const XmlStream& stream)
{
    if (stream.name() == "encryption-data") {
        lock.checksum = crypto::fromBase64(stream.attribute("checksum"));
        const std::string type = stream.attribute("checksum-type");
        lock.checksumHash =
            type.find("sha256") != std::string::npos || type.find("SHA256") != std::string::npos
            ? crypto::Hash::Sha256
            : crypto::Hash::Sha1;
    } else if (stream.name() == "algorithm") {
        lock.algorithm = stream.attribute("algorithm-name");
        lock.iv = crypto::fromBase64(stream.attribute("initialisation-vector"));
    } else if (stream.name() == "start-key-generation") {
        lock.startHash = crypto::hashNamed(stream.attribute("start-key-generation-name"));
    } else if (stream.name() == "key-derivation") {
        lock.derivation = stream.attribute("key-derivation-name");
        lock.salt = crypto::fromBase64(stream.attribute("salt"));
        lock.iterations = stream.number("iteration-count", 0);
        lock.keyBytes = stream.number("key-size", 16);
    }
}

std::optional<Lock> lockOf(const std::string& manifest, const std::string& path)
{
    XmlStream stream(manifest);
    std::optional<Lock> lock;
    bool inside = false;
    for (auto event = stream.next(); event != XmlStream::Event::Finished; event = stream.next()) {
        if (event == XmlStream::Event::Start && stream.name() == "file-entry")
            inside = stream.attribute("full-path") == path;
        else if (event == XmlStream::Event::Start && inside)
            addTo(lock ? *lock : lock.emplace(), stream);
    }
    return lock;
}

bool isUnderstood(const Lock& lock)
{
    return lock.algorithm.ends_with("aes256-cbc") && lock.derivation.ends_with("PBKDF2")
        && lock.keyBytes == kKeyBytes && lock.iterations > 0 && lock.iterations <= kMostIterations
        && lock.startHash != crypto::Hash::Unknown;
}

// Deflated before it was encrypted; the padding behind it is ignored. "" when it is not that.
std::optional<std::string> inflated(const std::string& bytes)
{
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); // zlib does not write there
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    std::string buffer(std::size_t{1} << 16, '\0');
    int status = Z_OK;
    while (status == Z_OK && out.size() <= kMaxUnpackedBytes) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        status = inflate(&stream, Z_NO_FLUSH);
        out.append(buffer, 0, buffer.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    return status == Z_STREAM_END ? std::optional(std::move(out)) : std::nullopt;
}

Refusal refuse(RefusalReason reason, const ReadOptions& options, std::string_view what)
{
    return {reason, fmt::format("{} {}", options.name, what)};
}

}

std::variant<std::string, Refusal> unlockOdfMember(const std::string& manifest, const std::string& path,
                                                   const std::string& stored, const ReadOptions& options)
{
    if (!options.password)
        return refuse(RefusalReason::Encrypted, options, "is protected by a password.");
    const auto lock = lockOf(manifest, path);
    if (!lock || !isUnderstood(*lock)) {
        return refuse(RefusalReason::Encrypted, options,
                      "is encrypted in a way that cannot be opened here. Save it without a password.");
    }
    const std::string start = crypto::hashOf(lock->startHash, *options.password);
    const std::string key =
        crypto::keyByPbkdf2(start, lock->salt, static_cast<uint32_t>(lock->iterations), kKeyBytes);
    const std::string plain = crypto::decryptAes(key, lock->iv, stored);
    const std::string_view checked = std::string_view(plain).substr(0, kCheckedBytes);
    if (plain.empty() || crypto::hashOf(lock->checksumHash, checked) != lock->checksum)
        return refuse(RefusalReason::Encrypted, options, "is protected by another password.");
    auto text = inflated(plain);
    if (!text)
        return refuse(RefusalReason::Damaged, options, "is damaged: its text cannot be unpacked.");
    return std::move(*text);
}

}
