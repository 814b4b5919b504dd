// Reads a GGUF file: header, typed metadata, tensor table. Zero copy: strings and tensors point into the
// mapping, which the object owns. Every count, length, offset and product is checked before use; a bad file
// is an Error with a sentence that names the file, never a crash. Not for the meaning of the keys: that is
// the model's and the tokenizer's. Immutable after opening; any thread may read.
#pragma once

#include "engine/base/mapped_file.h"
#include "engine/base/result.h"
#include "engine/gguf/gguf_types.h"

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace embedscope {

struct GgufArray
{
    GgufValueType elementType = GgufValueType::U8;
    uint64_t count = 0;
    std::span<const std::byte> bytes; ///< raw elements of a fixed-size type
    std::vector<std::string_view> strings; ///< elements when elementType is String
};

struct GgufValue
{
    GgufValueType type = GgufValueType::U8;
    std::span<const std::byte> bytes; ///< raw little-endian scalar
    std::string_view string;
    GgufArray array;
};

struct GgufTensor
{
    std::string_view name;
    TensorType type = TensorType::F32;
    int dimensions = 1;
    std::array<uint64_t, 4> shape = {1, 1, 1, 1}; ///< ne[0] is contiguous: rows of shape[0], shape[1] rows
    std::span<const std::byte> data;
    uint64_t elements() const { return shape[0] * shape[1] * shape[2] * shape[3]; } ///< checked at opening
};

class GgufFile
{
public:
    static Result<GgufFile> open(const std::filesystem::path& path);
    /// From memory (the seed's OpenBytes); the bytes must outlive the object. `name` stands in sentences.
    static Result<GgufFile> fromBytes(std::span<const std::byte> bytes, std::string name);

    const std::string& name() const { return m_name; }
    uint32_t version() const { return m_version; }
    uint64_t sizeBytes() const;

    /// Metadata in file order: keys() and value(key).
    const std::vector<std::string_view>& keys() const { return m_keys; }
    const GgufValue* find(std::string_view key) const;

    /// Typed access. Absent: nullopt inside the result. Present with a wrong type: an Error that names key
    /// and file.
    Result<std::optional<std::string_view>> stringValue(std::string_view key) const;
    Result<std::optional<uint64_t>>
    unsignedValue(std::string_view key) const; ///< any integer width; negative is an error
    Result<std::optional<double>> floatValue(std::string_view key) const; ///< F32 or F64
    Result<std::optional<bool>> boolValue(std::string_view key) const;
    Result<const GgufArray*> arrayValue(std::string_view key,
                                        GgufValueType elementType) const; ///< nullptr: absent

    const std::vector<GgufTensor>& tensors() const { return m_tensors; } ///< in file order
    const GgufTensor* tensor(std::string_view name) const;
    /// Its data have been copied and will not be read again soon: they need not stay in memory. They can be read all the same.
    void forget(const GgufTensor& tensor) const { m_file.forget(tensor.data); }
    /// XXH3 of the tensor table (names, types, shapes, sizes) and a sample of the data: tells models apart.
    std::string tensorFingerprint() const;

private:
    friend class GgufParser;
    MappedFile m_file;
    std::span<const std::byte> m_bytes;
    std::string m_name;
    uint32_t m_version = 0;
    std::vector<std::string_view> m_keys;
    std::unordered_map<std::string_view, GgufValue> m_values;
    std::vector<GgufTensor> m_tensors;
    std::unordered_map<std::string_view, std::size_t> m_tensorIndex;
};

}
