// What one worker did, as one line of device pixels: stages of a pack in their colours, a stage under 3 px
// folded into its neighbour, packs under that as strength of colour by their share of the time, so that a
// lane that is half idle looks half idle. Pure functions over the spans of a lane, oldest end first.
#pragma once

#include "engine/telemetry/span.h"

#include <QColor>
#include <QRgb>
#include <vector>

namespace embedscope {

struct LaneWindow
{
    int64_t fromNs = 0, toNs = 0; ///< monotonic clock
    int pixels = 0; ///< device pixels
    double ratio = 1; ///< device pixels per pixel
};

struct LaneRow
{
    std::vector<QRgb> pixels;
    struct Range
    {
        int from = 0, to = 0; ///< device pixels
    };
    std::vector<Range> waits; ///< for texts, at least 3 px wide
};

LaneRow laneRow(const std::vector<Span>& lane, const LaneWindow& window, QColor groove);
QColor stageColor(Stage stage);
QString stageName(Stage stage);

/// The pack at this time, nullptr between packs; its stages stand just before it in the lane.
const Span* packAt(const std::vector<Span>& lane, int64_t ns);
/// Stages of a pack of this lane, in the order they ran.
std::vector<Span> stagesOf(const std::vector<Span>& lane, const Span& pack);

struct LaneShares
{
    double busy = 0, waiting = 0; ///< of the window, 0..1
};
LaneShares laneShares(const std::vector<Span>& lane, int64_t fromNs, int64_t toNs);

}
