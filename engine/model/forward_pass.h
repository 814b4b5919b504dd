// One pass, step by step; forward.h is the door. The steps of attention are in forward.cpp, those of the
// feed-forward part in feed_forward.cpp, the way from states to vectors in result.cpp.
//
// A step does all that its rows need, so that a team can split the rows of a stage anywhere; inside a stage
// the naive mode splits the products once more. `lane` says whose scratch memory holds the panel, and inside
// a product whose is free.
#pragma once

#include "engine/model/forward.h"
#include "engine/model/hparams.h"
#include "engine/model/weights.h"

namespace embedscope {

/// Rows of a product's input, as floats and as blocks: the matrix takes the one that it was packed for.
struct Input
{
    const float* values = nullptr;
    const QuantBlock* blocks = nullptr;
    int width = 0;
};

class ForwardPass
{
public:
    ForwardPass(const Model& model, const Pack& pack, Workspace& work, Parallel& parallel);

    std::span<const float> states(); ///< after the last norm
    std::span<const float> vectors(); ///< pooled

private:
    void layer(const LayerWeights& layer, const LayerWeights* next);

    void embedTokens(RowRange rows, int lane);
    void queriesKeysValues(const LayerWeights& layer, RowRange rows, int lane);
    void attention(const LayerWeights& layer, RowRange rows, int lane);
    void afterAttention(const LayerWeights& layer, const LayerWeights* next, RowRange rows, int lane);
    void attentionOutput(const LayerWeights& layer, RowRange rows, int lane);
    void feedForward(const LayerWeights& layer, const LayerWeights* next, RowRange rows, int lane);
    void pool();

    // Parts of steps, for rows at hand.
    void normAndTurn(const LayerWeights& layer, int row, int position);
    void normAttention(const LayerWeights& layer, float* x, float* y, QuantBlock* blocks) const;
    void prepareInput(const LayerWeights* next, int row, int lane);
    void hidden(const FeedForwardWeights& part, Input y, int rows, HiddenBuffers& buffers,
                std::ptrdiff_t at, int own) const;
    void gatedHidden(const FeedForwardWeights& part, Input y, int rows, const LinearOutput& out,
                     HiddenBuffers& buffers, std::ptrdiff_t at, int own) const;
    Input hiddenOf(const FeedForwardWeights& part, const HiddenBuffers& buffers, std::ptrdiff_t at) const;
    LinearOutput sumTarget(RowRange part, RowRange rows, LaneBuffers& panel) const;
    void finishRows(const LayerWeights& layer, const LayerWeights* next, RowRange part, RowRange rows,
                    LaneBuffers& panel, int own);
    void experts(const ExpertWeights& weights, Input y, int rows, int own, const LinearOutput& sum) const;
    void route(const ExpertWeights& weights, Input y, int rows, int own) const;
    int gather(Input y, int rows, int expert, ExpertBuffers& own) const;
    const float* denseLayers(int texts);

    void product(const PackedWeights& weights, Input in, int rows, const LinearOutput& out, int own) const;
    void norm(const NormWeights& weights, const float* x, int count, float* y, QuantBlock* blocks) const;
    template <class Work> void eachTextIn(RowRange rows, Work work) const;

    StageClock clockOf(int lane, int own) const;
    LaneBuffers& buffers(int lane) const { return m_work.lanes[static_cast<std::size_t>(lane)]; }
    float* stream(int row) const
    {
        return m_work.stream.data() + static_cast<std::ptrdiff_t>(row) * m_h.width;
    }
    QuantBlock* streamBlocks(int row, const LayerWeights& reader) const;
    Input layerInput(int row, const LayerWeights& reader) const;
    float* projected(int row) const;
    float* attended(int row) const;

    const HyperParameters& m_h;
    const Family& m_family;
    const ModelWeights& m_w;
    const KernelTable& m_k;
    const ModelInfo& m_info;
    const bool m_normalize;
    const Pack& m_pack;
    Workspace& m_work;
    Parallel& m_parallel;
};

}
