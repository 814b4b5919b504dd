#include "ui/charts/replay_chart.h"

#include "engine/lab/replay.h"
#include "ui/charts/theme.h"
#include "ui/models/number_text.h"

#include <QPainter>
#include <algorithm>

namespace embedscope {

namespace {

constexpr int kRow = 28, kBar = 16, kName = 170, kFacts = 190;
constexpr Schedule kSchedules[] = {Schedule::LongestFirst, Schedule::FirstCome, Schedule::StaticSplit,
                                   Schedule::PaddedBatches};

QString words(Schedule schedule)
{
    switch (schedule) {
    case Schedule::LongestFirst:
        return ReplayChart::tr("Longest first");
    case Schedule::FirstCome:
        return ReplayChart::tr("First come");
    case Schedule::StaticSplit:
        return ReplayChart::tr("Split in equal parts");
    case Schedule::PaddedBatches:
        break;
    }
    return ReplayChart::tr("Padded batches of 32");
}

}

ReplayChart::ReplayChart(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("replayChart"));
    setAccessibleName(tr("Other schedules, on paper"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ReplayChart::setTexts(const std::vector<double>& milliseconds, int workers)
{
    m_rows.clear();
    QStringList said;
    for (const Schedule schedule : kSchedules) {
        const Replay played = replay(milliseconds, schedule, workers);
        const QString facts = tr("%1 ms, %2 % idle")
                                  .arg(shownLocale().toString(played.makespan, 'f', 1),
                                       shownLocale().toString(100 * played.idleShare, 'f', 0));
        m_rows.append({words(schedule), facts, played.makespan, played.idleShare});
        said += tr("%1: %2").arg(m_rows.back().name, facts);
    }
    setAccessibleDescription(milliseconds.empty() ? QString() : said.join(QLatin1String(". ")));
    update();
}

QSize ReplayChart::sizeHint() const
{
    return {Metrics::px(420), Metrics::px(kRow) * static_cast<int>(std::size(kSchedules))};
}

void ReplayChart::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.setFont(Metrics::small());
    double longest = 1e-9;
    for (const Row& row : m_rows)
        longest = std::max(longest, row.makespan);
    const int left = Metrics::px(kName), room = std::max(40, width() - left - Metrics::px(kFacts));
    for (int i = 0; i < m_rows.size(); ++i) {
        const Row& row = m_rows[i];
        const QRect place(0, i * Metrics::px(kRow), width(), Metrics::px(kRow));
        painter.setPen(theme.text);
        painter.drawText(place, Qt::AlignVCenter, row.name);
        const double wide = room * row.makespan / longest, work = wide * (1 - row.idleShare);
        const double top = place.top() + (place.height() - Metrics::px(kBar)) / 2.0;
        painter.fillRect(QRectF(left, top, wide, Metrics::px(kBar)), theme.sunken);
        painter.fillRect(QRectF(left, top, work, Metrics::px(kBar)), theme.series.value(0));
        painter.setPen(theme.text2);
        painter.drawText(QRectF(left + room + Metrics::px(12), place.top(), Metrics::px(kFacts), place.height()),
                         Qt::AlignVCenter, row.facts);
    }
}

}
