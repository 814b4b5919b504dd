#include "ui/charts/pack_table.h"

#include "ui/charts/lane_row.h"
#include "ui/charts/time_axis.h"
#include "ui/models/number_text.h"

#include <algorithm>

namespace embedscope {

void PackTable::refresh(const std::vector<std::vector<Span>>& lanes, qint64 startNs, double fromSeconds,
                        double toSeconds)
{
    beginResetModel();
    m_startNs = startNs;
    m_rows.clear();
    const auto fromNs = startNs + static_cast<qint64>(fromSeconds * 1e9);
    const auto toNs = startNs + static_cast<qint64>(toSeconds * 1e9);
    for (const std::vector<Span>& lane : lanes) {
        std::size_t taken = 0;
        for (auto span = lane.rbegin(); span != lane.rend() && taken < kMostRows; ++span) {
            if (span->startNs + span->durationNs < fromNs)
                break;
            if (span->stage != Stage::Pack || span->startNs > toNs)
                continue;
            m_rows.push_back({*span});
            ++taken;
        }
    }
    std::sort(m_rows.begin(), m_rows.end(),
              [](const Row& a, const Row& b) { return a.pack.startNs > b.pack.startNs; });
    if (m_rows.size() > kMostRows)
        m_rows.resize(kMostRows);
    for (Row& row : m_rows) {
        for (const Span& stage : stagesOf(lanes[row.pack.worker], row.pack)) {
            if (stage.stage == Stage::Attention)
                row.attentionNs = stage.durationNs;
            else if (stage.stage == Stage::FeedForward)
                row.feedForwardNs = stage.durationNs;
        }
    }
    endResetModel();
}

int PackTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PackTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PackTable::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto time = [](qint64 ns) {
        if (ns < 0)
            return QVariant();
        const double milliseconds = static_cast<double>(ns) / 1e6;
        if (milliseconds < 10) // small models: a pack in a few milliseconds
            return QVariant(tr("%1 ms").arg(shownLocale().toString(milliseconds, 'f', 1)));
        return QVariant(durationText(milliseconds));
    };
    switch (index.column()) {
    case Worker:
        return row.pack.worker + 1;
    case Start:
        return clockText(static_cast<double>(row.pack.startNs - m_startNs) / 1e9);
    case Duration:
        return time(row.pack.durationNs);
    case Texts:
        return row.pack.texts > 0 ? QVariant(row.pack.texts) : QVariant(tr("helps"));
    case Tokens:
        return row.pack.tokens > 0 ? QVariant(numberText(row.pack.tokens)) : QVariant();
    case Attention:
        return time(row.attentionNs);
    case FeedForward:
        return time(row.feedForwardNs);
    default:
        return {};
    }
}

QVariant PackTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QStringList names = {tr("Worker"), tr("Start"),     tr("Time"),        tr("Texts"),
                               tr("Tokens"), tr("Attention"), tr("Feed forward")};
    return names.value(section);
}

}
