// What cosine chance brings in this library: a sorted sample of random pairs of passages. Cosines of
// different models and libraries cannot be compared; their place in this sample can. A value.
#pragma once

#include "engine/search/vector_table.h"

#include <cstddef>
#include <vector>

namespace embedscope {

class Chance
{
public:
    /// Draws the pairs with a fixed seed: the same rows give the same sample.
    static Chance sampleOf(const VectorTable& table);

    /// Share 0..1 of the pairs with a lower cosine; -1: unknown, since there are fewer than two passages.
    double closerThan(double cosine) const;
    /// Has the number of rows doubled or halved since?
    bool isOutdated(std::size_t rows) const;

private:
    std::vector<float> m_cosines; ///< ascending
    std::size_t m_rows = 0;
};

}
