// Tensors of a file by name, compared with what the network needs: present, of a type that the engine reads,
// of the right shape, without values that are no numbers. The first failure stays and is a sentence that
// names file and tensor. It keeps the names of what was read, so that what nobody asked for can be told. Not
// for knowing which tensors a family has: that is read_weights.cpp.
#pragma once

#include "engine/base/aligned_buffer.h"
#include "engine/base/result.h"
#include "engine/gguf/gguf_file.h"
#include "engine/kernels/packing.h"
#include "engine/model/weights.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace embedscope {

class TensorReader
{
public:
    /// Rows of a matrix that is stored as part of a tensor: all of it, a half, one expert of many.
    struct Rows
    {
        std::string name;
        int first = 0, count = 0;
        int outputs = 0; ///< rows that the tensor must have
        int matrices = 1; ///< in a tensor of three dimensions
        bool exact = false; ///< never rounded to bf16
    };

    /// `rounds`: float matrices become bf16 pairs.
    explicit TensorReader(const GgufFile& file, bool rounds = false)
        : m_file(file)
        , m_rounds(rounds)
    {
    }

    bool has(const std::string& name) const { return m_file.tensor(name) != nullptr; }
    /// Rows of the tensor `name`; 0 when it is not there.
    int outputsOf(const std::string& name) const;
    /// [outputs, inputs], packed; empty after a failure.
    PackedMatrix matrix(const std::string& name, int outputs, int inputs);
    /// Some rows of a tensor.
    PackedMatrix matrix(const Rows& rows, int inputs);
    /// Matrices below one another as one; nullopt when the kernels hold their types differently.
    std::optional<PackedMatrix> stacked(const std::vector<Rows>& parts, int inputs);
    /// Some numbers, as floats.
    AlignedBuffer<float> values(const std::string& name, int count);
    /// A table that stays in the file: as many rows as it has, at least one.
    EmbeddingTable table(const std::string& name, int width);

    void fail(const std::string& reason);
    const std::optional<Error>& error() const { return m_error; }
    /// Tensors of the file that were never read, in its order.
    std::vector<std::string> unread() const;

private:
    struct Part
    {
        const GgufTensor* tensor;
        TensorType type;
        const std::byte* data;
        int rows;
        std::size_t rowBytes;
        bool exact;
    };

    const GgufTensor* find(const std::string& name);
    std::optional<Part> findRows(const Rows& rows, int inputs);
    bool checkValues(const GgufTensor& tensor);
    PackedMatrix packAndForget(const std::vector<Part>& parts, int inputs);
    static PackedMatrix pack(const std::vector<Part>& parts, int inputs);
    static PackedMatrix packRounded(const std::vector<Part>& parts, int inputs, int outputs);

    const GgufFile& m_file;
    const bool m_rounds;
    std::set<std::string, std::less<>> m_read, m_checked;
    std::optional<Error> m_error;
};

}
