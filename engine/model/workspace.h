// All scratch memory of one worker. It grows when a longer text or pack comes and then stays: after the first packs a
// pass allocates nothing. One thread at a time; the lanes of a team use a LaneBuffers each. What the network at hand does
// not need stays empty.
#pragma once

#include "engine/base/aligned_buffer.h"
#include "engine/kernels/kernels.h"
#include "engine/model/model.h"
#include "engine/model/parallel.h"
#include "engine/model/pass_times.h"
#include "engine/model/rope.h"

#include <cstdint>
#include <vector>

namespace embedscope {

struct LayerWeights;

/// Rows that the second half of a layer takes at once, so that they stay in the L2 cache (measured: more loses).
inline constexpr int kPanelRows = 128;
/// Outputs of gate and up matrix that are made at once: two slices of a panel fit beside it in the L2 cache.
inline constexpr int kGateSlice = 256;

/// Between the two matrices of a feed-forward part, for one panel of rows (P = kPanelRows).
struct HiddenBuffers {
    AlignedBuffer<float> values;              // [P, F], when the down matrix is float
    AlignedBuffer<QuantBlock> blocks;         // [P, F/32], when the down matrix is int8
    AlignedBuffer<float> gate, up;            // [P, kGateSlice] each
};

/// Rows of one expert.
struct ExpertBuffers {
    AlignedBuffer<float> shares;              // [P, E]
    AlignedBuffer<int> rows;                  // [P]: which rows of the panel they are
    AlignedBuffer<float> input;               // [P, D]
    AlignedBuffer<QuantBlock> inputBlocks;    // [P, D/32]
    HiddenBuffers hidden;
    AlignedBuffer<float> answers;             // [P, D]
};

/// Scratch of one lane, for one panel of rows.
struct LaneBuffers {
    AlignedBuffer<QuantBlock> attendedBlocks; // [P, H d/32], when the output matrix is int8
    AlignedBuffer<float> inner;               // [P, D]: y of the layer
    AlignedBuffer<QuantBlock> innerBlocks;    // [P, D/32], when the up matrix is int8
    HiddenBuffers hidden;
    ExpertBuffers experts;
    AlignedBuffer<float> result;              // [P, D]: f(y), when it has a norm of its own
    AlignedBuffer<float> row;                 // [D]
    AlignedBuffer<float> attentionScratch;
    AlignedBuffer<float> rounding;            // of linearRounded, when a matrix is rounded to bf16
};

class Workspace {
public:
    explicit Workspace(const Model& model) : m_model(&model) { }

    /// Room for so many rows, texts and lanes.
    void reserve(int rows, int texts, int lanes);
    int rowCapacity() const { return m_rows; }
    std::size_t sizeBytes() const;
    /// Of a text of so many tokens in a layer of this kind.
    AttentionShape attentionShape(int tokens, bool local) const;

    AlignedBuffer<float> stream;             // [R, D]: x of the layer
    AlignedBuffer<float> normed;             // [R, D]: norm(x), when a float matrix of Q, K, V reads it
    AlignedBuffer<QuantBlock> streamBlocks;  // [R, D/32], when a matrix of Q, K, V is int8
    AlignedBuffer<float> queriesKeysValues;  // [R, (H + 2K) d]
    AlignedBuffer<float> attended;           // [R, H d]
    RopeTable rope, localRope;               // as many positions as a text may have here
    AlignedBuffer<float> distanceBias;       // [H, 2 positions - 1]
    AlignedBuffer<float> pooled;             // [texts, widest]
    AlignedBuffer<float> denseOutput;        // [texts, widest], when there are dense layers
    AlignedBuffer<QuantBlock> denseBlocks;   // [texts, widest/32], when one of them is int8
    AlignedBuffer<float> vectors;            // [texts, dimensions]: the results
    std::vector<LaneBuffers> lanes;
    PassTimes times;                         // of the latest pass

private:
    void reserveRows(int rows);
    void reserveTexts(int texts);
    void reservePositions(int positions);
    LaneBuffers makeLane(int rows) const;

    const Model* m_model;
    int m_rows = 0;
    int m_texts = 0;
    int m_positions = 0;
};

}
