#include "engine/gguf/gguf_writer.h"

#include "engine/base/checked.h"
#include "engine/gguf/in_quotes.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <set>
#include <system_error>

namespace embedscope {

namespace {

using Bytes = std::vector<std::byte>;

void append(Bytes& out, std::span<const std::byte> bytes)
{
    const std::size_t at = out.size();
    out.resize(at + bytes.size());
    std::ranges::copy(bytes, out.begin() + static_cast<std::ptrdiff_t>(at));
}

template <class T> void appendNumber(Bytes& out, T number)
{
    append(out, std::as_bytes(std::span(&number, 1)));
}

void appendString(Bytes& out, std::string_view text)
{
    appendNumber(out, uint64_t{text.size()});
    append(out, std::as_bytes(std::span(text)));
}

// Of all rows; nullopt for a shape that cannot be.
std::optional<uint64_t> tensorBytes(TensorType type, const std::vector<uint64_t>& shape)
{
    const auto traits = tensorTypeTraits(static_cast<uint32_t>(type));
    if (!traits || shape.empty() || shape.size() > 4 || shape[0] % traits->blockElements != 0)
        return std::nullopt;
    std::optional<uint64_t> size = checkedMultiply(shape[0] / traits->blockElements, traits->blockBytes);
    for (std::size_t d = 1; d < shape.size() && size; ++d)
        size = checkedMultiply(*size, shape[d]);
    return size == 0 ? std::nullopt : size;
}

}

void GgufWriter::set(std::string_view key, std::string_view value)
{
    Bytes text;
    appendString(text, value);
    setRaw(key, GgufValueType::String, text);
}

void GgufWriter::setArray(std::string_view key, const std::vector<std::string>& values)
{
    Bytes elements;
    for (const std::string& value : values)
        appendString(elements, value);
    setRawArray(key, GgufValueType::String, values.size(), elements);
}

void GgufWriter::setRaw(std::string_view key, GgufValueType type, std::span<const std::byte> value)
{
    Entry& entry = m_entries.emplace_back();
    entry.key = key;
    appendNumber(entry.value, static_cast<uint32_t>(type));
    append(entry.value, value);
}

void GgufWriter::setRawArray(std::string_view key, GgufValueType type, uint64_t count,
                             std::span<const std::byte> elements)
{
    Bytes value;
    appendNumber(value, static_cast<uint32_t>(type));
    appendNumber(value, count);
    append(value, elements);
    setRaw(key, GgufValueType::Array, value);
}

void GgufWriter::addTensor(std::string_view name, TensorType type, std::vector<uint64_t> shape,
                           std::span<const std::byte> bytes)
{
    m_tensors.push_back({std::string(name), type, std::move(shape), bytes, nullptr, bytes.size()});
}

void GgufWriter::addTensor(std::string_view name, TensorType type, std::vector<uint64_t> shape,
                           RowMaker makeRow)
{
    const uint64_t size = tensorBytes(type, shape).value_or(0);
    m_tensors.push_back({std::string(name), type, std::move(shape), {}, std::move(makeRow), size});
}

Result<void> GgufWriter::check() const
{
    if (!std::has_single_bit(m_alignment))
        return Error{fmt::format("The alignment {} of a GGUF file is no power of two.", m_alignment)};
    std::set<std::string_view> keys, names;
    for (const Entry& entry : m_entries) {
        if (!keys.insert(entry.key).second || entry.key == "general.alignment")
            return Error{fmt::format("The key {} of a GGUF file was set twice.", inQuotes(entry.key))};
    }
    for (const Tensor& tensor : m_tensors) {
        if (!names.insert(tensor.name).second)
            return Error{fmt::format("The tensor {} of a GGUF file was added twice.", inQuotes(tensor.name))};
        if (tensorBytes(tensor.type, tensor.shape) != tensor.size)
            return Error{fmt::format("The tensor {} of type {} and shape {} cannot have {} bytes.",
                                     inQuotes(tensor.name), tensorTypeName(tensor.type),
                                     fmt::join(tensor.shape, "x"), tensor.size)};
    }
    return {};
}

Bytes GgufWriter::head() const
{
    const bool writesAlignment = m_alignment != 32;
    Bytes out;
    append(out, std::as_bytes(std::span("GGUF", 4)));
    appendNumber(out, uint32_t{3});
    appendNumber(out, uint64_t{m_tensors.size()});
    appendNumber(out, uint64_t{m_entries.size() + writesAlignment});
    for (const Entry& entry : m_entries) {
        appendString(out, entry.key);
        append(out, entry.value);
    }
    if (writesAlignment) {
        appendString(out, "general.alignment");
        appendNumber(out, static_cast<uint32_t>(GgufValueType::U32));
        appendNumber(out, m_alignment);
    }
    uint64_t offset = 0;
    for (const Tensor& tensor : m_tensors) {
        appendString(out, tensor.name);
        appendNumber(out, static_cast<uint32_t>(tensor.shape.size()));
        for (const uint64_t extent : tensor.shape)
            appendNumber(out, extent);
        appendNumber(out, static_cast<uint32_t>(tensor.type));
        appendNumber(out, offset);
        offset += tensor.size + padding(tensor.size);
    }
    if (!m_tensors.empty())
        out.resize(out.size() + padding(out.size()));
    return out;
}

bool GgufWriter::writeData(const Tensor& tensor, const Write& write) const
{
    if (tensor.makeRow) {
        uint64_t rows = 1;
        for (std::size_t d = 1; d < tensor.shape.size(); ++d)
            rows *= tensor.shape[d];
        Bytes bytes(static_cast<std::size_t>(tensor.size / rows));
        for (uint64_t row = 0; row < rows; ++row) {
            tensor.makeRow(row, bytes);
            if (!write(bytes))
                return false;
        }
    } else if (!write(tensor.bytes))
        return false;
    return write(Bytes(static_cast<std::size_t>(padding(tensor.size))));
}

Result<Bytes> GgufWriter::toBytes() const
{
    if (auto checked = check(); !checked)
        return checked.error();
    Bytes out = head();
    for (const Tensor& tensor : m_tensors) {
        writeData(tensor, [&](std::span<const std::byte> bytes) {
            append(out, bytes);
            return true;
        });
    }
    return out;
}

Result<void> GgufWriter::writeFile(const std::filesystem::path& path) const
{
    if (auto checked = check(); !checked)
        return checked;
    const std::filesystem::path temporary = path.string() + ".part";
    const auto failed = [&](int reason) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        return Error{fmt::format("{} cannot be written: {}.", path.string(), std::strerror(reason))};
    };
    std::FILE* file = std::fopen(temporary.c_str(), "wb");
    if (!file)
        return failed(errno);
    const auto write = [&](std::span<const std::byte> bytes) {
        return bytes.empty() || std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    };
    bool written = write(head());
    for (const Tensor& tensor : m_tensors)
        written = written && writeData(tensor, write);
    int reason = errno;
    if (std::fclose(file) != 0 && written) {
        reason = errno;
        written = false;
    }
    if (!written)
        return failed(reason);
    std::error_code error;
    std::filesystem::rename(temporary, path, error);
    if (error)
        return failed(error.value());
    return {};
}

}
