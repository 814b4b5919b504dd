#include "ui/charts/style.h"

#include "ui/charts/theme.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>
#include <algorithm>

namespace embedscope {

namespace {

constexpr int kScrollBar = 10, kScrollSlider = 6, kShortestSlider = 28;
constexpr int kControlRadius = 6, kControlHeight = 32, kIndicator = 16;
constexpr int kSliderHandle = 16, kSliderGroove = 4, kSliderHit = 24;

void roundedBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill,
                const QColor& border = {}, double width = 1)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.setPen(border.isValid() ? QPen(border, width) : QPen(Qt::NoPen));
    const double half = border.isValid() ? width / 2 : 0;
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius);
    painter.restore();
}

void drawField(const QStyleOption& option, QPainter& painter, const QColor& fill)
{
    const Theme& theme = Theme::current();
    const bool focus = option.state & QStyle::State_HasFocus;
    const bool enabled = option.state & QStyle::State_Enabled;
    roundedBox(painter, option.rect, Metrics::px(kControlRadius), fill,
               focus ? theme.accent : (enabled ? theme.lineStrong : theme.line), focus ? 2 : 1);
}

void drawButtonPanel(const QStyleOption& option, QPainter& painter)
{
    const Theme& theme = Theme::current();
    const bool down = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool over = (option.state & QStyle::State_MouseOver) && (option.state & QStyle::State_Enabled);
    drawField(option, painter, down ? theme.accentSoft : (over ? theme.sunken : theme.base));
}

/// Filled with the accent when it is on: the sign is the tick, not the colour alone.
void drawCheckBox(const QStyleOption& option, QPainter& painter)
{
    const Theme& theme = Theme::current();
    const bool on = option.state & (QStyle::State_On | QStyle::State_NoChange);
    const QColor strong = option.state & QStyle::State_Enabled ? theme.accent : theme.lineStrong;
    const QRectF box = option.rect;
    roundedBox(painter, box, Metrics::px(4), on ? strong : theme.base, on ? strong : theme.lineStrong);
    if (!on)
        return;
    const auto at = [&](double x, double y) {
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.onAccent, Metrics::px(2), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (option.state & QStyle::State_NoChange)
        painter.drawLine(at(0.28, 0.5), at(0.72, 0.5));
    else
        painter.drawPolyline(QPolygonF({at(0.25, 0.52), at(0.43, 0.7), at(0.75, 0.32)}));
    painter.restore();
}

void drawRadioButton(const QStyleOption& option, QPainter& painter)
{
    const Theme& theme = Theme::current();
    const bool on = option.state & QStyle::State_On;
    const QColor strong = option.state & QStyle::State_Enabled ? theme.accent : theme.lineStrong;
    const QRectF box = option.rect;
    roundedBox(painter, box, box.width() / 2, theme.base, on ? strong : theme.lineStrong, on ? 2 : 1);
    const double inner = box.width() * 0.28;
    if (on)
        roundedBox(painter, box.adjusted(inner, inner, -inner, -inner), box.width() / 2, strong);
}

}

