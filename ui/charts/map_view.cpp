#include "ui/charts/map_view.h"

#include "ui/charts/theme.h"

#include <QApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr double kLeastZoom = 0.5, kMostZoom = 400, kMarginPx = 40;
constexpr int kHoverRestMs = 80;
constexpr int kManyPoints = 4000; // above that points have no rims
constexpr int kBands = 6;

}

MapView::MapView(QWidget* parent)
    : QWidget(parent)
    , m_colourOf(std::make_shared<std::vector<quint8>>())
    , m_chosen(std::make_shared<std::vector<quint8>>())
{
    setObjectName(QStringLiteral("mapView"));
    setAccessibleName(tr("Map"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(Metrics::px(240), Metrics::px(200));
    m_pool.setMaxThreadCount(1);
    m_hoverRest.setSingleShot(true);
    m_hoverRest.setInterval(kHoverRestMs);
    connect(&m_hoverRest, &QTimer::timeout, this, [this] {
        if (m_hoverSaid != m_hovered)
            emit hoverChanged(m_hoverSaid = m_hovered);
    });
}

MapView::~MapView()
{
    if (m_abandon)
        *m_abandon = true;
    m_pool.waitForDone(); // its task posts to this object
}

void MapView::setPoints(const QList<float>& x, const QList<float>& y, std::vector<quint8> colourOf)
{
    m_points = std::make_shared<MapPoints>(x, y);
    m_density = std::make_shared<MapDensity>(MapDensity::of(*m_points));
    m_colourOf = std::make_shared<std::vector<quint8>>(std::move(colourOf));
    m_chosen = std::make_shared<std::vector<quint8>>();
    m_current = m_hovered = m_hoverSaid = -1;
    if (!m_touched)
        fit();
    transformChanged();
}

void MapView::setColours(const QList<QColor>& colours, std::vector<quint8> colourOf)
{
    m_colours = colours;
    m_colourOf = std::make_shared<std::vector<quint8>>(std::move(colourOf));
    requestPicture();
}

void MapView::setChosen(const std::vector<int>& points, int current)
{
    auto chosen = std::make_shared<std::vector<quint8>>();
    if (!points.empty())
        chosen->resize(static_cast<std::size_t>(count()), 0);
    for (const int point : points) {
        if (point >= 0 && point < count())
            (*chosen)[static_cast<std::size_t>(point)] = 1;
    }
    m_current = current >= 0 && current < count() ? current : -1;
    if (*chosen != *m_chosen) {
        m_chosen = chosen;
        requestPicture();
    }
    update();
}

void MapView::setTool(Tool tool)
{
    if (m_tool == tool)
        return;
    m_tool = tool;
    m_region.clear();
    updateCursor();
    update();
    emit toolChanged(tool);
}

void MapView::updateCursor()
{
    const bool hand = m_tool == Tool::Hand || m_space;
    setCursor(m_dragging && hand   ? Qt::ClosedHandCursor
                  : !hand          ? Qt::CrossCursor
                  : m_hovered >= 0 ? Qt::PointingHandCursor
                                   : Qt::ArrowCursor);
}

int MapView::pointAt(const QPointF& pixel) const
{
    return m_points->nearest(m_transform.toMap(pixel, viewSize()), kReachPx / m_transform.scale);
}

QPointF MapView::positionOf(int point) const
{
    return m_transform.toView(m_points->at(point), viewSize());
}

void MapView::setRightInset(int pixels)
{
    m_rightInset = pixels;
    if (!m_touched)
        fit();
}

int MapView::inset() const
{
    return width() - m_rightInset >= height() * 4 / 5 ? m_rightInset : 0;
}

double MapView::fittedScale() const
{
    const QRectF bounds = m_points->bounds();
    const double margin = std::min({kMarginPx, width() / 4.0, height() / 4.0});
    return std::max(1.0,
                    std::min((width() - inset() - 2 * margin) / std::max(bounds.width(), 1e-3),
                             (height() - 2 * margin) / std::max(bounds.height(), 1e-3)));
}

double MapView::zoom() const
{
    return m_transform.scale / fittedScale();
}

/// Small where there are many, larger the closer one looks.
double MapView::radius() const
{
    const double few = count() < 150 ? 4.5 : count() < 1000 ? 3.5 : count() < kManyPoints ? 2.5 : 1.4;
    const double grown = few * std::sqrt(std::clamp(zoom(), 1.0, 9.0));
    return std::min(grown, std::max(few, 5.0));
}

void MapView::fit()
{
    m_touched = false;
    const double scale = fittedScale();
    m_transform = {m_points->bounds().center() + QPointF(inset() / 2.0 / scale, 0), scale};
    transformChanged();
}

void MapView::zoomBy(double factor, const QPointF& around)
{
    const double fitted = fittedScale();
    const double scale = std::clamp(m_transform.scale * factor, kLeastZoom * fitted, kMostZoom * fitted);
    const QPointF held = m_transform.toMap(around, viewSize());
    m_transform.scale = scale;
    const QPointF now = m_transform.toMap(around, viewSize());
    m_transform.centre += held - now;
    m_touched = true;
    transformChanged();
}

void MapView::zoomIn()
{
    zoomBy(1.5, rect().center());
}

void MapView::zoomOut()
{
    zoomBy(1 / 1.5, rect().center());
}

void MapView::makeVisible(int point)
{
    if (point < 0 || point >= count())
        return;
    const int edge = Metrics::px(24);
    if (QRectF(rect()).adjusted(edge, edge, -edge, -edge).contains(positionOf(point)))
        return;
    m_transform.centre = m_points->at(point);
    m_touched = true;
    transformChanged();
}

void MapView::transformChanged()
{
    requestPicture();
    update();
    emit moved();
}

MapRequest MapView::request() const
{
    const Theme& theme = Theme::current();
    MapRequest request;
    request.points = m_points;
    request.density = m_density;
    request.colourOf = m_colourOf;
    request.chosen = m_chosen;
    request.colours = m_colours.isEmpty() ? theme.series : m_colours;
    for (int band = 0; band < kBands; ++band) { // pale: points stay readable on it
        const QColor deep = theme.fromSequential((band + 1.0) / (2 * kBands));
        const float share = 0.25f + 0.05f * static_cast<float>(band);
        const auto mix = [share](float from, float to) { return from + (to - from) * share; };
        request.bands.append(QColor::fromRgbF(mix(theme.base.redF(), deep.redF()),
                                              mix(theme.base.greenF(), deep.greenF()),
                                              mix(theme.base.blueF(), deep.blueF())));
    }
    request.background = theme.base;
    request.rim = theme.base;
    request.grey = theme.dark ? theme.lineStrong : theme.scrollbar;
    request.transform = m_transform;
    request.size = size();
    request.ratio = devicePixelRatioF();
    request.radius = radius();
    request.rims = count() < kManyPoints;
    return request;
}

/// The newest wish counts; one picture is drawn at a time.
void MapView::requestPicture()
{
    ++m_wanted;
    if (m_running != 0 || !isVisible() || width() < 2 || height() < 2)
        return;
    m_running = m_wanted;
    m_abandon = std::make_shared<std::atomic<bool>>(false);
    m_pool.start([this, wish = request(), number = m_wanted, abandon = m_abandon] {
        const MapPicture picture = drawMap(wish, *abandon);
        QMetaObject::invokeMethod(
            this, [this, number, picture] { take(number, picture); }, Qt::QueuedConnection);
    });
}

void MapView::take(quint64 number, const MapPicture& picture)
{
    m_running = 0;
    if (!picture.image.isNull())
        m_picture = picture;
    if (number != m_wanted)
        requestPicture();
    update();
}

void MapView::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    if (!m_picture.image.isNull()) {
        const double grown = m_transform.scale / m_picture.transform.scale;
        const QSizeF wide = QSizeF(m_picture.image.size()) / m_picture.ratio * grown;
        const QPointF middle = m_transform.toView(m_picture.transform.centre, viewSize());
        const QRectF target(middle.x() - wide.width() / 2, middle.y() - wide.height() / 2, wide.width(),
                            wide.height());
        if (std::abs(grown - 1) < 1e-9) { // whole device pixels: nothing is scaled
            QImage image = m_picture.image;
            image.setDevicePixelRatio(m_picture.ratio);
            painter.drawImage(QPointF(std::round(target.left()), std::round(target.top())), image);
        } else {
            painter.drawImage(target, m_picture.image);
        }
    }
    paintMarks(painter);
    paintRegion(painter);
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setPen(QPen(theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void MapView::paintMarks(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    painter.setRenderHint(QPainter::Antialiasing);
    const auto ring = [&](int point, double size, const QPen& pen) {
        painter.setPen(pen);
        const int colour = (*m_colourOf)[static_cast<std::size_t>(point)];
        const QList<QColor>& colours = m_colours.isEmpty() ? theme.series : m_colours;
        painter.setBrush(colours.value(colour % qMax(1, static_cast<int>(colours.size()))));
        painter.drawEllipse(positionOf(point), size, size);
    };
    if (m_hovered >= 0 && m_hovered != m_current)
        ring(m_hovered, radius() + 2, QPen(theme.text, 1.5));
    if (m_current >= 0)
        ring(m_current, radius() + 3, QPen(theme.text, 2.5));
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void MapView::paintRegion(QPainter& painter) const
{
    if (m_region.size() < 2)
        return;
    const Theme& theme = Theme::current();
    QColor wash = theme.accent;
    wash.setAlpha(26);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(wash);
    painter.setPen(QPen(theme.accent, 1, Qt::DashLine));
    painter.drawPolygon(m_region);
}

void MapView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (!m_touched)
        fit();
    else
        transformChanged();
}

void MapView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    requestPicture();
}

void MapView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        requestPicture();
}

}
