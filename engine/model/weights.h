// The weights of a network of the bert family, as the forward pass wants them: matrices packed for the kernels, norms
// and biases as floats, and tables that stay in the mapped file. Immutable after loading; shared by all workers.
#pragma once

#include "engine/base/aligned_buffer.h"
#include "engine/gguf/gguf_file.h"
#include "engine/kernels/packing.h"

#include <vector>

namespace embedscope {

/// A table of rows in the file, of any type that the engine reads; a row is widened when it is wanted.
class EmbeddingTable {
public:
    EmbeddingTable() = default;
    explicit EmbeddingTable(const GgufTensor& tensor);
    bool present() const { return m_rows > 0; }
    int rows() const { return m_rows; }
    /// `out`: as many floats as a row has. `row` is below rows().
    void readRow(int row, float* out) const;

private:
    TensorType m_type = TensorType::F32;
    int m_rows = 0;
    int m_width = 0;
    std::size_t m_rowBytes = 0;
    const std::byte* m_data = nullptr;
};

struct NormWeights {
    AlignedBuffer<float> weight; // [D]
    AlignedBuffer<float> bias;   // [D]
};

struct LayerWeights {
    /// Q, K and V below one another, [3D, D]; three matrices [D, D] only when their types differ.
    std::vector<PackedMatrix> queriesKeysValues;
    PackedMatrix attentionOutput; // [D, D]
    NormWeights attentionNorm;
    PackedMatrix feedForwardUp;   // [F, D]
    PackedMatrix feedForwardDown; // [D, F]
    NormWeights outputNorm;
};

struct ModelWeights {
    EmbeddingTable tokens;             // [V, D], in the file
    EmbeddingTable positions;          // [C, D], in the file; may be absent
    AlignedBuffer<float> tokenType;    // [D]: row 0 of the type table, zeros when the file has none
    NormWeights embeddingNorm;
    std::vector<LayerWeights> layers;
};

}
