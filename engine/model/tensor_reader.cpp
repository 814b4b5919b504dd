#include "engine/model/tensor_reader.h"

#include "engine/gguf/in_quotes.h"
#include "engine/model/tensor_data.h"

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
        fail(fmt::format(
            "its tensor {} is {}; this version computes with F32, F16, BF16 and Q8_0: choose a file of one "
            "of these types",
            inQuotes(name), tensorTypeName(tensor->type)));
        return nullptr;
    }
    return tensor;
}

bool TensorReader::checkValues(const GgufTensor& tensor)
{
    if (tensor.type == TensorType::Q8_0 && tensor.shape[0] % 32 != 0) {
        fail(fmt::format("its tensor {} is Q8_0 with rows of {} numbers, which is no multiple of 32",
                         inQuotes(tensor.name), tensor.shape[0]));
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

const GgufTensor* TensorReader::findMatrix(const std::string& name, int outputs, int inputs)
{
    const GgufTensor* tensor = find(name);
    if (!tensor)
        return nullptr;
    const auto& shape = tensor->shape;
    const bool fits = shape[0] == static_cast<uint64_t>(inputs) && shape[1] == static_cast<uint64_t>(outputs)
        && shape[2] == 1 && shape[3] == 1;
    if (!fits) {
        fail(fmt::format(
            "its tensor {} has the shape {} where the metadata ask for [{}, {}]; get the file again or "
            "convert the model anew",
            inQuotes(name), shapeText(*tensor), inputs, outputs));
        return nullptr;
    }
    return checkValues(*tensor) ? tensor : nullptr;
}

PackedMatrix TensorReader::pack(TensorType type, std::span<const std::byte> data, int outputs, int inputs)
{
    AlignedBuffer<std::byte> copy;
    if (type != TensorType::Q8_0 && !isAligned(data, sizeof(float))) {
        copy = AlignedBuffer<std::byte>(data.size());
        std::memcpy(copy.data(), data.data(), data.size());
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

PackedMatrix TensorReader::matrix(const std::string& name, int outputs, int inputs)
{
    const GgufTensor* tensor = findMatrix(name, outputs, inputs);
    return tensor ? pack(tensor->type, tensor->data, outputs, inputs) : PackedMatrix();
}

std::optional<PackedMatrix> TensorReader::stacked(const std::vector<std::string>& names, int outputs,
                                                  int inputs)
{
    std::vector<const GgufTensor*> parts;
    std::size_t bytes = 0;
    for (const std::string& name : names) {
        const GgufTensor* tensor = findMatrix(name, outputs, inputs);
        if (!tensor || (!parts.empty() && parts.front()->type != tensor->type))
            return std::nullopt;
        parts.push_back(tensor);
        bytes += tensor->data.size();
    }
    // Rows below rows in the file's own layout are the fused matrix, whatever number of outputs a tile has.
    AlignedBuffer<std::byte> rows(bytes);
    std::byte* at = rows.data();
    for (const GgufTensor* part : parts) {
        std::memcpy(at, part->data.data(), part->data.size());
        at += part->data.size();
    }
    return pack(parts.front()->type, rows.span(), outputs * static_cast<int>(names.size()), inputs);
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
    return checkValues(*tensor) ? EmbeddingTable(*tensor) : EmbeddingTable();
}

}
