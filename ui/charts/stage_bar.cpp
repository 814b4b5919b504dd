#include "ui/charts/stage_bar.h"

#include "ui/charts/lane_row.h"
#include "ui/charts/theme.h"
#include "ui/models/number_text.h"

#include <QPainter>
#include <QStringList>

namespace embedscope {

namespace {

constexpr int kBar = 12, kLine = 24, kSwatch = 10;

}

StageBar::StageBar(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Stages of the chosen pack"));
}

void StageBar::setStages(const std::vector<Span>& stages, uint32_t totalNs)
{
    m_stages = stages;
    m_totalNs = totalNs;
    QStringList words;
    for (const Span& stage : stages)
        words.append(tr("%1, %2").arg(stageName(stage.stage), durationText(stage.durationNs / 1e6)));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

QSize StageBar::sizeHint() const
{
    const int lines = static_cast<int>(m_stages.size()) + 1;
    return {Metrics::px(240), Metrics::px(kBar + 8) + lines * Metrics::px(kLine)};
}

void StageBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), Metrics::px(kBar)), theme.sunken);
    double x = 0;
    int y = Metrics::px(kBar + 8);
    const auto line = [&](const QString& name, uint32_t ns, bool bold) {
        QFont font = Metrics::small();
        font.setBold(bold);
        painter.setFont(font);
        painter.setPen(theme.text);
        const int left = bold ? 0 : Metrics::px(kSwatch + 8);
        const QRect place(left, y, width() - left, Metrics::px(kLine));
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, name);
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                         shownLocale().toString(ns / 1e6, 'f', ns < 100'000'000 ? 1 : 0) + tr(" ms"));
        y += Metrics::px(kLine);
    };
    for (const Span& stage : m_stages) {
        const double wide = m_totalNs > 0 ? width() * (stage.durationNs / static_cast<double>(m_totalNs)) : 0;
        painter.fillRect(QRectF(x, 0, wide, Metrics::px(kBar)), stageColor(stage.stage));
        x += wide;
        const int size = Metrics::px(kSwatch);
        painter.fillRect(QRect(0, y + (Metrics::px(kLine) - size) / 2, size, size), stageColor(stage.stage));
        line(stageName(stage.stage), stage.durationNs, false);
    }
    painter.setPen(theme.line);
    painter.drawLine(0, y, width(), y);
    line(tr("Together"), m_totalNs, true);
}

}
