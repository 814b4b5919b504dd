#include "engine/model/bert.h"

#include "engine/base/clock.h"
#include "engine/model/hparams.h"
#include "engine/model/pooling.h"
#include "engine/model/weights.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

// Input rows of a product, as floats and as blocks: the matrix takes the one that it was packed for.
struct Input {
    const float* values = nullptr;
    const QuantBlock* blocks = nullptr;
    int width = 0;
};

bool isQ8(const PackedMatrix& matrix) { return matrix.view().kind == WeightKind::Q8; }

class BertPass {
public:
    BertPass(const Model& model, const Pack& pack, Workspace& work, Parallel& parallel)
        : m_h(model.hparams())
        , m_w(model.weights())
        , m_k(model.kernels())
        , m_info(model.info())
        , m_normalize(model.options().normalize)
        , m_pack(pack)
        , m_work(work)
        , m_parallel(parallel)
    {
    }

    std::span<const float> run();

private:
    void embedTokens(RowRange rows);
    void embedText(RowRange rows, std::size_t idAt, int position);
    void queriesKeysValues(const LayerWeights& layer, RowRange rows, int lane);
    void attention(const LayerWeights& layer, RowRange rows, int lane);
    void afterAttention(const LayerWeights& layer, const LayerWeights* next, RowRange rows, int lane);
    void attentionOutput(const LayerWeights& layer, RowRange rows, int lane);
    void feedForward(const LayerWeights& layer, const LayerWeights* next, RowRange rows, int lane);
    void pool();

    void product(const PackedMatrix& matrix, Input in, RowRange rows, const LinearOutput& out) const;
    void norm(const NormWeights& weights, float* row, QuantBlock* blocks) const;
    template <class Work> void eachTextIn(RowRange rows, Work work) const;

    float* stream(int row) { return m_work.stream.data() + static_cast<std::size_t>(row) * m_h.width; }
    QuantBlock* streamBlocks(int row, const LayerWeights* reader);
    float* attended(int row) { return m_work.attended.data() + static_cast<std::size_t>(row) * m_h.width; }

    const HyperParameters& m_h;
    const ModelWeights& m_w;
    const KernelTable& m_k;
    const ModelInfo& m_info;
    const bool m_normalize;
    const Pack& m_pack;
    Workspace& m_work;
    Parallel& m_parallel;
};

// x = norm(token + type + position)
// each layer:  a = output(attention(q(x), k(x), v(x)));  y = norm(a + x);  x = norm(down(gelu(up(y))) + y)
std::span<const float> BertPass::run()
{
    const int rows = static_cast<int>(m_pack.ids.size());
    m_work.reserve(rows, static_cast<int>(m_pack.lengths.size()), m_parallel.lanes());
    PassTimes& times = m_work.times;
    times = {.startNs = monotonicNs()};

    m_parallel.stage(rows, [&](RowRange part, int) { embedTokens(part); });
    int64_t now = monotonicNs();
    times.embedNs = now - times.startNs;
    for (std::size_t i = 0; i < m_w.layers.size(); ++i) {
        const LayerWeights& layer = m_w.layers[i];
        const LayerWeights* next = i + 1 < m_w.layers.size() ? &m_w.layers[i + 1] : nullptr;
        const int64_t begun = now;
        const int64_t outputBefore = times.attentionNs;
        m_parallel.stage(rows, [&](RowRange part, int lane) { queriesKeysValues(layer, part, lane); });
        m_parallel.stage(rows, [&](RowRange part, int lane) { attention(layer, part, lane); });
        const int64_t attentionEnd = monotonicNs();
        m_parallel.stage(rows, [&](RowRange part, int lane) { afterAttention(layer, next, part, lane); });
        now = monotonicNs();
        // afterAttention has added the time of the output matrix to attentionNs, as the first lane saw it.
        const int64_t output = std::min(times.attentionNs - outputBefore, now - attentionEnd);
        times.attentionNs = outputBefore + (attentionEnd - begun) + output;
        times.feedForwardNs += now - attentionEnd - output;
    }
    pool();
    times.poolNs = monotonicNs() - now;
    return m_work.vectors.span().first(m_pack.lengths.size() * static_cast<std::size_t>(m_info.dimensions));
}

