#include "ui/views/sparkline.h"

#include "ui/views/painting.h"

#include <QVector>
#include <algorithm>

namespace embedscope {

namespace {

constexpr double kShownSeconds = 60;

}

Sparkline::Sparkline(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setToolTip(tr("Tokens per second, the last minute"));
    setAccessibleName(toolTip());
}

QSize Sparkline::sizeHint() const
{
    return {Metrics::px(92), Metrics::px(18)};
}

void Sparkline::take(const History& history, double nowSeconds)
{
    const int columns = std::max(8, width() / 2);
    m_columns = history.read(std::max(0.0, nowSeconds - kShownSeconds), nowSeconds, columns);
    m_highest = 0;
    for (const HistoryBucket& column : m_columns)
        m_highest = std::max(m_highest, static_cast<double>(column.mean()));
    update();
}

void Sparkline::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painting::hairline(painter, {0.0, height() - 0.5}, {width() * 1.0, height() - 0.5});
    if (m_columns.empty() || m_highest <= 0)
        return;
    QColor area = theme.accent;
    area.setAlphaF(0.2f);
    const double step = static_cast<double>(width()) / static_cast<double>(m_columns.size());
    const double top = 2, bottom = height() - 1.0;
    QVector<QLineF> lines; // drawLines, never a wide polyline
    QPointF last;
    bool hasLast = false;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (m_columns[i].count == 0) {
            hasLast = false;
            continue;
        }
        const double x = (static_cast<double>(i) + 0.5) * step;
        const double y = bottom - (bottom - top) * static_cast<double>(m_columns[i].mean()) / m_highest;
        painter.fillRect(QRectF(x - step / 2, y, step, bottom - y), area);
        if (hasLast)
            lines.append(QLineF(last, {x, y}));
        last = {x, y};
        hasLast = true;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.accent, 1.5));
    painter.drawLines(lines);
}

}
