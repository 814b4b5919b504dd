#include "engine/model/forward.h"

#include "engine/model/forward_pass.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

ForwardPass::ForwardPass(const Model& model, const Pack& pack, Workspace& work, Parallel& parallel)
    : m_h(model.hparams())
    , m_family(*m_h.family)
    , m_w(model.weights())
    , m_k(model.kernels())
    , m_info(model.info())
    , m_normalize(model.options().normalize)
    , m_pack(pack)
    , m_work(work)
    , m_parallel(parallel)
{
}

// x = embedding of the tokens
// each layer, norms after:   a = output(attention(q(x), k(x), v(x)));  y = norm(a + x);  x = norm(f(y) + y)
//             norms before:  x = x + output(attention(q(n), k(n), v(n))), n = norm(x);  x = x + f(norm(x))
// at the end, norms before:  x = norm(x)
std::span<const float> ForwardPass::states()
{
    const int rows = static_cast<int>(m_pack.ids.size());
    m_work.reserve(rows, static_cast<int>(m_pack.lengths.size()), m_parallel.lanes());
    m_work.times = {.startNs = monotonicNs()};
    StageClock clock(&m_work.times);
    m_parallel.stage(rows, [&](RowRange part, int lane) { embedTokens(part, lane); });
    clock.add(PassStage::Embed);
    for (std::size_t i = 0; i < m_w.layers.size(); ++i)
        layer(m_w.layers[i], i + 1 < m_w.layers.size() ? &m_w.layers[i + 1] : nullptr);
    return m_work.stream.span().first(m_pack.ids.size() * static_cast<std::size_t>(m_h.width));
}

std::span<const float> ForwardPass::vectors()
{
    states();
    StageClock clock(&m_work.times);
    pool();
    clock.add(PassStage::Pool);
    return m_work.vectors.span().first(m_pack.lengths.size() * static_cast<std::size_t>(m_info.dimensions));
}

void ForwardPass::layer(const LayerWeights& layer, const LayerWeights* next)
{
    const int rows = static_cast<int>(m_pack.ids.size());
    PassTimes& times = m_work.times;
    StageClock clock(&times);
    m_parallel.stage(rows, [&](RowRange part, int lane) { queriesKeysValues(layer, part, lane); });
    clock.add(PassStage::Projection);
    m_parallel.stage(rows, [&](RowRange part, int lane) { attention(layer, part, lane); });
    clock.add(PassStage::Attention);
    const int64_t begun = monotonicNs();
    const auto seen = [&] {
        return times.of(PassStage::Output) + times.of(PassStage::Norm) + times.of(PassStage::FeedForward);
    };
    const int64_t before = seen();
    m_parallel.stage(rows, [&](RowRange part, int lane) { afterAttention(layer, next, part, lane); });
    // The first lane has timed its own steps; what is left is waiting for the others.
    times.of(PassStage::FeedForward) += std::max<int64_t>(0, monotonicNs() - begun - (seen() - before));
}

// Of the calling thread, if it is the first lane of all.
StageClock ForwardPass::clockOf(int lane, int own) const
{
    return StageClock(lane == 0 && own == 0 ? &m_work.times : nullptr);
}

// Calls work(first row of the text, tokens of the text, the part of `rows` that lies in it).
template <class Work> void ForwardPass::eachTextIn(RowRange rows, Work work) const
{
    int start = 0;
    for (const int length : m_pack.lengths) {
        const int begin = std::max(start, rows.first);
        const int end = std::min(start + length, rows.first + rows.count);
        if (begin < end)
            work(start, length, RowRange{begin, end - begin});
        start += length;
        if (start >= rows.first + rows.count)
            break;
    }
}

// x = token (* root of the width) + type + position, and its norm
void ForwardPass::embedTokens(RowRange rows, int lane)
{
    const LayerWeights& first = m_w.layers.front();
    const float root = std::sqrt(static_cast<float>(m_h.width));
    float* position = buffers(lane).row.data();
    eachTextIn(rows, [&](int textStart, int, RowRange part) {
        for (int row = part.first; row < part.first + part.count; ++row) {
            float* x = stream(row);
            m_w.tokens.readRow(m_pack.ids[static_cast<std::size_t>(row)], x);
            if (m_family.scaledEmbedding)
                std::for_each_n(x, m_h.width, [root](float& value) { value *= root; });
            if (m_w.tokenType.size() > 0)
                m_k.addRow(m_w.tokenType.data(), m_h.width, x);
            if (m_w.positions.present()) {
                m_w.positions.readRow(row - textStart, position);
                m_k.addRow(position, m_h.width, x);
            }
            if (m_w.embeddingNorm.present())
                norm(m_w.embeddingNorm, x, m_h.width, x, streamBlocks(row, first));
            prepareInput(&first, row, lane);
        }
    });
}

