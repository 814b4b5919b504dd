// The weights of a network as the forward pass wants them: matrices packed for the kernels, norms and biases
// as floats, and tables that stay in the mapped file. What a family does not have is empty. Immutable after
// loading; shared by all workers.
#pragma once

#include "engine/base/aligned_buffer.h"
#include "engine/gguf/gguf_file.h"
#include "engine/kernels/packing.h"
#include "engine/model/family.h"

#include <algorithm>
#include <string>
#include <vector>

namespace embedscope {

/// A table of rows in the file, of any type that the engine reads; a row is widened when it is wanted.
class EmbeddingTable
{
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

inline bool isQ8(const PackedMatrix& matrix)
{
    return matrix.view().kind == WeightKind::Q8;
}

inline bool isRounded(const PackedMatrix& matrix)
{
    return matrix.view().kind == WeightKind::BF16Pairs;
}

struct NormWeights
{
    AlignedBuffer<float> weight; // [D]
    AlignedBuffer<float> bias; // [D], or empty
    bool present() const { return weight.size() > 0; }
};

/// down(act(gate(x)) * up(x)), or down(act(up(x))) without a gate.
struct FeedForwardWeights
{
    PackedMatrix gate; // [F, D], or empty
    PackedMatrix up; // [F, D]
    PackedMatrix down; // [D, F]
    Curve curve = Curve::Gelu;
    bool gated() const { return gate.view().outputs > 0; }
    bool takesBlocks() const { return isQ8(up) || (gated() && isQ8(gate)); }
};

/// Several feed-forward parts of which the router picks some for each token.
struct ExpertWeights
{
    PackedMatrix router; // [E, D]
    std::vector<FeedForwardWeights> parts;
    bool present() const { return !parts.empty(); }
};

struct LayerWeights
{
    NormWeights attentionInputNorm; // before: norm of the layer's input
    /// Q, K and V below one another, [(H + 2K) d, D]; three matrices only when the kernels hold their types
    /// differently.
    std::vector<PackedMatrix> queriesKeysValues;
    NormWeights queryNorm, keyNorm; // [d] per head, or over the whole row
    PackedMatrix attentionOutput; // [D, H d]
    NormWeights attentionResultNorm; // on the result, before it is added
    NormWeights attentionNorm; // after: of the sum
    NormWeights secondAttentionNorm; // after: of the sum with the layer's input once more

    NormWeights feedForwardInputNorm;
    FeedForwardWeights feedForward;
    ExpertWeights experts; // instead of feedForward
    NormWeights feedForwardResultNorm;
    NormWeights outputNorm; // after: of the sum

    bool local = false; // sees a window only

    bool takesBlocks() const { return std::ranges::any_of(queriesKeysValues, isQ8); }
    bool takesFloats() const { return !std::ranges::all_of(queriesKeysValues, isQ8); }
    bool feedForwardTakesBlocks() const
    {
        return experts.present() ? isQ8(experts.router) || experts.parts.front().takesBlocks()
                                 : feedForward.takesBlocks();
    }
};

struct ModelWeights
{
    EmbeddingTable tokens; // [V, D], in the file
    EmbeddingTable positions; // [C, D], in the file
    AlignedBuffer<float> tokenType; // [D]: row 0 of the type table, or empty
    NormWeights embeddingNorm;
    AlignedBuffer<float> ropeDivisors; // [rotated / 2], or empty
    AlignedBuffer<float> bucketBias; // [buckets, H]: T5's relative positions
    std::vector<LayerWeights> layers;
    NormWeights finalNorm;
    std::vector<PackedMatrix> dense; // after pooling, one after another
    std::vector<std::string> unused; // tensors of the file that no part of the pass reads
};

/// Multiply-adds of the products that a token goes through, without attention and what follows pooling.
uint64_t macsPerToken(const ModelWeights& weights, int expertsUsed);
/// What the matrices take in memory.
std::size_t packedBytes(const ModelWeights& weights);

}
