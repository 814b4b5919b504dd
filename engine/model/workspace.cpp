#include "engine/model/workspace.h"

#include "engine/model/attention_bias.h"
#include "engine/model/hparams.h"
#include "engine/model/weights.h"

#include <algorithm>
#include <initializer_list>

namespace embedscope {

namespace {

template <class Choose> bool anyLayer(const ModelWeights& weights, Choose choose)
{
    return std::ranges::any_of(weights.layers, choose);
}

// Which buffers a network needs: types may differ from tensor to tensor, parts from layer to layer.
struct Needs {
    bool blocksIn, floatsIn, blocksAttended, blocksInner, experts;
    explicit Needs(const ModelWeights& w)
        : blocksIn(anyLayer(w, [](const LayerWeights& l) { return l.takesBlocks(); }))
        , floatsIn(anyLayer(w, [](const LayerWeights& l) { return l.attentionInputNorm.present() && l.takesFloats(); }))
        , blocksAttended(anyLayer(w, [](const LayerWeights& l) { return isQ8(l.attentionOutput); }))
        , blocksInner(anyLayer(w, [](const LayerWeights& l) { return l.feedForwardTakesBlocks(); }))
        , experts(anyLayer(w, [](const LayerWeights& l) { return l.experts.present(); }))
    {
    }
};

// For the feed-forward parts that `choose` gives of a layer; nullptr: it has none of this kind.
template <class Choose>
HiddenBuffers makeHidden(const ModelWeights& weights, std::size_t rows, std::size_t width, Choose choose)
{
    const auto any = [&](auto condition) {
        return anyLayer(weights, [&](const LayerWeights& layer) {
            const FeedForwardWeights* part = choose(layer);
            return part && condition(*part);
        });
    };
    HiddenBuffers buffers;
    if (any([](const FeedForwardWeights& part) { return isQ8(part.down); }))
        buffers.blocks = AlignedBuffer<QuantBlock>(rows * (width / 32));
    if (any([](const FeedForwardWeights& part) { return !isQ8(part.down); }))
        buffers.values = AlignedBuffer<float>(rows * width);
    if (any([](const FeedForwardWeights& part) { return part.gated(); })) {
        buffers.gate = AlignedBuffer<float>(rows * kGateSlice);
        buffers.up = AlignedBuffer<float>(rows * kGateSlice);
    }
    return buffers;
}

std::size_t bytesOf(const HiddenBuffers& b)
{
    return (b.values.size() + b.gate.size() + b.up.size()) * sizeof(float) + b.blocks.size() * sizeof(QuantBlock);
}

std::size_t bytesOf(const LaneBuffers& lane)
{
    const ExpertBuffers& e = lane.experts;
    const std::size_t floats = lane.inner.size() + lane.result.size() + lane.row.size() + lane.attentionScratch.size() + lane.rounding.size()
        + e.shares.size() + e.input.size() + e.answers.size();
    const std::size_t blocks = lane.attendedBlocks.size() + lane.innerBlocks.size() + e.inputBlocks.size();
    return floats * sizeof(float) + blocks * sizeof(QuantBlock) + e.rows.size() * sizeof(int) + bytesOf(lane.hidden)
        + bytesOf(e.hidden);
}

}

AttentionShape Workspace::attentionShape(int tokens, bool local) const
{
    const HyperParameters& h = m_model->hparams();
    AttentionShape shape;
    shape.tokens = tokens;
    shape.heads = h.heads;
    shape.keyHeads = h.keyHeads;
    shape.headSize = h.headSize;
    shape.scale = h.scoreScale;
    if (local)
        shape.before = shape.after = h.window;
    if (h.causal)
        shape.after = 0;
    shape.bias = distanceBias.data();
    shape.biasStride = 2 * static_cast<std::ptrdiff_t>(m_positions) - 1;
    shape.biasCentre = static_cast<std::ptrdiff_t>(m_positions) - 1;
    return shape;
}

void Workspace::reserve(int rows, int texts, int laneCount)
{
    if (rows > m_rows)
        reserveRows(rows);
    if (texts > m_texts)
        reserveTexts(std::max(texts, 2 * m_texts));
    while (lanes.size() < static_cast<std::size_t>(laneCount))
        lanes.push_back(makeLane(m_rows));
}

void Workspace::reserveTexts(int texts)
{
    const ModelWeights& weights = m_model->weights();
    std::size_t widest = static_cast<std::size_t>(m_model->hparams().width);
    bool blocks = false;
    for (const PackedMatrix& matrix : weights.dense) {
        widest = std::max(widest, static_cast<std::size_t>(matrix.view().outputs));
        blocks = blocks || isQ8(matrix);
    }
    const auto count = static_cast<std::size_t>(texts);
    m_texts = 0;
    vectors = AlignedBuffer<float>(count * static_cast<std::size_t>(m_model->info().dimensions));
    pooled = AlignedBuffer<float>(count * widest);
    if (!weights.dense.empty())
        denseOutput = AlignedBuffer<float>(count * widest);
    if (blocks)
        denseBlocks = AlignedBuffer<QuantBlock>(count * (widest / 32));
    m_texts = texts;
}

void Workspace::reserveRows(int rows)
{
    const HyperParameters& h = m_model->hparams();
    const Needs needs(m_model->weights());
    // Half as much again, so that slowly growing lengths settle soon; a text is never longer than the context.
    const int grown = std::max(rows, std::min(rows + rows / 2, h.contextLength));
    const int capacity = (grown + 15) / 16 * 16;
    m_rows = 0; // until all is there: without memory for a part of it the next pass begins anew
    const std::size_t r = capacity, d = h.width;
    stream = AlignedBuffer<float>(r * d);
    queriesKeysValues = AlignedBuffer<float>(r * h.projectedWidth());
    attended = AlignedBuffer<float>(r * h.queryWidth());
    if (needs.floatsIn)
        normed = AlignedBuffer<float>(r * d);
    if (needs.blocksIn)
        streamBlocks = AlignedBuffer<QuantBlock>(r * (d / 32));
    for (LaneBuffers& lane : lanes)
        lane = makeLane(capacity);
    reservePositions(std::min(capacity, h.contextLength));
    m_rows = capacity;
}

void Workspace::reservePositions(int positions)
{
    if (positions <= m_positions)
        return;
    const HyperParameters& h = m_model->hparams();
    const ModelWeights& weights = m_model->weights();
    m_positions = 0;
    if (h.family->hasRope())
        rope.reserve(h.rope, weights.ropeDivisors.span(), positions);
    if (h.window > 0)
        localRope.reserve(h.localRope, weights.ropeDivisors.span(), positions);
    if (h.family->positions == Positions::Alibi)
        distanceBias = alibiTable(h.heads, positions);
    if (h.family->positions == Positions::Buckets)
        distanceBias = bucketTable(weights.bucketBias.data(), h.buckets, h.heads, positions);
    m_positions = positions;
}

LaneBuffers Workspace::makeLane(int rows) const
{
    const HyperParameters& h = m_model->hparams();
    const ModelWeights& weights = m_model->weights();
    const Needs needs(weights);
    const std::size_t p = std::min(rows, kPanelRows), d = h.width, f = h.feedForward;
    LaneBuffers lane;
    lane.inner = AlignedBuffer<float>(p * d);
    lane.row = AlignedBuffer<float>(d);
    if (m_model->options().bf16) {
        int widest = std::max({h.width, h.queryWidth(), h.feedForward});
        for (const PackedMatrix& matrix : weights.dense)
            widest = std::max(widest, matrix.view().inputs);
        lane.rounding = AlignedBuffer<float>(m_model->kernels().linearRoundedScratchFloats(widest));
    }
    if (needs.blocksAttended)
        lane.attendedBlocks = AlignedBuffer<QuantBlock>(p * (h.queryWidth() / 32));
    if (needs.blocksInner)
        lane.innerBlocks = AlignedBuffer<QuantBlock>(p * (d / 32));
    if (h.family->resultNorms)
        lane.result = AlignedBuffer<float>(p * d);
    lane.hidden = makeHidden(weights, p, f, [](const LayerWeights& layer) {
        return layer.experts.present() ? nullptr : &layer.feedForward;
    });
    if (needs.experts) {
        ExpertBuffers& experts = lane.experts;
        experts.shares = AlignedBuffer<float>(p * h.experts);
        experts.rows = AlignedBuffer<int>(p);
        experts.input = AlignedBuffer<float>(p * d);
        experts.inputBlocks = AlignedBuffer<QuantBlock>(p * (d / 32));
        experts.answers = AlignedBuffer<float>(p * d);
        experts.hidden = makeHidden(weights, p, f, [](const LayerWeights& layer) {
            return layer.experts.present() ? &layer.experts.parts.front() : nullptr;
        });
    }
    lane.attentionScratch =
        AlignedBuffer<float>(m_model->kernels().attentionScratchFloats(attentionShape(rows, false)));
    return lane;
}

std::size_t Workspace::sizeBytes() const
{
    std::size_t floats = stream.size() + normed.size() + queriesKeysValues.size() + attended.size() + vectors.size()
        + pooled.size() + denseOutput.size() + distanceBias.size();
    std::size_t bytes = rope.sizeBytes() + localRope.sizeBytes();
    for (const LaneBuffers& lane : lanes)
        bytes += bytesOf(lane);
    return bytes + floats * sizeof(float) + (streamBlocks.size() + denseBlocks.size()) * sizeof(QuantBlock);
}

}
