#include "engine/model/workspace.h"

#include "engine/model/hparams.h"
#include "engine/model/weights.h"

#include <algorithm>

namespace embedscope {

namespace {

bool isQ8(const PackedMatrix& matrix) { return matrix.view().kind == WeightKind::Q8; }

// Does any layer quantise the input of this matrix? Types may differ from tensor to tensor.
template <class Choose> bool anyLayer(const ModelWeights& weights, Choose choose)
{
    return std::ranges::any_of(weights.layers, choose);
}

AttentionShape shapeFor(const HyperParameters& hparams, int tokens)
{
    return {.tokens = tokens, .heads = hparams.heads, .headSize = hparams.headSize, .scale = 1};
}

}

void Workspace::reserve(int rows, int texts, int laneCount)
{
    if (rows > m_rows)
        reserveRows(rows);
    if (texts > m_texts) {
        const int grown = std::max(texts, 2 * m_texts);
        vectors = AlignedBuffer<float>(static_cast<std::size_t>(grown) * m_model->info().dimensions);
        m_texts = grown;
    }
    while (lanes.size() < static_cast<std::size_t>(laneCount))
        lanes.push_back(makeLane(m_rows));
}

void Workspace::reserveRows(int rows)
{
    const HyperParameters& hparams = m_model->hparams();
    // Half as much again, so that slowly growing lengths settle soon; a text is never longer than the context.
    const int grown = std::max(rows, std::min(rows + rows / 2, hparams.contextLength));
    const int capacity = (grown + 15) / 16 * 16;
    m_rows = 0; // until all is there: without memory for a part of it the next pass begins anew
    const std::size_t r = capacity, d = hparams.width;
    stream = AlignedBuffer<float>(r * d);
    queriesKeysValues = AlignedBuffer<float>(r * 3 * d);
    attended = AlignedBuffer<float>(r * d);
    pooled = AlignedBuffer<float>(d);
    const auto quantised = [](const LayerWeights& layer) { return std::ranges::any_of(layer.queriesKeysValues, isQ8); };
    if (anyLayer(m_model->weights(), quantised))
        streamBlocks = AlignedBuffer<QuantBlock>(r * (d / 32));
    for (LaneBuffers& lane : lanes)
        lane = makeLane(capacity);
    m_rows = capacity;
}

LaneBuffers Workspace::makeLane(int rows) const
{
    const HyperParameters& hparams = m_model->hparams();
    const ModelWeights& weights = m_model->weights();
    const std::size_t p = std::min(rows, kPanelRows), d = hparams.width, f = hparams.feedForward;
    const auto outputQuantised = [](const LayerWeights& layer) { return isQ8(layer.attentionOutput); };
    const auto upQuantised = [](const LayerWeights& layer) { return isQ8(layer.feedForwardUp); };
    const auto downQuantised = [](const LayerWeights& layer) { return isQ8(layer.feedForwardDown); };
    const auto downFloat = [](const LayerWeights& layer) { return !isQ8(layer.feedForwardDown); };
    LaneBuffers lane;
    lane.inner = AlignedBuffer<float>(p * d);
    if (anyLayer(weights, outputQuantised))
        lane.attendedBlocks = AlignedBuffer<QuantBlock>(p * (d / 32));
    if (anyLayer(weights, upQuantised))
        lane.innerBlocks = AlignedBuffer<QuantBlock>(p * (d / 32));
    if (anyLayer(weights, downQuantised))
        lane.hiddenBlocks = AlignedBuffer<QuantBlock>(p * (f / 32));
    if (anyLayer(weights, downFloat))
        lane.hidden = AlignedBuffer<float>(p * f);
    lane.attentionScratch
        = AlignedBuffer<float>(m_model->kernels().attentionScratchFloats(shapeFor(hparams, rows)));
    return lane;
}

std::size_t Workspace::sizeBytes() const
{
    std::size_t floats = stream.size() + queriesKeysValues.size() + attended.size() + vectors.size() + pooled.size();
    std::size_t blocks = streamBlocks.size();
    for (const LaneBuffers& lane : lanes) {
        floats += lane.inner.size() + lane.hidden.size() + lane.attentionScratch.size();
        blocks += lane.attendedBlocks.size() + lane.innerBlocks.size() + lane.hiddenBlocks.size();
    }
    return floats * sizeof(float) + blocks * sizeof(QuantBlock);
}

}
