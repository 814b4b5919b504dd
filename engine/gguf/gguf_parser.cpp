#include "engine/gguf/gguf_parser.h"

#include "engine/base/checked.h"
#include "engine/gguf/in_quotes.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fmt/format.h>
#include <numeric>

namespace embedscope {

static_assert(std::endian::native == std::endian::little, "GGUF numbers are read as they lie in the file");

Error GgufParser::refuse(const std::string& what) const
{
    return Error{fmt::format("{} is not a usable GGUF file: {}.", m_file.m_name, what)};
}

Error GgufParser::endsEarly(const std::string& where) const
{
    return refuse(fmt::format("it ends in the middle of {}; the file is incomplete, fetch it again", where));
}

bool GgufParser::takeRaw(void* out, std::size_t size)
{
    if (left() < size)
        return false;
    std::memcpy(out, m_bytes.data() + m_at, size);
    m_at += size;
    return true;
}

bool GgufParser::takeBytes(uint64_t length, std::span<const std::byte>& out)
{
    if (left() < length)
        return false;
    out = m_bytes.subspan(m_at, length);
    m_at += length;
    return true;
}

bool GgufParser::takeString(std::string_view& out)
{
    uint64_t length = 0;
    std::span<const std::byte> bytes;
    if (!take(length) || !takeBytes(length, bytes))
        return false;
    out = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    return true;
}

Result<void> GgufParser::parse()
{
    if (auto done = readHeader(); !done)
        return done;
    if (auto done = readMetadata(); !done)
        return done;
    if (auto done = readAlignment(); !done)
        return done;
    if (auto done = readTensorTable(); !done)
        return done;
    return placeTensors();
}

Result<void> GgufParser::readHeader()
{
    std::span<const std::byte> magic;
    if (m_bytes.empty())
        return refuse("it is empty");
    if (!takeBytes(4, magic) || std::memcmp(magic.data(), "GGUF", 4) != 0)
        return refuse("it does not begin with the letters GGUF, so it is a file of another kind");
    if (!take(m_file.m_version))
        return endsEarly("its header");
    const uint32_t version = m_file.m_version;
    // The format page asks for no byte order mark; a small version number in the upper half is a swapped one.
    if (version != 0 && (version & 0xFFFF) == 0)
        return refuse("its numbers are big-endian and only little-endian files can be read; "
                      "convert the model again on an ordinary PC");
    if (version == 1)
        return refuse("it has version 1 of the format, which is no longer in use; convert the model again");
    if (version != 2 && version != 3)
        return refuse(fmt::format("it has version {} of the format and only 2 and 3 are known", version));
    if (!take(m_tensorCount) || !take(m_keyCount))
        return endsEarly("its header");
    // The smallest key takes 13 bytes and the smallest tensor entry 32, so larger counts are lies.
    if (m_keyCount > left() / 13)
        return refuse(fmt::format("it announces {} metadata keys, more than its size can hold", m_keyCount));
    if (m_tensorCount > left() / 32)
        return refuse(fmt::format("it announces {} tensors, more than its size can hold", m_tensorCount));
    return {};
}

Result<void> GgufParser::readMetadata()
{
    for (uint64_t i = 0; i < m_keyCount; ++i) {
        std::string_view key;
        uint32_t type = 0;
        if (!takeString(key) || !take(type))
            return endsEarly(fmt::format("metadata key {} of {}", i + 1, m_keyCount));
        GgufValue value;
        value.type = static_cast<GgufValueType>(type);
        if (auto done = readValue(key, value); !done)
            return done;
        if (!m_file.m_values.emplace(key, std::move(value)).second)
            return refuse(fmt::format("the key {} occurs twice", inQuotes(key)));
        m_file.m_keys.push_back(key);
    }
    return {};
}

static bool allBool(std::span<const std::byte> bytes)
{
    return std::ranges::all_of(bytes, [](std::byte b) { return b <= std::byte{1}; });
}

Result<void> GgufParser::readValue(std::string_view key, GgufValue& value)
{
    if (value.type == GgufValueType::Array)
        return readArray(key, value.array);
    bool complete = false;
    if (value.type == GgufValueType::String) {
        complete = takeString(value.string);
    } else if (const uint32_t size = scalarBytes(value.type); size > 0) {
        complete = takeBytes(size, value.bytes);
    } else {
        return refuse(fmt::format("the key {} has the unknown type {}", inQuotes(key),
                                  static_cast<uint32_t>(value.type)));
    }
    if (!complete)
        return endsEarly(fmt::format("the value of {}", inQuotes(key)));
    if (value.type == GgufValueType::Bool && !allBool(value.bytes))
        return refuse(fmt::format("the key {} is a bool with a value other than 0 and 1", inQuotes(key)));
    return {};
}

Result<void> GgufParser::readArray(std::string_view key, GgufArray& array)
{
    uint32_t type = 0;
    if (!take(type) || !take(array.count))
        return endsEarly(fmt::format("the value of {}", inQuotes(key)));
    array.elementType = static_cast<GgufValueType>(type);
    if (array.elementType == GgufValueType::Array)
        return refuse(fmt::format("the key {} is an array of arrays, which no model needs", inQuotes(key)));
    if (array.elementType == GgufValueType::String) {
        if (array.count > left() / sizeof(uint64_t))
            return endsEarly(fmt::format("the {} strings of {}", array.count, inQuotes(key)));
        array.strings.reserve(array.count);
        for (uint64_t i = 0; i < array.count; ++i) {
            if (!takeString(array.strings.emplace_back()))
                return endsEarly(fmt::format("string {} of {} of {}", i + 1, array.count, inQuotes(key)));
        }
        return {};
    }
    const uint32_t size = scalarBytes(array.elementType);
    if (size == 0)
        return refuse(fmt::format("the array {} has elements of the unknown type {}", inQuotes(key), type));
    const auto bytes = checkedMultiply(array.count, size);
    if (!bytes || !takeBytes(*bytes, array.bytes))
        return endsEarly(fmt::format("the {} elements of {}", array.count, inQuotes(key)));
    if (array.elementType == GgufValueType::Bool && !allBool(array.bytes))
        return refuse(fmt::format("the array {} of bool has a value other than 0 and 1", inQuotes(key)));
    return {};
}

Result<void> GgufParser::readAlignment()
{
    const auto alignment = m_file.unsignedValue("general.alignment");
    if (!alignment)
        return alignment.error();
    m_alignment = alignment->value_or(m_alignment);
    if (!std::has_single_bit(m_alignment))
        return refuse(fmt::format("general.alignment is {} and must be a power of two", m_alignment));
    return {};
}

Result<void> GgufParser::readTensorTable()
{
    for (uint64_t i = 0; i < m_tensorCount; ++i) {
        GgufTensor tensor;
        if (!takeString(tensor.name))
            return endsEarly(fmt::format("the name of tensor {} of {}", i + 1, m_tensorCount));
        if (auto done = readTensorEntry(tensor); !done)
            return done;
        if (!m_file.m_tensorIndex.emplace(tensor.name, m_file.m_tensors.size()).second)
            return refuse(fmt::format("the tensor {} occurs twice", inQuotes(tensor.name)));
        m_file.m_tensors.push_back(tensor);
    }
    return {};
}

Result<void> GgufParser::readTensorEntry(GgufTensor& tensor)
{
    const std::string name = inQuotes(tensor.name);
    uint32_t dimensions = 0;
    if (!take(dimensions))
        return endsEarly(fmt::format("the tensor {}", name));
    if (dimensions < 1 || dimensions > tensor.shape.size())
        return refuse(
            fmt::format("the tensor {} has {} dimensions and 1 to 4 are possible", name, dimensions));
    tensor.dimensions = static_cast<int>(dimensions);
    for (uint32_t d = 0; d < dimensions; ++d) {
        if (!take(tensor.shape[d]))
            return endsEarly(fmt::format("the tensor {}", name));
        if (tensor.shape[d] == 0)
            return refuse(fmt::format("the tensor {} has a dimension of 0", name));
    }
    uint32_t rawType = 0;
    uint64_t offset = 0;
    if (!take(rawType) || !take(offset))
        return endsEarly(fmt::format("the tensor {}", name));
    const auto traits = tensorTypeTraits(rawType);
    if (!traits)
        return refuse(
            fmt::format("the tensor {} has the unknown type {}; a newer version of this program may "
                        "know it",
                        name, rawType));
    tensor.type = traits->type;
    if (tensor.shape[0] % traits->blockElements != 0)
        return refuse(
            fmt::format("rows of the tensor {} have {} elements, no multiple of the {} in a block of {}",
                        name, tensor.shape[0], traits->blockElements, traits->name));
    std::optional<uint64_t> elements = tensor.shape[0];
    for (uint32_t d = 1; d < dimensions && elements; ++d)
        elements = checkedMultiply(*elements, tensor.shape[d]);
    const auto size =
        elements ? checkedMultiply(*elements / traits->blockElements, traits->blockBytes) : std::nullopt;
    if (!size)
        return refuse(fmt::format("the size of the tensor {} does not fit 64 bits", name));
    if (offset % m_alignment != 0)
        return refuse(fmt::format("the tensor {} begins at {}, no multiple of the alignment {}", name, offset,
                                  m_alignment));
    m_places.push_back({offset, *size});
    return {};
}

Result<void> GgufParser::placeTensors()
{
    std::vector<GgufTensor>& tensors = m_file.m_tensors;
    if (tensors.empty())
        return {}; // a vocabulary-only file may end without padding
    const auto padded = checkedAdd(m_at, m_alignment - 1);
    const uint64_t dataStart = padded ? *padded & ~(m_alignment - 1) : m_bytes.size();
    if (dataStart >= m_bytes.size())
        return refuse("it ends before its tensor data; the file is incomplete, fetch it again");
    const uint64_t dataSize = m_bytes.size() - dataStart;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        if (!rangeInside(m_places[i].offset, m_places[i].size, dataSize))
            return refuse(
                fmt::format("the tensor {} reaches past the end of the file; the file is incomplete, "
                            "fetch it again",
                            inQuotes(tensors[i].name)));
        tensors[i].data = m_bytes.subspan(dataStart + m_places[i].offset, m_places[i].size);
    }
    std::vector<std::size_t> order(tensors.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return m_places[i].offset; });
    for (std::size_t i = 1; i < order.size(); ++i) {
        const Place& before = m_places[order[i - 1]];
        if (before.offset + before.size > m_places[order[i]].offset)
            return refuse(fmt::format("the tensors {} and {} overlap", inQuotes(tensors[order[i - 1]].name),
                                      inQuotes(tensors[order[i]].name)));
    }
    return {};
}

}
