#include "ui/charts/budget_dial.h"

#include "ui/charts/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace embedscope {

namespace {

constexpr int kWidth = 116, kHeight = 88, kThickness = 20, kMostGaps = 32;
constexpr double kHalfCircle = 180;

QPointF onCircle(const QPointF& centre, double radius, double degrees)
{
    const double angle = degrees * std::numbers::pi / 180;
    return {centre.x() - radius * std::cos(angle), centre.y() - radius * std::sin(angle)};
}

/// A piece of the ring between two angles, 0 at the left, 180 at the right.
QPainterPath ringPiece(const QPointF& centre, double outer, double inner, double from, double to)
{
    const auto box = [&](double radius) {
        return QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius);
    };
    QPainterPath path;
    path.arcMoveTo(box(outer), 180 - from);
    path.arcTo(box(outer), 180 - from, from - to);
    path.arcTo(box(inner), 180 - to, to - from);
    path.closeSubpath();
    return path;
}

}

BudgetDial::BudgetDial(QWidget* parent)
    : QAbstractSlider(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setOrientation(Qt::Horizontal);
    setTracking(false); // each value would make new workers while the hand still moves
    setRange(1, 1);
    setPageStep(2);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize BudgetDial::sizeHint() const
{
    return {Metrics::px(kWidth), Metrics::px(kHeight)};
}

QPointF BudgetDial::centre() const
{
    return {width() / 2.0, outerRadius() + Metrics::px(4)};
}

double BudgetDial::outerRadius() const
{
    return width() / 2.0 - Metrics::px(4);
}

QPointF BudgetDial::piecePoint(int worker) const
{
    const double degrees = (worker - 0.5) / maximum() * kHalfCircle;
    return onCircle(centre(), outerRadius() - Metrics::px(kThickness) / 2.0, degrees);
}

int BudgetDial::workersAt(const QPointF& at) const
{
    const QPointF away = at - centre();
    double degrees = std::atan2(-away.y(), -away.x()) * 180 / std::numbers::pi;
    if (away.y() > 0) // below the half circle: its nearer end
        degrees = away.x() < 0 ? 0 : kHalfCircle;
    return std::clamp(static_cast<int>(degrees / kHalfCircle * maximum()) + 1, minimum(), maximum());
}

void BudgetDial::sliderChange(SliderChange change)
{
    const QString words = tr("Budget, %1 of %2 workers").arg(sliderPosition()).arg(maximum());
    if (accessibleName() != words)
        setAccessibleName(words);
    setToolTip(words);
    QAbstractSlider::sliderChange(change);
    update();
}

void BudgetDial::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return event->ignore();
    setSliderDown(true);
    setSliderPosition(workersAt(event->position()));
}

void BudgetDial::mouseMoveEvent(QMouseEvent* event)
{
    if (isSliderDown())
        setSliderPosition(workersAt(event->position()));
}

void BudgetDial::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        setSliderDown(false); // takes the position as the value
}

void BudgetDial::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double outer = outerRadius(), inner = outer - Metrics::px(kThickness);
    const double piece = kHalfCircle / std::max(1, maximum());
    const double gap = maximum() <= kMostGaps && maximum() > 1 ? 1.6 : 0;
    const QColor used = isEnabled() ? theme.accent : theme.lineStrong;
    for (int worker = 0; worker < maximum(); ++worker) {
        const bool on = worker < sliderPosition();
        painter.setPen(on || gap == 0 ? QPen(Qt::NoPen) : QPen(theme.lineStrong, 1));
        painter.setBrush(on ? used : theme.sunken);
        painter.drawPath(ringPiece(centre(), outer, inner, worker * piece + gap, (worker + 1) * piece - gap));
    }
    QFont number = Metrics::number();
    number.setBold(true);
    painter.setFont(number);
    painter.setPen(theme.text);
    const int tall = QFontMetrics(number).ascent();
    const QRectF middle(0, centre().y() - tall, width(), tall + Metrics::px(4));
    painter.drawText(middle, Qt::AlignHCenter | Qt::AlignBottom, QString::number(sliderPosition()));
    painter.setFont(Metrics::small());
    painter.setPen(theme.text2);
    painter.drawText(QRectF(0, middle.bottom(), width(), height() - middle.bottom()), Qt::AlignCenter,
                     sliderPosition() == 1 ? tr("worker") : tr("workers"));
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setPen(QPen(theme.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), Metrics::px(6), Metrics::px(6));
    }
}

}
