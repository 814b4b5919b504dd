// From the states of a pack's tokens to the vectors of its texts: pooling, dense layers, the first
// dimensions, length 1.
#include "engine/model/forward_pass.h"
#include "engine/model/pooling.h"

#include <algorithm>

namespace embedscope {

void ForwardPass::pool()
{
    const int texts = static_cast<int>(m_pack.lengths.size());
    float* pooled = m_work.pooled.data();
    int start = 0;
    for (const int length : m_pack.lengths) {
        poolStates(m_k, m_info.pooling, stream(start), length, m_h.width, pooled);
        start += length;
        pooled += m_h.width;
    }
    const float* results = denseLayers(texts);
    float* vector = m_work.vectors.data();
    for (int i = 0; i < texts; ++i, results += m_h.vectorWidth, vector += m_info.dimensions) {
        std::copy_n(results, m_info.dimensions, vector);
        if (m_normalize)
            normalize(vector, m_info.dimensions);
    }
}

// All texts of the pack at once: the matrices are large and are read once.
const float* ForwardPass::denseLayers(int texts)
{
    AlignedBuffer<float>*in = &m_work.pooled, *out = &m_work.denseOutput;
    for (const PackedMatrix& matrix : m_w.dense) {
        const PackedWeights weights = matrix.view();
        QuantBlock* blocks = isQ8(matrix) ? m_work.denseBlocks.data() : nullptr;
        for (std::ptrdiff_t i = 0; blocks && i < texts; ++i)
            m_k.quantizeRow(in->data() + i * weights.inputs, weights.inputs,
                            blocks + i * (weights.inputs / 32));
        product(weights, {in->data(), blocks, weights.inputs}, texts,
                {.values = out->data(), .valueStride = weights.outputs}, 0);
        std::swap(in, out);
    }
    return in->data();
}

}
