#include "engine/model/tensor_reader.h"

#include "engine/gguf/in_quotes.h"
#include "engine/model/quant_blocks.h"
#include "engine/model/tensor_data.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace embedscope {

namespace {

std::string shapeText(const GgufTensor& tensor)
{
    return fmt::format("[{}]",
                       fmt::join(tensor.shape.begin(), tensor.shape.begin() + tensor.dimensions, ", "));
}

// Tensors in a file lie at multiples of the file's alignment, which may be 1, and bytes in memory may begin
// anywhere.
bool isAligned(std::span<const std::byte> data, std::size_t alignment)
{
    return reinterpret_cast<std::uintptr_t>(data.data()) % alignment == 0;
}

template <class T> const T* typed(const std::byte* data)
{
    return reinterpret_cast<const T*>(data);
}

}

void TensorReader::fail(const std::string& reason)
{
    if (!m_error)
        m_error = Error{fmt::format("{} cannot be used: {}.", m_file.name(), reason)};
}

const GgufTensor* TensorReader::find(const std::string& name)
{
    if (m_error)
        return nullptr;
    const GgufTensor* tensor = m_file.tensor(name);
    if (!tensor) {
        fail(fmt::format("the tensor {}, which the model needs, is missing; get the complete file again",
                         inQuotes(name)));
        return nullptr;
    }
    if (!isSupportedType(tensor->type)) {
        const std::string_view type = tensorTypeName(tensor->type);
        const bool fewBits = type.starts_with("IQ1") || type.starts_with("IQ2") || type.starts_with("IQ3");
        fail(fmt::format("its tensor {} is {}, a type that is not supported{}; choose a file of another type, Q8_0 or "
                         "Q4_K_M for example",
                         inQuotes(name), type, fewBits ? " (none of IQ1, IQ2 and IQ3 is)" : ""));
        return nullptr;
    }
    m_read.insert(name);
    return tensor;
}

// Once per tensor, though experts and halves come one by one.
bool TensorReader::checkValues(const GgufTensor& tensor)
{
    if (!m_checked.emplace(tensor.name).second)
        return true;
    const auto traits = tensorTypeTraits(static_cast<uint32_t>(tensor.type));
    if (tensor.shape[0] % traits->blockElements != 0) {
        fail(fmt::format("its tensor {} is {} with rows of {} numbers, which is no multiple of {}",
                         inQuotes(tensor.name), traits->name, tensor.shape[0], traits->blockElements));
        return false;
    }
    if (!allFinite(tensor.type, tensor.data)) {
        fail(fmt::format(
            "its tensor {} has values that are no numbers (NaN or infinity); get the file again or convert "
            "the model anew",
            inQuotes(tensor.name)));
        return false;
    }
    return true;
}

std::optional<TensorReader::Part> TensorReader::findRows(const Rows& rows, int inputs)
{
    const GgufTensor* tensor = find(rows.name);
    if (!tensor)
        return std::nullopt;
    const auto& shape = tensor->shape;
    const bool fits = shape[0] == static_cast<uint64_t>(inputs)
        && shape[1] == static_cast<uint64_t>(rows.outputs) && shape[2] == static_cast<uint64_t>(rows.matrices)
        && shape[3] == 1;
    if (!fits) {
        const std::string third = rows.matrices > 1 ? fmt::format(", {}", rows.matrices) : "";
        fail(fmt::format(
            "its tensor {} has the shape {} where the metadata ask for [{}, {}{}]; get the file again or "
            "convert the model anew",
            inQuotes(rows.name), shapeText(*tensor), inputs, rows.outputs, third));
        return std::nullopt;
    }
    if (!checkValues(*tensor))
        return std::nullopt;
    const std::size_t bytes = rowBytes(tensor->type, static_cast<std::size_t>(inputs));
    return Part{tensor,     tensor->type, tensor->data.data() + static_cast<std::size_t>(rows.first) * bytes,
                rows.count, bytes,        rows.exact};
}

PackedMatrix TensorReader::pack(const std::vector<Part>& parts, int inputs)
{
    const TensorType type = parts.front().type;
    int outputs = 0;
    std::size_t bytes = 0;
    bool sameType = true;
    for (const Part& part : parts) {
        outputs += part.rows;
        bytes += static_cast<std::size_t>(part.rows) * part.rowBytes;
        sameType = sameType && part.type == type;
    }
    if (weightKindOf(type) == WeightKind::Q8 && (!sameType || type != TensorType::Q8_0))
        return packRounded(parts, inputs, outputs);

    // Rows below rows in the file's own layout are the stacked matrix, whatever number of outputs a tile has.
    std::span<const std::byte> data{parts.front().data, bytes};
    AlignedBuffer<std::byte> copy;
    if (parts.size() > 1 || (type != TensorType::Q8_0 && !isAligned(data, sizeof(float)))) {
        copy = AlignedBuffer<std::byte>(bytes);
        std::byte* at = copy.data();
        for (const Part& part : parts) {
            std::memcpy(at, part.data, static_cast<std::size_t>(part.rows) * part.rowBytes);
            at += static_cast<std::size_t>(part.rows) * part.rowBytes;
        }
        data = copy.span();
    }
    switch (type) {
    case TensorType::Q8_0:
        return PackedMatrix::fromQ8_0(data.data(), inputs, outputs);
    case TensorType::F16:
        return PackedMatrix::fromF16(typed<uint16_t>(data.data()), inputs, outputs);
    case TensorType::BF16:
        return PackedMatrix::fromBF16(typed<uint16_t>(data.data()), inputs, outputs);
    default:
        return PackedMatrix::fromF32(typed<float>(data.data()), inputs, outputs);
    }
}

