// The feed-forward part of a layer: plain, gated, or several experts of which a router picks some for each
// token.
#include "engine/model/forward_pass.h"

#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

Activation activationOf(Curve curve)
{
    switch (curve) {
    case Curve::Gelu:
        return Activation::Gelu;
    case Curve::GeluTanh:
        return Activation::GeluTanh;
    case Curve::Silu:
        return Activation::Silu;
    case Curve::Relu:
        break;
    }
    return Activation::Relu;
}

// Shares of the experts: softmax over all, then all but the largest `used` are 0. Of equals the first wins.
void keepLargestShares(float* shares, int count, int used)
{
    const float largest = *std::max_element(shares, shares + count);
    float sum = 0;
    for (int i = 0; i < count; ++i)
        sum += shares[i] = std::exp(shares[i] - largest);
    for (int i = 0; i < count; ++i)
        shares[i] /= sum;
    for (int i = 0; i < used; ++i) { // marked by their sign
        float* best = shares;
        for (int j = 1; j < count; ++j)
            best = shares[j] > *best ? shares + j : best;
        *best = -*best;
    }
    for (int i = 0; i < count; ++i)
        shares[i] = std::max(0.0f, -shares[i]);
}

}

// after:  x = norm(f(y) + y)        before:  x = x + f(y)
void ForwardPass::feedForward(const LayerWeights& layer, const LayerWeights* next, RowRange rows, int lane)
{
    LaneBuffers& panel = buffers(lane);
    const auto yOf = [&](RowRange part) {
        const std::ptrdiff_t at = part.first - rows.first;
        return Input{panel.inner.data() + at * m_h.width,
                     layer.feedForwardTakesBlocks() ? panel.innerBlocks.data() + at * (m_h.width / 32)
                                                    : nullptr,
                     m_h.width};
    };
    if (layer.experts.present()) {
        m_parallel.product(rows, lane, [&](RowRange part, int own) {
            StageClock clock = clockOf(lane, own);
            experts(layer.experts, yOf(part), part.count, own, sumTarget(part, rows, panel));
            clock.add(PassStage::FeedForward);
            finishRows(layer, next, part, rows, panel, own);
            clock.add(PassStage::Norm);
        });
        return;
    }
    m_parallel.product(rows, lane, [&](RowRange part, int own) {
        StageClock clock = clockOf(lane, own);
        hidden(layer.feedForward, yOf(part), part.count, panel.hidden, part.first - rows.first, own);
        clock.add(PassStage::FeedForward);
    });
    m_parallel.product(rows, lane, [&](RowRange part, int own) {
        StageClock clock = clockOf(lane, own);
        product(layer.feedForward.down.view(),
                hiddenOf(layer.feedForward, panel.hidden, part.first - rows.first), part.count,
                sumTarget(part, rows, panel), own);
        clock.add(PassStage::FeedForward);
        finishRows(layer, next, part, rows, panel, own);
        clock.add(PassStage::Norm);
    });
}

// Where f(y) goes: onto y or x, or alone when it has a norm of its own before it is added.
LinearOutput ForwardPass::sumTarget(RowRange part, RowRange rows, LaneBuffers& panel) const
{
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(part.first - rows.first) * m_h.width;
    float* x = stream(part.first);
    const float* residual = m_family.place == NormPlace::After ? panel.inner.data() + at : x;
    if (m_family.resultNorms)
        return {.values = panel.result.data() + at, .valueStride = m_h.width};
    return {.values = x, .valueStride = m_h.width, .residual = residual, .residualStride = m_h.width};
}

void ForwardPass::finishRows(const LayerWeights& layer, const LayerWeights* next, RowRange part,
                             RowRange rows, LaneBuffers& panel, int own)
{
    for (int row = part.first; row < part.first + part.count; ++row) {
        float* x = stream(row);
        if (m_family.place == NormPlace::After)
            norm(layer.outputNorm, x, m_h.width, x, next ? streamBlocks(row, *next) : nullptr);
        if (m_family.resultNorms) {
            float* f = panel.result.data() + static_cast<std::ptrdiff_t>(row - rows.first) * m_h.width;
            norm(layer.feedForwardResultNorm, f, m_h.width, f, nullptr);
            m_k.addRow(f, m_h.width, x);
        }
        prepareInput(next, row, own);
    }
}

// h = act(up(y)), or act(gate(y)) * up(y)
void ForwardPass::hidden(const FeedForwardWeights& part, Input y, int rows, HiddenBuffers& buffers,
                         std::ptrdiff_t at, int own) const
{
    const Input h = hiddenOf(part, buffers, at);
    LinearOutput out;
    out.values = const_cast<float*>(h.values);
    out.valueStride = m_h.feedForward;
    out.blocks = const_cast<QuantBlock*>(h.blocks);
    out.blockStride = m_h.feedForward / 32;
    out.activation = activationOf(part.curve);
    if (part.gated())
        gatedHidden(part, y, rows, out, buffers, at, own);
    else
        product(part.up.view(), y, rows, out, own);
}

