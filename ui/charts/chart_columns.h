// A history cut into the columns of a chart: read on a raster that stands still while time moves, so that
// peaks do not flicker, then laid onto device pixels. Pure functions.
#pragma once

#include "ui/models/history.h"

#include <vector>

namespace embedscope {

struct PixelColumn
{
    float low = 0, high = 0, mean = 0;
    bool known = false; ///< false: nothing was measured here
};

struct HistoryColumns
{
    double from = 0, step = 0; ///< seconds; `from` is a multiple of `step`
    std::vector<HistoryBucket> buckets;
};

HistoryColumns readColumns(const History& history, double from, double to, int most);
/// One value per device pixel; short gaps between two samples are bridged, longer ones stay empty.
std::vector<PixelColumn> pixelColumns(const History& history, double from, double to, int pixels);

}
