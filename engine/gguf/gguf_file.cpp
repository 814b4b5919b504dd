#include "engine/gguf/gguf_file.h"

#include "engine/base/hash.h"
#include "engine/gguf/gguf_parser.h"
#include "engine/gguf/in_quotes.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <utility>

namespace embedscope {

Result<GgufFile> GgufFile::open(const std::filesystem::path& path)
{
    auto mapped = MappedFile::open(path);
    if (!mapped)
        return mapped.error();
    auto file = fromBytes(mapped->bytes(), path.string());
    if (file)
        file->m_file = std::move(*mapped);
    return file;
}

Result<GgufFile> GgufFile::fromBytes(std::span<const std::byte> bytes, std::string name)
{
    GgufFile file;
    file.m_bytes = bytes;
    file.m_name = std::move(name);
    if (auto parsed = GgufParser(file).parse(); !parsed)
        return parsed.error();
    return file;
}

uint64_t GgufFile::sizeBytes() const
{
    return m_bytes.size();
}

const GgufValue* GgufFile::find(std::string_view key) const
{
    const auto found = m_values.find(key);
    return found == m_values.end() ? nullptr : &found->second;
}

const GgufTensor* GgufFile::tensor(std::string_view name) const
{
    const auto found = m_tensorIndex.find(name);
    return found == m_tensorIndex.end() ? nullptr : &m_tensors[found->second];
}

namespace {

template <class T> T scalar(const GgufValue& value)
{
    T out;
    std::memcpy(&out, value.bytes.data(), sizeof out);
    return out;
}

// The value of any integer type; a negative one comes out as nullopt.
std::optional<uint64_t> unsignedScalar(const GgufValue& value)
{
    int64_t number = 0;
    switch (value.type) {
    case GgufValueType::U8:
        return scalar<uint8_t>(value);
    case GgufValueType::U16:
        return scalar<uint16_t>(value);
    case GgufValueType::U32:
        return scalar<uint32_t>(value);
    case GgufValueType::U64:
        return scalar<uint64_t>(value);
    case GgufValueType::I8:
        number = scalar<int8_t>(value);
        break;
    case GgufValueType::I16:
        number = scalar<int16_t>(value);
        break;
    case GgufValueType::I32:
        number = scalar<int32_t>(value);
        break;
    default:
        number = scalar<int64_t>(value);
        break;
    }
    if (number < 0)
        return std::nullopt;
    return static_cast<uint64_t>(number);
}

bool isInteger(GgufValueType type)
{
    return scalarBytes(type) > 0 && type != GgufValueType::F32 && type != GgufValueType::F64
        && type != GgufValueType::Bool;
}

Error wrongType(const GgufFile& file, std::string_view key, std::string_view wanted, std::string_view found)
{
    return Error{fmt::format("{} cannot be used: its key {} should be {} and is {}.", file.name(),
                             inQuotes(key), wanted, found)};
}

}

Result<std::optional<std::string_view>> GgufFile::stringValue(std::string_view key) const
{
    const GgufValue* value = find(key);
    if (!value)
        return std::optional<std::string_view>();
    if (value->type != GgufValueType::String)
        return wrongType(*this, key, "a string", valueTypeName(value->type));
    return std::optional(value->string);
}

Result<std::optional<uint64_t>> GgufFile::unsignedValue(std::string_view key) const
{
    const GgufValue* value = find(key);
    if (!value)
        return std::optional<uint64_t>();
    if (!isInteger(value->type))
        return wrongType(*this, key, "an integer", valueTypeName(value->type));
    const auto number = unsignedScalar(*value);
    if (!number)
        return wrongType(*this, key, "0 or greater", "negative");
    return number;
}

Result<std::optional<double>> GgufFile::floatValue(std::string_view key) const
{
    const GgufValue* value = find(key);
    if (!value)
        return std::optional<double>();
    if (value->type == GgufValueType::F32)
        return std::optional(static_cast<double>(scalar<float>(*value)));
    if (value->type == GgufValueType::F64)
        return std::optional(scalar<double>(*value));
    return wrongType(*this, key, "a floating point number", valueTypeName(value->type));
}

Result<std::optional<bool>> GgufFile::boolValue(std::string_view key) const
{
    const GgufValue* value = find(key);
    if (!value)
        return std::optional<bool>();
    if (value->type != GgufValueType::Bool)
        return wrongType(*this, key, "a bool", valueTypeName(value->type));
    return std::optional(value->bytes[0] != std::byte{0});
}

Result<const GgufArray*> GgufFile::arrayValue(std::string_view key, GgufValueType elementType) const
{
    const GgufValue* value = find(key);
    if (!value)
        return static_cast<const GgufArray*>(nullptr);
    if (value->type != GgufValueType::Array)
        return wrongType(*this, key, "an array", valueTypeName(value->type));
    if (value->array.elementType != elementType)
        return wrongType(*this, key, fmt::format("an array of {}", valueTypeName(elementType)),
                         fmt::format("an array of {}", valueTypeName(value->array.elementType)));
    return &value->array;
}

std::string GgufFile::tensorFingerprint() const
{
    // Whole files are gigabytes: of each tensor 16 pieces of 4 kB, evenly spread, tell trainings apart.
    constexpr std::size_t kPieces = 16, kPieceBytes = 4096;
    std::vector<const GgufTensor*> sorted; // the order in the file changes no vector
    for (const GgufTensor& tensor : m_tensors)
        sorted.push_back(&tensor);
    std::ranges::sort(sorted, {}, &GgufTensor::name);
    std::string text;
    for (const GgufTensor* tensor : sorted) {
        text += fmt::format("{}:{}:{}:{}", tensor->name.size(), tensor->name, tensorTypeName(tensor->type),
                            fmt::join(tensor->shape, "x"));
        const auto data = tensor->data;
        if (data.size() <= kPieces * kPieceBytes) {
            text += contentHash(data);
            continue;
        }
        const std::size_t step = (data.size() - kPieceBytes) / (kPieces - 1);
        for (std::size_t i = 0; i < kPieces; ++i)
            text += contentHash(data.subspan(i * step, kPieceBytes));
        forget(*tensor); // a page that is touched brings its neighbours along: 200 MB of a file of 640 MB
    }
    return contentHash(std::string_view(text));
}

}
