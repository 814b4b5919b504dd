#include "ui/views/stage_legend.h"

#include "ui/charts/lane_row.h"
#include "ui/views/painting.h"

#include <array>

namespace embedscope {

namespace {

constexpr std::array<Stage, 4> kShown = {Stage::Attention, Stage::FeedForward, Stage::Pool, Stage::Pack};
constexpr int kSwatch = 10;

}

StageLegend::StageLegend(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Colours: attention, feed forward, pool, helps another worker"));
    setToolTip(tr("A bar is a pack of texts; shorter stages show when you zoom in."));
}

QSize StageLegend::sizeHint() const
{
    return {Metrics::px(80), Metrics::px(24)};
}

void StageLegend::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.setFont(Metrics::small());
    const QFontMetrics metrics(Metrics::small());
    const int size = Metrics::px(kSwatch);
    int x = 0;
    for (const Stage stage : kShown) {
        const QString name = stageName(stage).toLower();
        const int wide = size + Metrics::px(6) + metrics.horizontalAdvance(name);
        if (x + wide > width())
            return;
        painting::box(painter, QRect(x, (height() - size) / 2, size, size), Metrics::px(2),
                      stageColor(stage));
        painter.setPen(theme.text2);
        painter.drawText(QRect(x + size + Metrics::px(6), 0, wide, height()), Qt::AlignVCenter, name);
        x += wide + Metrics::px(16);
    }
    const QString words = tr("a bar is a pack of texts");
    if (x + metrics.horizontalAdvance(words) <= width())
        painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter, words);
}

}
