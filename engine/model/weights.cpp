#include "engine/model/weights.h"

#include "engine/model/tensor_data.h"

namespace embedscope {

EmbeddingTable::EmbeddingTable(const GgufTensor& tensor)
    : m_type(tensor.type)
    , m_rows(static_cast<int>(tensor.shape[1]))
    , m_width(static_cast<int>(tensor.shape[0]))
    , m_rowBytes(rowBytes(tensor.type, tensor.shape[0]))
    , m_data(tensor.data.data())
{
}

void EmbeddingTable::readRow(int row, float* out) const
{
    widen(m_type, m_data + static_cast<std::size_t>(row) * m_rowBytes, static_cast<std::size_t>(m_width), out);
}

namespace {

std::size_t bytesOf(const FeedForwardWeights& part)
{
    return part.gate.sizeBytes() + part.up.sizeBytes() + part.down.sizeBytes();
}

}

namespace {

uint64_t macsOf(const PackedMatrix& matrix)
{
    const PackedWeights w = matrix.view();
    return static_cast<uint64_t>(w.inputs) * static_cast<uint64_t>(w.outputs);
}

uint64_t macsOf(const FeedForwardWeights& part)
{
    return macsOf(part.gate) + macsOf(part.up) + macsOf(part.down);
}

}

uint64_t macsPerToken(const ModelWeights& weights, int expertsUsed)
{
    uint64_t macs = 0;
    for (const LayerWeights& layer : weights.layers) {
        for (const PackedMatrix& matrix : layer.queriesKeysValues)
            macs += macsOf(matrix);
        macs += macsOf(layer.attentionOutput);
        if (layer.experts.present())
            macs += macsOf(layer.experts.router)
                + static_cast<uint64_t>(expertsUsed) * macsOf(layer.experts.parts.front());
        else
            macs += macsOf(layer.feedForward);
    }
    return macs;
}

std::size_t packedBytes(const ModelWeights& weights)
{
    std::size_t bytes = 0;
    for (const LayerWeights& layer : weights.layers) {
        for (const PackedMatrix& matrix : layer.queriesKeysValues)
            bytes += matrix.sizeBytes();
        bytes += layer.attentionOutput.sizeBytes() + bytesOf(layer.feedForward) + layer.experts.router.sizeBytes();
        for (const FeedForwardWeights& expert : layer.experts.parts)
            bytes += bytesOf(expert);
    }
    for (const PackedMatrix& matrix : weights.dense)
        bytes += matrix.sizeBytes();
    return bytes;
}

}
