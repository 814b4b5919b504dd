#include "ui/views/core_bars.h"

#include "ui/views/painting.h"

#include <QStringList>
#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr std::size_t kMostBars = 32; // above that a bar stands for several cores

}

CoreBars::CoreBars(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Cores"));
}

void CoreBars::setBusy(const std::vector<float>& busy)
{
    const std::size_t bars = std::min(busy.size(), kMostBars);
    std::vector<float> shown(bars, 0.f);
    for (std::size_t i = 0; i < bars; ++i) {
        const std::size_t first = i * busy.size() / bars, last = (i + 1) * busy.size() / bars;
        for (std::size_t core = first; core < last; ++core)
            shown[i] += busy[core] / static_cast<float>(last - first);
    }
    const bool resized = shown.size() != m_busy.size();
    if (shown == m_busy)
        return;
    m_busy = std::move(shown);
    QStringList words;
    for (std::size_t i = 0; i < busy.size(); ++i)
        words.append(tr("Core %1, %2 percent").arg(i + 1).arg(std::lround(100 * busy[i])));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    setToolTip(words.join(QLatin1Char('\n')));
    if (resized)
        updateGeometry();
    update();
}

QSize CoreBars::sizeHint() const
{
    const int bars = std::max(1, static_cast<int>(m_busy.size()));
    return {bars * Metrics::px(8), Metrics::px(18)};
}

void CoreBars::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    const int stride = Metrics::px(8), thick = Metrics::px(6);
    for (std::size_t i = 0; i < m_busy.size(); ++i) {
        const int x = static_cast<int>(i) * stride;
        const int filled = static_cast<int>(std::lround(height() * std::clamp(m_busy[i], 0.f, 1.f)));
        painter.fillRect(QRect(x, 0, thick, height()), theme.line);
        painter.fillRect(QRect(x, height() - filled, thick, filled), theme.accent);
    }
}

}