// Other block types become int8 blocks row by row; parts may differ in type.
PackedMatrix TensorReader::packRounded(const std::vector<Part>& parts, int inputs, int outputs)
{
    auto part = parts.begin();
    int row = 0; // of the part
    return PackedMatrix::fromInt8(inputs, outputs, [&](int, Int8Block* blocks) {
        while (row == part->rows) {
            ++part;
            row = 0;
        }
        unpackToInt8(part->type, part->data + static_cast<std::size_t>(row++) * part->rowBytes,
                     static_cast<std::size_t>(inputs), blocks);
    });
}

// What has been packed need not stay in memory; bf16 products take whole eights of inputs.
PackedMatrix TensorReader::packAndForget(const std::vector<Part>& parts, int inputs)
{
    PackedMatrix matrix = pack(parts, inputs);
    for (const Part& part : parts)
        m_file.forget(*part.tensor);
    const bool isFloat = matrix.view().kind != WeightKind::Q8;
    if (m_rounds && isFloat && inputs % 8 == 0 && !parts.front().exact)
        return PackedMatrix::roundedPairs(matrix);
    return matrix;
}

int TensorReader::outputsOf(const std::string& name) const
{
    const GgufTensor* tensor = m_file.tensor(name);
    return tensor ? static_cast<int>(std::min<uint64_t>(tensor->shape[1], INT32_MAX)) : 0;
}

PackedMatrix TensorReader::matrix(const Rows& rows, int inputs)
{
    const auto part = findRows(rows, inputs);
    return part ? packAndForget({*part}, inputs) : PackedMatrix();
}

PackedMatrix TensorReader::matrix(const std::string& name, int outputs, int inputs)
{
    return matrix({.name = name, .first = 0, .count = outputs, .outputs = outputs}, inputs);
}

std::optional<PackedMatrix> TensorReader::stacked(const std::vector<Rows>& parts, int inputs)
{
    std::vector<Part> found;
    for (const Rows& rows : parts) {
        const auto part = findRows(rows, inputs);
        if (!part)
            return std::nullopt;
        const WeightKind kind = weightKindOf(part->type);
        if (!found.empty() && weightKindOf(found.front().type) != kind)
            return std::nullopt;
        found.push_back(*part);
    }
    return packAndForget(found, inputs);
}

AlignedBuffer<float> TensorReader::values(const std::string& name, int count)
{
    const GgufTensor* tensor = find(name);
    if (!tensor)
        return {};
    if (tensor->elements() != static_cast<uint64_t>(count)
        || tensor->shape[0] != static_cast<uint64_t>(count)) {
        fail(fmt::format(
            "its tensor {} has the shape {} where the metadata ask for [{}]; get the file again or convert "
            "the model anew",
            inQuotes(name), shapeText(*tensor), count));
        return {};
    }
    if (!checkValues(*tensor))
        return {};
    AlignedBuffer<float> out(static_cast<std::size_t>(count));
    widen(tensor->type, tensor->data.data(), out.size(), out.data());
    return out;
}

EmbeddingTable TensorReader::table(const std::string& name, int width)
{
    constexpr uint64_t kMostRows = 1 << 30;
    const GgufTensor* tensor = find(name);
    if (!tensor)
        return {};
    const auto& shape = tensor->shape;
    const bool rowsFit = shape[1] >= 1 && shape[1] <= kMostRows;
    if (shape[0] != static_cast<uint64_t>(width) || !rowsFit || shape[2] != 1 || shape[3] != 1) {
        fail(fmt::format("its tensor {} has the shape {} where the metadata ask for rows of {} numbers; get "
                         "the file again "
                         "or convert the model anew",
                         inQuotes(name), shapeText(*tensor), width));
        return {};
    }
    if (!checkValues(*tensor))
        return {};
    m_file.forget(*tensor); // looked at whole; from now on a row is read when it is wanted
    return EmbeddingTable(*tensor);
}

std::vector<std::string> TensorReader::unread() const
{
    std::vector<std::string> names;
    for (const GgufTensor& tensor : m_file.tensors()) {
        if (!m_read.contains(tensor.name))
            names.emplace_back(tensor.name);
    }
    return names;
}

}