// Calls work(first row of the text, tokens of the text, the part of `rows` that lies in it).
template <class Work> void BertPass::eachTextIn(RowRange rows, Work work) const
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

void BertPass::embedTokens(RowRange rows)
{
    const LayerWeights* first = &m_w.layers.front();
    eachTextIn(rows, [&](int textStart, int, RowRange part) {
        for (int row = part.first; row < part.first + part.count; ++row) {
            float* x = stream(row);
            float* position = attended(row); // free until the first attention
            m_w.tokens.readRow(m_pack.ids[static_cast<std::size_t>(row)], x);
            m_k.addRow(m_w.tokenType.data(), m_h.width, x);
            if (m_w.positions.present()) {
                m_w.positions.readRow(row - textStart, position);
                m_k.addRow(position, m_h.width, x);
            }
            norm(m_w.embeddingNorm, x, streamBlocks(row, first));
        }
    });
}

void BertPass::queriesKeysValues(const LayerWeights& layer, RowRange rows, int lane)
{
    const int stride = 3 * m_h.width;
    m_parallel.product(rows, lane, [&](RowRange part, int) {
        const Input in{stream(part.first), streamBlocks(part.first, &layer), m_h.width};
        float* out = m_work.queriesKeysValues.data() + static_cast<std::size_t>(part.first) * stride;
        for (const PackedMatrix& matrix : layer.queriesKeysValues) {
            product(matrix, in, part, {.values = out, .valueStride = stride});
            out += matrix.view().outputs;
        }
    });
}

void BertPass::attention(const LayerWeights& layer, RowRange rows, int lane)
{
    // Q8_0 weights have rounded queries, keys and values already; those of exact weights stay exact.
    const auto attend
        = std::ranges::all_of(layer.queriesKeysValues, isQ8) ? m_k.attentionRounded : m_k.attention;
    const int stride = 3 * m_h.width;
    const float scale = 1.0f / std::sqrt(static_cast<float>(m_h.headSize));
    m_parallel.product(rows, lane, [&](RowRange split, int splitLane) {
        float* scratch = m_work.lanes[static_cast<std::size_t>(splitLane)].attentionScratch.data();
        eachTextIn(split, [&](int textStart, int tokens, RowRange part) {
            const float* q = m_work.queriesKeysValues.data() + static_cast<std::size_t>(textStart) * stride;
            attend(q, q + m_h.width, q + 2 * m_h.width, stride,
                   {.tokens = tokens, .heads = m_h.heads, .headSize = m_h.headSize, .scale = scale},
                   part.first - textStart, part.count, attended(textStart), m_h.width, scratch);
        });
    });
}

void BertPass::afterAttention(const LayerWeights& layer, const LayerWeights* next, RowRange rows, int lane)
{
    const int panels = (rows.count + kPanelRows - 1) / kPanelRows;
    for (int i = 0; i < panels; ++i) {
        const RowRange panel = evenPart(rows, i, panels);
        const int64_t begun = monotonicNs();
        attentionOutput(layer, panel, lane);
        if (lane == 0)
            m_work.times.attentionNs += monotonicNs() - begun;
        feedForward(layer, next, panel, lane);
    }
}

// y = norm(output(attended) + x)
void BertPass::attentionOutput(const LayerWeights& layer, RowRange rows, int lane)
{
    LaneBuffers& buffers = m_work.lanes[static_cast<std::size_t>(lane)];
    const int blocksPerRow = m_h.width / 32;
    m_parallel.product(rows, lane, [&](RowRange part, int) {
        const std::size_t at = static_cast<std::size_t>(part.first - rows.first);
        float* y = buffers.inner.data() + at * m_h.width;
        QuantBlock* in = isQ8(layer.attentionOutput) ? buffers.attendedBlocks.data() + at * blocksPerRow : nullptr;
        QuantBlock* out = isQ8(layer.feedForwardUp) ? buffers.innerBlocks.data() + at * blocksPerRow : nullptr;
        for (int row = 0; in && row < part.count; ++row)
            m_k.quantizeRow(attended(part.first + row), m_h.width, in + static_cast<std::ptrdiff_t>(row) * blocksPerRow);
        product(layer.attentionOutput, {attended(part.first), in, m_h.width}, part,
                {.values = y, .valueStride = m_h.width, .residual = stream(part.first), .residualStride = m_h.width});
        for (int row = 0; row < part.count; ++row) {
            norm(layer.attentionNorm, y + static_cast<std::ptrdiff_t>(row) * m_h.width,
                 out ? out + static_cast<std::ptrdiff_t>(row) * blocksPerRow : nullptr);
        }
    });
}

