// All passages as points on a plane: wheel zooms at the pointer, dragging pans, a click chooses, arrow keys
// go from point to point, a rectangle or a lasso chooses many. Shows what it is given and says what was
// chosen by number of the point; knows no texts. Pictures are drawn by a thread of its own, the GUI thread
// moves the last one. GUI thread.
#pragma once

#include "ui/charts/map_picture.h"

#include <QElapsedTimer>
#include <QThreadPool>
#include <QTimer>
#include <QWidget>

namespace embedscope {

class MapView : public QWidget
{
    Q_OBJECT

public:
    enum class Tool
    {
        Hand,
        Rectangle,
        Lasso
    };

    explicit MapView(QWidget* parent = nullptr);
    ~MapView() override;

    /// Coordinates and a colour (index into setColours) of each point. The view is fitted unless it was
    /// moved.
    void setPoints(const QList<float>& x, const QList<float>& y, std::vector<quint8> colourOf);
    void setColours(const QList<QColor>& colours, std::vector<quint8> colourOf);
    void setChosen(const std::vector<int>& points, int current); ///< current -1: none
    void setTool(Tool tool);
    Tool tool() const { return m_tool; }

    int count() const { return m_points->size(); }
    int current() const { return m_current; }
    int hovered() const { return m_hovered; }
    int pointAt(const QPointF& pixel) const; ///< -1: none within reach
    QPointF positionOf(int point) const; ///< in pixels of the widget
    double zoom() const; ///< 1: all is seen

    void fit();
    void setRightInset(int pixels); ///< left free by fit() where there is room: something lies there
    void zoomBy(double factor, const QPointF& around);
    void zoomIn();
    void zoomOut();
    void makeVisible(int point);

    static constexpr double kReachPx = 8;

signals:
    void hoverChanged(int point); ///< after a short rest; -1: left
    void chosen(int point); ///< click or arrow key
    void opened(int point); ///< double click or Enter
    void regionChosen(const std::vector<int>& points);
    void cleared(); ///< a click on nothing, Esc
    void toolChanged(Tool tool);
    void moved(); ///< points are elsewhere in the widget now

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QSizeF viewSize() const { return QSizeF(size()); }
    double fittedScale() const;
    int inset() const;
    double radius() const;
    void transformChanged();
    void requestPicture();
    MapRequest request() const;
    void take(quint64 number, const MapPicture& picture);
    void paintMarks(QPainter& painter) const;
    void paintRegion(QPainter& painter) const;
    void hover(int point);
    void step(const QPointF& direction);
    int middlePoint() const;
    void finishRegion();
    void updateCursor();

    std::shared_ptr<const MapPoints> m_points = std::make_shared<MapPoints>();
    std::shared_ptr<const MapDensity> m_density;
    std::shared_ptr<const std::vector<quint8>> m_colourOf, m_chosen;
    QList<QColor> m_colours;
    MapTransform m_transform;
    bool m_touched = false; ///< the user zoomed or panned: a new map keeps the place
    int m_current = -1, m_hovered = -1, m_hoverSaid = -1;
    Tool m_tool = Tool::Hand;
    int m_rightInset = 0;
    QTimer m_hoverRest;

    bool m_pressed = false, m_dragging = false, m_space = false;
    Qt::MouseButton m_button = Qt::NoButton;
    QPointF m_pressedAt, m_lastAt;
    QPolygonF m_region; ///< pixels, while it is drawn

    MapPicture m_picture;
    quint64 m_wanted = 0, m_running = 0;
    std::shared_ptr<std::atomic<bool>> m_abandon;
    QThreadPool m_pool; ///< last: waits for its task
};

}
