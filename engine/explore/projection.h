// A first map: the two directions of largest variance (PCA), signs fixed so that the same vectors give the same picture.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

namespace embedscope {

struct MapPoint {
    float x = 0, y = 0; ///< scaled into -1 .. 1, aspect kept
};

struct Projection {
    std::vector<MapPoint> points;
    double explainedVariance = 0; ///< share 0..1 that the two directions carry
};

/// vectors: row-major, count rows. Empty when stopped or when there are fewer than 3 rows.
Projection projectToPlane(std::span<const float> vectors, int dimensions, std::stop_token stop = {});

}
