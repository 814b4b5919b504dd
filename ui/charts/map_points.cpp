#include "ui/charts/map_points.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace embedscope {

namespace {

constexpr int kFewestCells = 8, kMostCells = 512;

double squaredDistance(double x, double y, const QPointF& to)
{
    return (x - to.x()) * (x - to.x()) + (y - to.y()) * (y - to.y());
}

}

MapPoints::MapPoints(const QList<float>& x, const QList<float>& y)
{
    const auto count = static_cast<int>(std::min(x.size(), y.size()));
    if (count == 0)
        return;
    const auto [left, right] = std::minmax_element(x.begin(), x.begin() + count);
    const auto [top, bottom] = std::minmax_element(y.begin(), y.begin() + count);
    m_bounds = QRectF(QPointF(*left, *top), QPointF(*right, *bottom));
    m_side = std::clamp(static_cast<int>(std::sqrt(count / 2.0)), kFewestCells, kMostCells);
    m_cellWidth = std::max(m_bounds.width() / m_side, 1e-9);
    m_cellHeight = std::max(m_bounds.height() / m_side, 1e-9);

    std::vector<int> cells(static_cast<std::size_t>(count));
    m_begins.assign(static_cast<std::size_t>(m_side * m_side + 1), 0);
    for (int i = 0; i < count; ++i) {
        const int cell = row(y[i]) * m_side + column(x[i]);
        cells[static_cast<std::size_t>(i)] = cell;
        ++m_begins[static_cast<std::size_t>(cell + 1)];
    }
    std::partial_sum(m_begins.begin(), m_begins.end(), m_begins.begin());
    std::vector<int> next(m_begins.begin(), m_begins.end() - 1);
    m_x.resize(cells.size());
    m_y.resize(cells.size());
    m_numbers.resize(cells.size());
    m_slots.resize(cells.size());
    for (int i = 0; i < count; ++i) {
        const int slot = next[static_cast<std::size_t>(cells[static_cast<std::size_t>(i)])]++;
        const auto at = static_cast<std::size_t>(slot);
        m_x[at] = x[i];
        m_y[at] = y[i];
        m_numbers[at] = i;
        m_slots[static_cast<std::size_t>(i)] = slot;
    }
}

int MapPoints::column(double x) const
{
    return static_cast<int>(std::clamp((x - m_bounds.left()) / m_cellWidth, 0.0, m_side - 1.0));
}

int MapPoints::row(double y) const
{
    return static_cast<int>(std::clamp((y - m_bounds.top()) / m_cellHeight, 0.0, m_side - 1.0));
}

QPointF MapPoints::at(int point) const
{
    const auto slot = static_cast<std::size_t>(m_slots[static_cast<std::size_t>(point)]);
    return {m_x[slot], m_y[slot]};
}

void MapPoints::forEachNear(const QRectF& rect, const std::function<bool(int, float, float)>& visit) const
{
    if (m_x.empty() || rect.right() < m_bounds.left() || rect.left() > m_bounds.right()
        || rect.bottom() < m_bounds.top() || rect.top() > m_bounds.bottom())
        return;
    const int firstColumn = column(rect.left()), lastColumn = column(rect.right());
    for (int r = row(rect.top()), last = row(rect.bottom()); r <= last; ++r) {
        // The cells of a row lie behind each other.
        const auto begin =
            static_cast<std::size_t>(m_begins[static_cast<std::size_t>(r * m_side + firstColumn)]);
        const auto end =
            static_cast<std::size_t>(m_begins[static_cast<std::size_t>(r * m_side + lastColumn + 1)]);
        for (std::size_t i = begin; i < end; ++i) {
            if (!visit(m_numbers[i], m_x[i], m_y[i]))
                return;
        }
    }
}

int MapPoints::nearest(const QPointF& position, double reach) const
{
    int best = -1;
    double bestDistance = reach * reach;
    const QRectF around(position.x() - reach, position.y() - reach, 2 * reach, 2 * reach);
    forEachNear(around, [&](int point, float x, float y) {
        const double distance = squaredDistance(x, y, position);
        if (distance < bestDistance || (distance == bestDistance && (best < 0 || point < best))) {
            best = point;
            bestDistance = distance;
        }
        return true;
    });
    return best;
}

int MapPoints::nearestTowards(int from, const QPointF& direction) const
{
    const QPointF start = at(from);
    int best = -1;
    double bestDistance = std::numeric_limits<double>::max();
    for (int point = 0; point < size(); ++point) {
        const QPointF step = at(point) - start;
        const double along = QPointF::dotProduct(step, direction);
        const double across = std::abs(step.x() * direction.y() - step.y() * direction.x());
        const double distance = QPointF::dotProduct(step, step);
        if (point != from && along > 0 && across <= along && distance < bestDistance) {
            best = point;
            bestDistance = distance;
        }
    }
    return best;
}

std::vector<int> MapPoints::inside(const QPolygonF& polygon) const
{
    std::vector<int> found;
    forEachNear(polygon.boundingRect(), [&](int point, float x, float y) {
        if (polygon.containsPoint(QPointF(x, y), Qt::OddEvenFill))
            found.push_back(point);
        return true;
    });
    std::sort(found.begin(), found.end());
    return found;
}

}