// q, k, v = one product, with norms and positions on q and k
void ForwardPass::queriesKeysValues(const LayerWeights& layer, RowRange rows, int lane)
{
    const bool touches = layer.queryNorm.present() || m_family.hasRope();
    m_parallel.product(rows, lane, [&](RowRange part, int own) {
        float* out = projected(part.first);
        for (const PackedMatrix& matrix : layer.queriesKeysValues) {
            product(matrix.view(), layerInput(part.first, layer), part.count,
                    {.values = out, .valueStride = m_h.projectedWidth()}, own);
            out += matrix.view().outputs;
        }
        if (touches) {
            eachTextIn(part, [&](int textStart, int, RowRange text) {
                for (int row = text.first; row < text.first + text.count; ++row)
                    normAndTurn(layer, row, row - textStart);
            });
        }
    });
}

void ForwardPass::normAndTurn(const LayerWeights& layer, int row, int position)
{
    float *q = projected(row), *k = q + m_h.queryWidth();
    const int d = m_h.headSize;
    if (layer.queryNorm.present()) {
        const bool whole = m_family.headNorms == HeadNorms::WholeRow;
        const int queryStep = whole ? m_h.queryWidth() : d, keyStep = whole ? m_h.keyWidth() : d;
        for (int at = 0; at < m_h.queryWidth(); at += queryStep)
            norm(layer.queryNorm, q + at, queryStep, q + at, nullptr);
        for (int at = 0; at < m_h.keyWidth(); at += keyStep)
            norm(layer.keyNorm, k + at, keyStep, k + at, nullptr);
    }
    if (m_family.hasRope()) {
        // keys lie behind queries: one run of heads
        const RopeTable& rope = layer.local ? m_work.localRope : m_work.rope;
        const RopeLayout layout =
            m_family.positions == Positions::RopeAdjacent ? RopeLayout::Adjacent : RopeLayout::Halves;
        m_k.rope(q, m_h.heads + m_h.keyHeads, d, m_h.rope.dimensions, layout, rope.cosines(position),
                 rope.sines(position));
    }
}

void ForwardPass::attention(const LayerWeights& layer, RowRange rows, int lane)
{
    // Such weights have rounded queries, keys and values already; those of exact weights stay exact.
    const auto isCoarse = [](const PackedMatrix& matrix) { return isQ8(matrix) || isRounded(matrix); };
    const auto attend =
        std::ranges::all_of(layer.queriesKeysValues, isCoarse) ? m_k.attentionRounded : m_k.attention;
    const int stride = m_h.projectedWidth();
    m_parallel.product(rows, lane, [&](RowRange split, int splitLane) {
        float* scratch = buffers(splitLane).attentionScratch.data();
        eachTextIn(split, [&](int textStart, int tokens, RowRange part) {
            const float* q = projected(textStart);
            const float* k = q + m_h.queryWidth();
            attend(q, k, k + m_h.keyWidth(), stride, m_work.attentionShape(tokens, layer.local),
                   part.first - textStart, part.count, attended(textStart), m_h.queryWidth(), scratch);
        });
    });
}

void ForwardPass::afterAttention(const LayerWeights& layer, const LayerWeights* next, RowRange rows, int lane)
{
    const int panels = (rows.count + kPanelRows - 1) / kPanelRows;
    for (int i = 0; i < panels; ++i) {
        const RowRange panel = evenPart(rows, i, panels);
        attentionOutput(layer, panel, lane);
        feedForward(layer, next, panel, lane);
    }
}

// after:  y = norm(output(attended) + x)        before:  x = output(attended) + x;  y = norm(x)
void ForwardPass::attentionOutput(const LayerWeights& layer, RowRange rows, int lane)
{
    LaneBuffers& panel = buffers(lane);
    const int d = m_h.width, q = m_h.queryWidth();
    const bool blocksIn = isQ8(layer.attentionOutput), blocksOut = layer.feedForwardTakesBlocks();
    m_parallel.product(rows, lane, [&](RowRange part, int own) {
        StageClock clock = clockOf(lane, own);
        const std::ptrdiff_t at = part.first - rows.first;
        QuantBlock* in = blocksIn ? panel.attendedBlocks.data() + at * (q / 32) : nullptr;
        for (int row = 0; in && row < part.count; ++row)
            m_k.quantizeRow(attended(part.first + row), q, in + static_cast<std::ptrdiff_t>(row) * (q / 32));
        float* y = panel.inner.data() + at * d;
        QuantBlock* out = blocksOut ? panel.innerBlocks.data() + at * (d / 32) : nullptr;
        const bool straightIntoX = m_family.place == NormPlace::Before && !m_family.resultNorms;
        product(layer.attentionOutput.view(), {attended(part.first), in, q}, part.count,
                {.values = straightIntoX ? stream(part.first) : y,
                 .valueStride = d,
                 .residual = m_family.resultNorms ? nullptr : stream(part.first),
                 .residualStride = d},
                own);
        clock.add(PassStage::Output);
        for (std::ptrdiff_t row = 0; row < part.count; ++row)
            normAttention(layer, stream(part.first + static_cast<int>(row)), y + row * d,
                          out ? out + row * (d / 32) : nullptr);
        clock.add(PassStage::Norm);
    });
}

