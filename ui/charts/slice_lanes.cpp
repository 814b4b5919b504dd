#include "ui/charts/slice_lanes.h"

#include "ui/charts/theme.h"
#include "ui/models/number_text.h"

#include <QPainter>
#include <algorithm>

namespace embedscope {

namespace {

constexpr int kTitle = 24, kLane = 18, kGap = 4, kFewestLanes = 2;

}

SliceLaneView::SliceLaneView(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Lanes of a slice"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SliceLaneView::setLanes(const QString& title, std::shared_ptr<const SliceLanes> lanes, int workers, int color,
                             double milliseconds)
{
    m_lanes = std::move(lanes);
    m_workers = workers;
    m_color = color;
    m_milliseconds = std::max(milliseconds, 1e-3);
    m_texts = 0;
    if (m_lanes) {
        for (const Span& span : m_lanes->spans) {
            if (double(span.startNs + span.durationNs) * 1e-6 <= m_milliseconds)
                m_texts += span.texts;
        }
    }
    m_title = tr("%1: %2 texts in %3 ms").arg(title).arg(m_texts).arg(shownLocale().toString(m_milliseconds, 'f', 0));
    setAccessibleDescription(m_title);
    updateGeometry();
    update();
}

QSize SliceLaneView::sizeHint() const
{
    const int lanes = std::max(kFewestLanes, m_workers);
    return {Metrics::px(320), Metrics::px(kTitle) + lanes * Metrics::px(kLane + kGap)};
}

void SliceLaneView::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    QFont bold = Metrics::caption();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(QRect(0, 0, width(), Metrics::px(kTitle - 4)), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_title, Qt::ElideRight, width()));
    const auto laneTop = [](int lane) { return Metrics::px(kTitle) + lane * Metrics::px(kLane + kGap); };
    for (int lane = 0; lane < m_workers; ++lane)
        painter.fillRect(QRect(0, laneTop(lane), width(), Metrics::px(kLane)), theme.sunken);
    if (!m_lanes)
        return;
    const QColor ink = theme.series.value(m_color);
    for (const Span& span : m_lanes->spans) {
        const double from = width() * double(span.startNs) * 1e-6 / m_milliseconds;
        const double wide = width() * double(span.durationNs) * 1e-6 / m_milliseconds;
        if (span.worker >= m_workers || from > width() || span.stage != Stage::Pack)
            continue;
        const double gap = wide > 4 ? 1 : 0;
        painter.fillRect(QRectF(from, laneTop(span.worker), std::max(1.0, wide - gap), Metrics::px(kLane)), ink);
    }
}

}
