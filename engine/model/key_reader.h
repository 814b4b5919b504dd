// Metadata of one architecture with bounds: the first failure stays and is a sentence that names file and
// key.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace embedscope {

class KeyReader
{
public:
    /// Keys are given without the architecture in front.
    KeyReader(const GgufFile& file, std::string_view architecture)
        : m_file(file)
        , m_prefix(std::string(architecture) + '.')
    {
    }

    /// 1 to `most`; a failure when it is missing.
    int count(std::string_view key, uint64_t most);
    /// The same, but `otherwise` when it is missing.
    int countOr(std::string_view key, uint64_t most, int otherwise);
    /// A number that may be 0, or one per layer that is the same in all.
    std::optional<uint64_t> number(std::string_view key);
    /// least to most; a failure when it is missing.
    double real(std::string_view key, double least, double most);
    double realOr(std::string_view key, double least, double most, double otherwise);
    bool flagOr(std::string_view key, bool otherwise);
    std::string textOr(std::string_view key, std::string_view otherwise);
    /// nullopt: the key is absent or no array of booleans.
    std::optional<std::vector<bool>> flags(std::string_view key);

    void fail(const std::string& reason);
    const std::optional<Error>& error() const { return m_error; }

private:
    std::optional<uint64_t> sameInEveryLayer(const std::string& key, const GgufArray& array);
    std::optional<double> optionalReal(std::string_view key, double least, double most);
    void missing(std::string_view key);
    std::string full(std::string_view key) const { return m_prefix + std::string(key); }

    const GgufFile& m_file;
    std::string m_prefix;
    std::optional<Error> m_error;
};

}
