// Makes a GGUF file, version 3: metadata of every type, then tensors. For tests and for programs that make
// models. Tensor bytes are borrowed until the file is written, or made row by row while it is written;
// everything else is copied. What the reader would refuse (a key twice, a tensor of the wrong size) comes
// back as an Error. One thread.
#pragma once

#include "engine/base/result.h"
#include "engine/gguf/gguf_types.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace embedscope {

/// The types that a scalar or the element of an array can have in a file.
template <class T>
concept GgufScalar = std::same_as<T, uint8_t> || std::same_as<T, int8_t> || std::same_as<
    T, uint16_t> || std::same_as<T, int16_t> || std::same_as<T, uint32_t> || std::same_as<T, int32_t> || std::
    same_as<T, uint64_t> || std::same_as<T, int64_t> || std::same_as<T, float> || std::same_as<
        T, double> || std::same_as<T, bool>;

template <GgufScalar T> constexpr GgufValueType ggufValueType()
{
    using enum GgufValueType;
    if constexpr (std::same_as<T, bool>)
        return Bool;
    else if constexpr (std::same_as<T, float>)
        return F32;
    else if constexpr (std::same_as<T, double>)
        return F64;
    else if constexpr (sizeof(T) == 1)
        return std::is_signed_v<T> ? I8 : U8;
    else if constexpr (sizeof(T) == 2)
        return std::is_signed_v<T> ? I16 : U16;
    else if constexpr (sizeof(T) == 4)
        return std::is_signed_v<T> ? I32 : U32;
    else
        return std::is_signed_v<T> ? I64 : U64;
}

class GgufWriter
{
public:
    /// Keys in the order of the calls. The width of the number is the type in the file: set("a", uint32_t
    /// {1}).
    template <GgufScalar T> void set(std::string_view key, T value)
    {
        setRaw(key, ggufValueType<T>(), std::as_bytes(std::span(&value, 1)));
    }
    void set(std::string_view key, std::string_view value);
    void set(std::string_view key, const char* value) { set(key, std::string_view(value)); }
    template <GgufScalar T> void setArray(std::string_view key, std::span<const T> values)
    {
        setRawArray(key, ggufValueType<T>(), values.size(), std::as_bytes(values));
    }
    void setArray(std::string_view key, const std::vector<std::string>& values);
    /// Where tensors begin: at multiples of this power of two; written as general.alignment when it is
    /// not 32.
    void setAlignment(uint32_t alignment) { m_alignment = alignment; }

    /// `shape` as in GgufTensor: shape[0] is contiguous. The bytes must outlive the writer.
    void addTensor(std::string_view name, TensorType type, std::vector<uint64_t> shape,
                   std::span<const std::byte> bytes);
    /// Makes the bytes of one row (shape[0] numbers); rows are asked for in order, once per file written.
    using RowMaker = std::function<void(uint64_t row, std::span<std::byte> bytes)>;
    /// A tensor that is never in memory as a whole.
    void addTensor(std::string_view name, TensorType type, std::vector<uint64_t> shape, RowMaker makeRow);

    Result<std::vector<std::byte>> toBytes() const;
    /// Through a temporary file beside it, so that a file is there wholly or not at all.
    Result<void> writeFile(const std::filesystem::path& path) const;

private:
    struct Entry
    {
        std::string key;
        std::vector<std::byte> value; ///< type and value as in the file
    };
    struct Tensor
    {
        std::string name;
        TensorType type;
        std::vector<uint64_t> shape;
        std::span<const std::byte> bytes;
        RowMaker makeRow; ///< in place of bytes
        uint64_t size = 0; ///< of the data in the file
    };
    using Write = std::function<bool(std::span<const std::byte>)>; ///< false: no further

    void setRaw(std::string_view key, GgufValueType type, std::span<const std::byte> value);
    void setRawArray(std::string_view key, GgufValueType type, uint64_t count,
                     std::span<const std::byte> elements);
    Result<void> check() const;
    bool writeData(const Tensor& tensor, const Write& write) const; ///< and its padding
    std::vector<std::byte>
    head() const; ///< everything in front of the tensor data, padded when there are tensors
    uint64_t padding(uint64_t size) const { return (m_alignment - size % m_alignment) % m_alignment; }

    std::vector<Entry> m_entries;
    std::vector<Tensor> m_tensors;
    uint32_t m_alignment = 32;
};

}
