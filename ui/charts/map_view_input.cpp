// What mouse, wheel and keys do to a map; its drawing is in map_view.cpp.
#include "ui/charts/map_view.h"

#include <QApplication>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>
#include <limits>

namespace embedscope {

namespace {

constexpr double kLassoStepPx = 4;

}

void MapView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return QWidget::mousePressEvent(event);
    m_pressed = true;
    m_dragging = false;
    m_button = event->button();
    m_pressedAt = m_lastAt = event->position();
    m_region.clear();
}

void MapView::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    if (!m_pressed) {
        hover(pointAt(at));
        return;
    }
    if (!m_dragging && (at - m_pressedAt).manhattanLength() < QApplication::startDragDistance())
        return;
    if (!m_dragging)
        hover(-1);
    m_dragging = true;
    const bool pans = m_tool == Tool::Hand || m_space || m_button == Qt::MiddleButton;
    if (pans) {
        const QPointF step = (at - m_lastAt) / m_transform.scale;
        m_transform.centre += QPointF(-step.x(), step.y());
        m_touched = true;
        transformChanged();
    } else if (m_tool == Tool::Rectangle) {
        m_region = QPolygonF(QRectF(m_pressedAt, at).normalized());
    } else if (m_region.isEmpty() || QLineF(m_region.last(), at).length() >= kLassoStepPx) {
        if (m_region.isEmpty())
            m_region.append(m_pressedAt);
        m_region.append(at);
    }
    m_lastAt = at;
    updateCursor();
    update();
}

void MapView::mouseReleaseEvent(QMouseEvent* event)
{
    if (!m_pressed || event->button() != m_button)
        return QWidget::mouseReleaseEvent(event);
    m_pressed = false;
    if (m_dragging) {
        m_dragging = false;
        finishRegion();
    } else if (m_button == Qt::LeftButton) {
        if (const int point = pointAt(event->position()); point >= 0)
            emit chosen(point);
        else
            emit cleared();
    }
    updateCursor();
}

void MapView::finishRegion()
{
    const QPolygonF region = m_region;
    m_region.clear();
    update();
    if (region.size() < 3)
        return;
    QPolygonF onMap;
    for (const QPointF& corner : region)
        onMap.append(m_transform.toMap(corner, viewSize()));
    const std::vector<int> points = m_points->inside(onMap);
    if (points.empty())
        emit cleared();
    else
        emit regionChosen(points);
}

void MapView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int point = event->button() == Qt::LeftButton ? pointAt(event->position()) : -1;
    if (point >= 0)
        emit opened(point);
}

void MapView::wheelEvent(QWheelEvent* event)
{
    if (const int turn = event->angleDelta().y(); turn != 0)
        zoomBy(std::pow(1.2, turn / 120.0), event->position());
    event->accept();
}

void MapView::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    hover(-1);
}

void MapView::hover(int point)
{
    if (point == m_hovered)
        return;
    m_hovered = point;
    updateCursor();
    update();
    m_hoverRest.start();
}

int MapView::middlePoint() const
{
    return m_points->nearest(m_transform.centre, std::hypot(width(), height()) / m_transform.scale);
}

void MapView::step(const QPointF& direction)
{
    const int next = m_current < 0 ? middlePoint() : m_points->nearestTowards(m_current, direction);
    if (next < 0)
        return;
    emit chosen(next);
    makeVisible(next);
}

void MapView::keyPressEvent(QKeyEvent* event)
{
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left:
        return step({-1, 0});
    case Qt::Key_Right:
        return step({1, 0});
    case Qt::Key_Up:
        return step({0, 1});
    case Qt::Key_Down:
        return step({0, -1});
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            emit opened(m_current);
        return;
    case Qt::Key_F:
        return fit();
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomIn();
    case Qt::Key_Minus:
        return zoomOut();
    case Qt::Key_L:
        return setTool(m_tool == Tool::Lasso ? Tool::Hand : Tool::Lasso);
    case Qt::Key_R:
        return setTool(m_tool == Tool::Rectangle ? Tool::Hand : Tool::Rectangle);
    case Qt::Key_Space:
        m_space = true;
        return updateCursor();
    case Qt::Key_Escape:
        if (m_tool != Tool::Hand)
            return setTool(Tool::Hand);
        if (m_current >= 0 || !m_chosen->empty()) {
            emit cleared();
            return;
        }
        break; // one step up: the window's
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void MapView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m_space = false;
        updateCursor();
    }
    QWidget::keyReleaseEvent(event);
}

}