// x = norm(down(gelu(up(y))) + y)
void BertPass::feedForward(const LayerWeights& layer, const LayerWeights* next, RowRange rows, int lane)
{
    LaneBuffers& buffers = m_work.lanes[static_cast<std::size_t>(lane)];
    const bool downTakesBlocks = isQ8(layer.feedForwardDown);
    const int innerBlocks = m_h.width / 32, hiddenBlocks = m_h.feedForward / 32;
    const auto hidden = [&](std::size_t at) {
        return Input{downTakesBlocks ? nullptr : buffers.hidden.data() + at * m_h.feedForward,
                     downTakesBlocks ? buffers.hiddenBlocks.data() + at * hiddenBlocks : nullptr, m_h.feedForward};
    };
    m_parallel.product(rows, lane, [&](RowRange part, int) {
        const std::size_t at = static_cast<std::size_t>(part.first - rows.first);
        const QuantBlock* blocks = isQ8(layer.feedForwardUp) ? buffers.innerBlocks.data() + at * innerBlocks : nullptr;
        LinearOutput out{.activation = Activation::Gelu};
        out.values = const_cast<float*>(hidden(at).values);
        out.valueStride = m_h.feedForward;
        out.blocks = const_cast<QuantBlock*>(hidden(at).blocks);
        out.blockStride = hiddenBlocks;
        product(layer.feedForwardUp, {buffers.inner.data() + at * m_h.width, blocks, m_h.width}, part, out);
    });
    m_parallel.product(rows, lane, [&](RowRange part, int) {
        const std::size_t at = static_cast<std::size_t>(part.first - rows.first);
        product(layer.feedForwardDown, hidden(at), part,
                {.values = stream(part.first),
                 .valueStride = m_h.width,
                 .residual = buffers.inner.data() + at * m_h.width,
                 .residualStride = m_h.width});
        for (int row = part.first; row < part.first + part.count; ++row)
            norm(layer.outputNorm, stream(row), streamBlocks(row, next));
    });
}

void BertPass::pool()
{
    int start = 0;
    float* vector = m_work.vectors.data();
    for (const int length : m_pack.lengths) {
        poolStates(m_k, m_info.pooling, stream(start), length, m_h.width, m_work.pooled.data());
        std::copy_n(m_work.pooled.data(), m_info.dimensions, vector);
        if (m_normalize)
            normalize(vector, m_info.dimensions);
        start += length;
        vector += m_info.dimensions;
    }
}

void BertPass::product(const PackedMatrix& matrix, Input in, RowRange rows, const LinearOutput& out) const
{
    const PackedWeights weights = matrix.view();
    if (weights.kind == WeightKind::Q8)
        m_k.linearQ8(in.blocks, in.width / 32, rows.count, weights, out);
    else
        m_k.linearFloat(in.values, in.width, rows.count, weights, out);
}

void BertPass::norm(const NormWeights& weights, float* row, QuantBlock* blocks) const
{
    m_k.layerNorm(row, m_h.width, weights.weight.data(), weights.bias.data(), m_h.epsilon, row, blocks);
}

// Blocks of the stream are written only when the layer that reads them has Q8_0 matrices.
QuantBlock* BertPass::streamBlocks(int row, const LayerWeights* reader)
{
    if (!reader || !std::ranges::any_of(reader->queriesKeysValues, isQ8))
        return nullptr;
    return m_work.streamBlocks.data() + static_cast<std::size_t>(row) * (m_h.width / 32);
}

}

std::span<const float> forward(const Model& model, const Pack& pack, Workspace& work, Parallel& parallel)
{
    return BertPass(model, pack, work, parallel).run();
}

}
