// All scratch memory of one worker. It grows when a longer text or pack comes and then stays: after the first packs a
// pass allocates nothing. One thread at a time; the lanes of a team use a LaneBuffers each.
#pragma once

#include "engine/base/aligned_buffer.h"
#include "engine/kernels/kernels.h"
#include "engine/model/model.h"
#include "engine/model/parallel.h"

#include <cstdint>
#include <vector>

namespace embedscope {

/// Rows that the second half of a layer takes at once, so that they stay in the L2 cache (measured: more loses).
inline constexpr int kPanelRows = 128;

/// Scratch of one lane, for one panel of rows (P = kPanelRows).
struct LaneBuffers {
    AlignedBuffer<QuantBlock> attendedBlocks; // [P, D/32], when the output matrix is Q8_0
    AlignedBuffer<float> inner;               // [P, D]: y of the layer
    AlignedBuffer<QuantBlock> innerBlocks;    // [P, D/32], when the up matrix is Q8_0
    AlignedBuffer<float> hidden;              // [P, F], when the down matrix is float
    AlignedBuffer<QuantBlock> hiddenBlocks;   // [P, F/32], when the down matrix is Q8_0
    AlignedBuffer<float> attentionScratch;
};

/// Nanoseconds of the latest pass by part of the network.
struct PassTimes {
    int64_t startNs = 0;
    int64_t embedNs = 0;       ///< table rows and first norm
    int64_t attentionNs = 0;   ///< Q, K, V, attention, its output and norm
    int64_t feedForwardNs = 0; ///< up, GELU, down and norm
    int64_t poolNs = 0;
};

class Workspace {
public:
    explicit Workspace(const Model& model) : m_model(&model) { }

    /// Room for so many rows, texts and lanes.
    void reserve(int rows, int texts, int lanes);
    int rowCapacity() const { return m_rows; }
    std::size_t sizeBytes() const;

    AlignedBuffer<float> stream;             // [R, D]: x of the layer
    AlignedBuffer<QuantBlock> streamBlocks;  // [R, D/32], when a matrix of Q, K, V is Q8_0
    AlignedBuffer<float> queriesKeysValues;  // [R, 3D]
    AlignedBuffer<float> attended;           // [R, D]
    AlignedBuffer<float> vectors;            // [texts, dimensions]: the results
    AlignedBuffer<float> pooled;             // [D]
    std::vector<LaneBuffers> lanes;
    PassTimes times;

private:
    void reserveRows(int rows);
    LaneBuffers makeLane(int rows) const;

    const Model* m_model;
    int m_rows = 0;
    int m_texts = 0;
};

}