// after: `y` is the sum; before: `x` is, or `y` is what has yet to be normed and added to it
void ForwardPass::normAttention(const LayerWeights& layer, float* x, float* y, QuantBlock* blocks) const
{
    const int d = m_h.width;
    if (m_family.place == NormPlace::After) {
        const bool second = layer.secondAttentionNorm.present();
        norm(layer.attentionNorm, y, d, y, second ? nullptr : blocks);
        if (second) {
            m_k.addRow(x, d, y);
            norm(layer.secondAttentionNorm, y, d, y, blocks);
        }
        return;
    }
    if (m_family.resultNorms) {
        norm(layer.attentionResultNorm, y, d, y, nullptr);
        m_k.addRow(y, d, x);
    }
    norm(layer.feedForwardInputNorm, x, d, y, blocks);
}

// x of the row is complete: what the products of the next layer read of it, or the last norm.
void ForwardPass::prepareInput(const LayerWeights* next, int row, int lane)
{
    float* x = stream(row);
    if (!next) {
        if (m_w.finalNorm.present())
            norm(m_w.finalNorm, x, m_h.width, x, nullptr);
    } else if (next->attentionInputNorm.present()) {
        float* y = next->takesFloats() ? m_work.normed.data() + static_cast<std::ptrdiff_t>(row) * m_h.width
                                       : buffers(lane).row.data();
        norm(next->attentionInputNorm, x, m_h.width, y, streamBlocks(row, *next));
    } // else x itself, whose norm has written the blocks
}

Input ForwardPass::layerInput(int row, const LayerWeights& reader) const
{
    const float* values = reader.attentionInputNorm.present()
        ? m_work.normed.data() + static_cast<std::ptrdiff_t>(row) * m_h.width
        : stream(row);
    return {values, streamBlocks(row, reader), m_h.width};
}

// Blocks of the stream are written only when the layer that reads them has matrices of int8.
QuantBlock* ForwardPass::streamBlocks(int row, const LayerWeights& reader) const
{
    if (!reader.takesBlocks())
        return nullptr;
    return m_work.streamBlocks.data() + static_cast<std::ptrdiff_t>(row) * (m_h.width / 32);
}

float* ForwardPass::projected(int row) const
{
    return m_work.queriesKeysValues.data() + static_cast<std::ptrdiff_t>(row) * m_h.projectedWidth();
}

float* ForwardPass::attended(int row) const
{
    return m_work.attended.data() + static_cast<std::ptrdiff_t>(row) * m_h.queryWidth();
}

void ForwardPass::product(const PackedWeights& weights, Input in, int rows, const LinearOutput& out,
                          int own) const
{
    if (weights.kind == WeightKind::Q8)
        m_k.linearQ8(in.blocks, in.width / 32, rows, weights, out);
    else if (weights.kind == WeightKind::BF16Pairs)
        m_k.linearRounded(in.values, in.width, rows, weights, out, buffers(own).rounding.data());
    else
        m_k.linearFloat(in.values, in.width, rows, weights, out);
}

void ForwardPass::norm(const NormWeights& weights, const float* x, int count, float* y,
                       QuantBlock* blocks) const
{
    if (m_family.norm == NormKind::Rms)
        m_k.rmsNorm(x, count, weights.weight.data(), m_h.epsilon, y, blocks);
    else
        m_k.layerNorm(x, count, weights.weight.data(), weights.bias.data(), m_h.epsilon, y, blocks);
}

std::span<const float> forward(const Model& model, const Pack& pack, Workspace& work, Parallel& parallel)
{
    return ForwardPass(model, pack, work, parallel).vectors();
}

std::span<const float> forwardTokens(const Model& model, const Pack& pack, Workspace& work,
                                     Parallel& parallel)
{
    return ForwardPass(model, pack, work, parallel).states();
}

}