// Some outputs of both matrices at a time, so that what lies between them stays in the cache.
void ForwardPass::gatedHidden(const FeedForwardWeights& part, Input y, int rows, const LinearOutput& out,
                              HiddenBuffers& buffers, std::ptrdiff_t at, int own) const
{
    float *gate = buffers.gate.data() + at * kGateSlice, *up = buffers.up.data() + at * kGateSlice;
    for (int first = 0; first < m_h.feedForward; first += kGateSlice) {
        const int count = std::min(kGateSlice, m_h.feedForward - first);
        product(part.gate.view(first, count), y, rows, {.values = gate, .valueStride = kGateSlice}, own);
        product(part.up.view(first, count), y, rows, {.values = up, .valueStride = kGateSlice}, own);
        for (std::ptrdiff_t row = 0; row < rows; ++row)
            m_k.gatedRow(gate + row * kGateSlice, up + row * kGateSlice, count, out.activation,
                         out.values ? out.values + row * out.valueStride + first : nullptr,
                         out.blocks ? out.blocks + row * out.blockStride + first / 32 : nullptr);
    }
}

Input ForwardPass::hiddenOf(const FeedForwardWeights& part, const HiddenBuffers& buffers,
                            std::ptrdiff_t at) const
{
    const int f = m_h.feedForward;
    if (isQ8(part.down))
        return {nullptr, buffers.blocks.data() + at * (f / 32), f};
    return {buffers.values.data() + at * f, nullptr, f};
}

// f(y) = sum of the picked experts' answers, each times its share
void ForwardPass::experts(const ExpertWeights& weights, Input y, int rows, int own,
                          const LinearOutput& sum) const
{
    const int count = m_h.experts, d = m_h.width;
    ExpertBuffers& buffer = buffers(own).experts;
    route(weights, y, rows, own);
    for (std::ptrdiff_t row = 0; row < rows; ++row) {
        float* values = sum.values + row * sum.valueStride;
        if (!sum.residual)
            std::fill_n(values, d, 0.0f);
        else if (sum.residual != sum.values)
            std::copy_n(sum.residual + row * sum.residualStride, d, values);
    }
    for (int i = 0; i < count; ++i) {
        const FeedForwardWeights& expert = weights.parts[static_cast<std::size_t>(i)];
        const int picked = gather(y, rows, i, buffer);
        if (picked == 0)
            continue;
        hidden(expert, {buffer.input.data(), buffer.inputBlocks.data(), d}, picked, buffer.hidden, 0, own);
        product(expert.down.view(), hiddenOf(expert, buffer.hidden, 0), picked,
                {.values = buffer.answers.data(), .valueStride = d}, own);
        for (int j = 0; j < picked; ++j) {
            const std::ptrdiff_t row = buffer.rows[static_cast<std::size_t>(j)];
            const float share = buffer.shares[static_cast<std::size_t>(row * count + i)];
            const float* answer = buffer.answers.data() + static_cast<std::ptrdiff_t>(j) * d;
            float* values = sum.values + row * sum.valueStride;
            for (int k = 0; k < d; ++k)
                values[k] += share * answer[k];
        }
    }
}

void ForwardPass::route(const ExpertWeights& weights, Input y, int rows, int own) const
{
    float* const shares = buffers(own).experts.shares.data();
    product(weights.router.view(), y, rows, {.values = shares, .valueStride = m_h.experts}, own);
    for (std::ptrdiff_t row = 0; row < rows; ++row)
        keepLargestShares(shares + row * m_h.experts, m_h.experts, m_h.expertsUsed);
}

// The rows that picked an expert, behind one another.
int ForwardPass::gather(Input y, int rows, int expert, ExpertBuffers& own) const
{
    const int d = m_h.width;
    int picked = 0;
    for (std::ptrdiff_t row = 0; row < rows; ++row) {
        if (own.shares[static_cast<std::size_t>(row * m_h.experts + expert)] <= 0)
            continue;
        std::copy_n(y.values + row * d, d, own.input.data() + static_cast<std::ptrdiff_t>(picked) * d);
        if (y.blocks)
            std::copy_n(y.blocks + row * (d / 32), d / 32,
                        own.inputBlocks.data() + static_cast<std::ptrdiff_t>(picked) * (d / 32));
        own.rows[static_cast<std::size_t>(picked++)] = static_cast<int>(row);
    }
    return picked;
}

}
