// One picture of a map: bands of density, then points as soft discs written straight into the image. A pure
// function of its request, so that a thread of its own can draw while the window moves the last picture.
#pragma once

#include "ui/charts/map_points.h"

#include <QColor>
#include <QImage>
#include <QList>
#include <atomic>
#include <memory>
#include <vector>

namespace embedscope {

/// From the map's plane to pixels: y of the map grows upwards.
struct MapTransform
{
    QPointF centre; ///< of the map, in the middle of the view
    double scale = 1; ///< pixels per unit
    QPointF toView(const QPointF& point, const QSizeF& view) const;
    QPointF toMap(const QPointF& pixel, const QSizeF& view) const;
    friend bool operator==(const MapTransform&, const MapTransform&) = default;
};

/// How many points lie around each place of the map: counts on a grid, blurred. Made once per map.
struct MapDensity
{
    static constexpr int kSide = 192;
    QRectF area;
    std::vector<float> values; ///< kSide rows; the largest is 1
    static MapDensity of(const MapPoints& points);
};

struct MapRequest
{
    std::shared_ptr<const MapPoints> points;
    std::shared_ptr<const MapDensity> density;
    std::shared_ptr<const std::vector<quint8>> colourOf; ///< by number of the point
    std::shared_ptr<const std::vector<quint8>> chosen; ///< by number of the point; empty: nothing is chosen
    QList<QColor> colours, bands;
    QColor background, grey, rim;
    MapTransform transform;
    QSize size; ///< pixels that the user sees, device-independent
    double ratio = 1; ///< of the device
    double radius = 2; ///< of a point
    bool rims = false;
};

struct MapPicture
{
    QImage image; ///< larger than the view by kMargin on each side
    MapTransform transform;
    QSize size;
    double ratio = 1;
    static constexpr double kMargin = 0.25;
};

/// An empty image when `abandoned` was set meanwhile.
MapPicture drawMap(const MapRequest& request, const std::atomic<bool>& abandoned);

}
