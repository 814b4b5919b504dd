#include "ui/charts/time_chart.h"

#include "ui/charts/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr int kGutter = 104; // design pixels for title and labels
constexpr double kNotch = 120, kZoomPerNotch = 0.8, kKeyZoom = 0.7, kKeyPan = 0.15;

}

TimeChart::TimeChart(TimeAxis& axis, QWidget* parent)
    : QWidget(parent)
    , m_axis(axis)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    connect(&axis, &TimeAxis::changed, this, qOverload<>(&QWidget::update));
    connect(&axis, &TimeAxis::hoverChanged, this, qOverload<>(&QWidget::update));
}

void TimeChart::setTitle(const QString& title, const QString& unit)
{
    m_title = title;
    m_unit = unit;
    setAccessibleName(unit.isEmpty() ? title : tr("%1, %2").arg(title, unit));
    update();
}

QMargins TimeChart::plotMargins() const
{
    return {0, Metrics::px(4), 0, Metrics::px(4)};
}

int TimeChart::gutter()
{
    return Metrics::px(kGutter);
}

QRect TimeChart::plot() const
{
    const QRect plot = rect().marginsRemoved(plotMargins()).adjusted(Metrics::px(kGutter), 0, 0, 0);
    return plot.isValid() ? plot : QRect(plot.topLeft(), QSize(1, 1));
}

double TimeChart::xAt(double seconds) const
{
    const QRect area = plot();
    return area.left() + (seconds - m_axis.from()) / m_axis.span() * area.width();
}

double TimeChart::secondsAt(double x) const
{
    const QRect area = plot();
    return m_axis.from() + (x - area.left()) / area.width() * m_axis.span();
}

void TimeChart::wheelEvent(QWheelEvent* event)
{
    const QPoint turned = event->angleDelta();
    if (turned.x() != 0 && std::abs(turned.x()) > std::abs(turned.y()))
        m_axis.pan(-turned.x() / kNotch * kKeyPan * m_axis.span());
    else if (turned.y() != 0)
        m_axis.zoom(std::pow(kZoomPerNotch, turned.y() / kNotch), secondsAt(event->position().x()));
    event->accept();
}

void TimeChart::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_down = true;
    m_dragging = false;
    m_pressed = event->position();
    m_dragFrom = m_axis.from();
}

void TimeChart::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    if (m_down && !m_dragging)
        m_dragging = (at - m_pressed).manhattanLength() >= QApplication::startDragDistance();
    if (m_dragging) {
        const double moved = (at.x() - m_pressed.x()) / plot().width() * m_axis.span();
        m_axis.pan(m_dragFrom - moved - m_axis.from());
        return;
    }
    const bool inside = at.x() >= plot().left() && at.x() < plot().left() + plot().width();
    m_axis.setHover(inside ? std::optional<double>(secondsAt(at.x())) : std::nullopt);
}

void TimeChart::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_down && !m_dragging && event->button() == Qt::LeftButton)
        clickedAt(event->position());
    m_down = m_dragging = false;
}

void TimeChart::mouseDoubleClickEvent(QMouseEvent*)
{
    m_axis.reset();
}

void TimeChart::leaveEvent(QEvent* event)
{
    m_axis.setHover(std::nullopt);
    QWidget::leaveEvent(event);
}

void TimeChart::keyPressEvent(QKeyEvent* event)
{
    const double anchor = m_axis.hover().value_or(m_axis.to());
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_W:
    case Qt::Key_Plus:
        return m_axis.zoom(kKeyZoom, anchor);
    case Qt::Key_S:
    case Qt::Key_Minus:
        return m_axis.zoom(1 / kKeyZoom, anchor);
    case Qt::Key_A:
    case Qt::Key_Left:
        return m_axis.pan(-kKeyPan * m_axis.span());
    case Qt::Key_D:
    case Qt::Key_Right:
        return m_axis.pan(kKeyPan * m_axis.span());
    case Qt::Key_F:
        return m_axis.setFollow(!m_axis.follows());
    case Qt::Key_Home:
        return m_axis.pan(-m_axis.from());
    case Qt::Key_End:
        return m_axis.setFollow(true);
    default:
        QWidget::keyPressEvent(event);
    }
}

void TimeChart::paintTitle(QPainter& painter) const
{
    const Theme& theme = Theme::current();
    QFont bold = Metrics::caption();
    bold.setBold(true);
    const int line = QFontMetrics(bold).height();
    const QRect top(Metrics::px(2), plot().top() - Metrics::px(2), Metrics::px(kGutter), line);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(top, Qt::AlignLeft | Qt::AlignVCenter, m_title);
    painter.setFont(Metrics::caption());
    painter.setPen(theme.text2);
    painter.drawText(top.translated(0, line), Qt::AlignLeft | Qt::AlignVCenter, m_unit);
}

void TimeChart::paintHoverLine(QPainter& painter) const
{
    if (!m_axis.hover() || *m_axis.hover() < m_axis.from() || *m_axis.hover() > m_axis.to())
        return;
    QPen pen(Theme::current().text2, 1);
    pen.setCosmetic(true);
    painter.setPen(pen);
    const int x = static_cast<int>(std::floor(xAt(*m_axis.hover())));
    painter.drawLine(x, plot().top(), x, plot().bottom());
}

void TimeChart::paintHoverText(QPainter& painter, const QString& text, double y) const
{
    if (text.isEmpty() || !m_axis.hover())
        return;
    const Theme& theme = Theme::current();
    painter.setFont(Metrics::caption());
    const int width = QFontMetrics(Metrics::caption()).horizontalAdvance(text) + Metrics::px(12);
    const double x = xAt(*m_axis.hover());
    const bool left = x + width + Metrics::px(8) > plot().right();
    const QRectF box(left ? x - width - Metrics::px(4) : x + Metrics::px(5), y, width, Metrics::px(20));
    painter.fillRect(box, theme.tip);
    painter.setPen(theme.line);
    painter.drawRect(box);
    painter.setPen(theme.text);
    painter.drawText(box, Qt::AlignCenter, text);
}

void TimeChart::paintFocus(QPainter& painter) const
{
    if (!hasFocus() || !window()->testAttribute(Qt::WA_KeyboardFocusChange))
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::current().accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), Metrics::px(4), Metrics::px(4));
    painter.restore();
}

}