Style::Style()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return Metrics::px(kScrollBar);
    case PM_ScrollBarSliderMin:
        return Metrics::px(kShortestSlider);
    case PM_ScrollView_ScrollBarSpacing:
        return 0;
    case PM_SliderThickness: // wider than what is painted, so that it can be hit
    case PM_SliderControlThickness:
        return Metrics::px(kSliderHit);
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return Metrics::px(kIndicator);
    case PM_SliderLength:
        return Metrics::px(kSliderHandle);
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
        return Metrics::px(16);
    case PM_ToolBarIconSize:
        return Metrics::px(20);
    case PM_SplitterWidth:
        return std::max(1, Metrics::px(4));
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                     QStyleHintReturn* data) const
{
    switch (hint) {
    case SH_ScrollBar_Transient: // always there: a bar that hides says less
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
        return 0;
    case SH_Slider_AbsoluteSetButtons: // a click goes where it points
        return Qt::LeftButton;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                              const QWidget* widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
    case CT_ComboBox:
    case CT_SpinBox:
    case CT_LineEdit:
        result.setHeight(std::max(result.height(), Metrics::px(kControlHeight)));
        break;
    case CT_CheckBox:
    case CT_RadioButton:
    case CT_MenuItem:
        result.setHeight(std::max(result.height(), Metrics::px(28)));
        break;
    default:
        break;
    }
    return result;
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                            const QWidget* widget) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control != CC_ScrollBar || !bar)
        return QProxyStyle::subControlRect(control, option, part, widget);
    // No arrow buttons: the groove is everything and the slider moves in it.
    const bool across = bar->orientation == Qt::Horizontal;
    const int length = across ? bar->rect.width() : bar->rect.height();
    const qint64 range = qint64{bar->maximum} - bar->minimum;
    const qint64 share = range + std::max(1, bar->pageStep);
    int slider = range > 0 ? static_cast<int>(qint64{length} * std::max(1, bar->pageStep) / share) : length;
    slider = std::clamp(slider, std::min(length, Metrics::px(kShortestSlider)), length);
    const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                              length - slider, bar->upsideDown);
    const auto along = [&](int from, int size) {
        const QRect rect =
            across ? QRect(from, 0, size, bar->rect.height()) : QRect(0, from, bar->rect.width(), size);
        return visualRect(bar->direction, bar->rect, rect.translated(bar->rect.topLeft()));
    };
    switch (part) {
    case SC_ScrollBarGroove:
        return bar->rect;
    case SC_ScrollBarSlider:
        return along(start, slider);
    case SC_ScrollBarSubPage:
        return along(0, start);
    case SC_ScrollBarAddPage:
        return along(start + slider, length - start - slider);
    default:
        return {};
    }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const
{
    const Theme& theme = Theme::current();
    switch (element) {
    case PE_FrameFocusRect:
        roundedBox(*painter, option->rect, Metrics::px(4), {}, theme.accent, 2);
        return;
    case PE_PanelButtonCommand:
        drawButtonPanel(*option, *painter);
        return;
    case PE_IndicatorCheckBox:
        drawCheckBox(*option, *painter);
        return;
    case PE_IndicatorRadioButton:
        drawRadioButton(*option, *painter);
        return;
    case PE_FrameLineEdit:
        drawField(*option, *painter, {});
        return;
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, theme.tip);
        painter->setPen(theme.line);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const
{
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control == CC_ScrollBar && slider)
        drawScrollBar(*slider, *painter, widget);
    else if (control == CC_Slider && slider && slider->tickPosition == QSlider::NoTicks)
        drawSlider(*slider, *painter, widget);
    else
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    if (control == CC_SpinBox) // Fusion's own frame is not to be seen on dark paper
        drawField(*option, *painter, {});
}

void Style::drawScrollBar(const QStyleOptionSlider& option, QPainter& painter, const QWidget* widget) const
{
    const Theme& theme = Theme::current();
    painter.fillRect(option.rect, widget ? widget->palette().color(QPalette::Base) : theme.base);
    if (option.maximum <= option.minimum)
        return;
    QRectF slider = subControlRect(CC_ScrollBar, &option, SC_ScrollBarSlider, widget);
    const double edge = (Metrics::px(kScrollBar) - Metrics::px(kScrollSlider)) / 2.0;
    if (option.orientation == Qt::Horizontal)
        slider.adjust(1, edge, -1, -edge);
    else
        slider.adjust(edge, 1, -edge, -1);
    const bool held = option.state & (State_MouseOver | State_Sunken);
    roundedBox(painter, slider, Metrics::px(kScrollSlider) / 2.0, held ? theme.lineStrong : theme.scrollbar);
}

void Style::drawSlider(const QStyleOptionSlider& option, QPainter& painter, const QWidget* widget) const
{
    const Theme& theme = Theme::current();
    const QRectF held = QProxyStyle::subControlRect(CC_Slider, &option, SC_SliderHandle, widget);
    const double size = Metrics::px(kSliderHandle);
    const QRectF handle(held.center().x() - size / 2, held.center().y() - size / 2, size, size);
    const double half = Metrics::px(kSliderGroove) / 2.0;
    const bool across = option.orientation == Qt::Horizontal;
    const QRectF all = option.rect;
    const QPointF middle = all.center();
    QRectF groove = across ? QRectF(all.left(), middle.y() - half, all.width(), 2 * half)
                           : QRectF(middle.x() - half, all.top(), 2 * half, all.height());
    roundedBox(painter, groove, half, theme.sunken, theme.line);
    if (across)
        option.upsideDown ? groove.setLeft(handle.center().x()) : groove.setRight(handle.center().x());
    else
        option.upsideDown ? groove.setTop(handle.center().y()) : groove.setBottom(handle.center().y());
    const bool enabled = option.state & State_Enabled;
    const QColor strong = enabled ? theme.accent : theme.lineStrong;
    roundedBox(painter, groove, half, strong);
    roundedBox(painter, handle.adjusted(1, 1, -1, -1), handle.width() / 2, theme.base, strong, 2);
    if (option.state & State_HasFocus)
        roundedBox(painter, handle.adjusted(-1, -1, 1, 1), handle.width() / 2 + 1, {}, strong, 3);
}

}
