// Rotary positions: the cosine and sine of every pair of a head at every position, made once for as many
// positions as texts have had. The turning itself is a kernel.
#pragma once

#include "engine/base/aligned_buffer.h"
#include "engine/model/hparams.h"

#include <span>

namespace embedscope {

class RopeTable
{
public:
    /// Room for positions 0 to positions - 1. `divisors`: [dimensions / 2], or empty.
    void reserve(const RopeNumbers& numbers, std::span<const float> divisors, int positions);
    /// [dimensions / 2] each.
    const float* cosines(int position) const
    {
        return m_cosines.data() + static_cast<std::ptrdiff_t>(position) * m_pairs;
    }
    const float* sines(int position) const
    {
        return m_sines.data() + static_cast<std::ptrdiff_t>(position) * m_pairs;
    }
    std::size_t sizeBytes() const { return 2 * m_cosines.size() * sizeof(float); }

private:
    AlignedBuffer<float> m_cosines, m_sines; // [positions, pairs]
    int m_pairs = 0;
};

}
