// Points of a map in a grid of cells: stored cell by cell, so that what is seen is read in order, and the
// point under the pointer is found without looking at all. Values, no drawing; immutable after it is made,
// so that any thread may read it.
#pragma once

#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <functional>
#include <vector>

namespace embedscope {

class MapPoints
{
public:
    MapPoints() = default;
    /// Coordinates by the caller's number of a point.
    MapPoints(const QList<float>& x, const QList<float>& y);

    int size() const { return static_cast<int>(m_x.size()); }
    QPointF at(int point) const;
    const QRectF& bounds() const { return m_bounds; }

    /// The nearest point that is no further than `reach`, the lowest number among equals; -1: none.
    int nearest(const QPointF& position, double reach) const;
    /// The nearest point within 45 degrees of a direction; -1: there is none. For arrow keys.
    int nearestTowards(int from, const QPointF& direction) const;
    std::vector<int> inside(const QPolygonF& polygon) const; ///< ascending; odd-even rule

    /// All points whose cells touch the rectangle, cell by cell. Stops when `visit` says false.
    void forEachNear(const QRectF& rect, const std::function<bool(int point, float x, float y)>& visit) const;

private:
    int column(double x) const;
    int row(double y) const;

    std::vector<float> m_x, m_y; ///< by cell
    std::vector<int> m_numbers; ///< by cell: number of the point
    std::vector<int> m_slots; ///< by number: place in the arrays above
    std::vector<int> m_begins; ///< first place of each cell, and the end
    int m_side = 1;
    QRectF m_bounds;
    double m_cellWidth = 1, m_cellHeight = 1;
};

}
