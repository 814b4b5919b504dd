// Tensors of a file by name, compared with what the network needs: present, of a type that the engine
// computes with, of the right shape, without values that are no numbers. The first failure stays and is a
// sentence that names file and tensor. Not for knowing which tensors a family has: that is load.cpp.
#pragma once

#include "engine/base/aligned_buffer.h"
#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"
#include "engine/kernels/packing.h"
#include "engine/model/weights.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace embedscope {

class TensorReader
{
public:
    explicit TensorReader(const GgufFile& file)
        : m_file(file)
    {
    }

    bool has(const std::string& name) const { return m_file.tensor(name) != nullptr; }
    /// [outputs, inputs], packed; empty after a failure.
    PackedMatrix matrix(const std::string& name, int outputs, int inputs);
    /// Matrices of [outputs, inputs] below one another as one; nullopt when their types differ.
    std::optional<PackedMatrix> stacked(const std::vector<std::string>& names, int outputs, int inputs);
    /// Some numbers, as floats.
    AlignedBuffer<float> values(const std::string& name, int count);
    /// A table that stays in the file: as many rows as it has, at least one.
    EmbeddingTable table(const std::string& name, int width);

    void fail(const std::string& reason);
    const std::optional<Error>& error() const { return m_error; }

private:
    const GgufTensor* find(const std::string& name);
    const GgufTensor* findMatrix(const std::string& name, int outputs, int inputs);
    bool checkValues(const GgufTensor& tensor);
    PackedMatrix pack(TensorType type, std::span<const std::byte> data, int outputs, int inputs);

    const GgufFile& m_file;
    std::optional<Error> m_error;
};

}
