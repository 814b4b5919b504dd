#include "ui/models/lab_measures_model.h"

#include "engine/lab/measures.h"
#include "ui/models/number_text.h"

#include <functional>

namespace embedscope {

namespace {

struct Measure
{
    QString name, tip;
    std::function<QString(const ContenderMeasures&)> value;
};

QString decimals(double value, int places)
{
    return shownLocale().toString(value, 'f', places);
}

QList<Measure> measures()
{
    using M = ContenderMeasures;
    const auto tr = [](const char* text) { return LabMeasuresModel::tr(text); };
    const auto percent = [tr](double share) { return tr("%1 %").arg(decimals(100 * share, 1)); };
    return {
        {tr("Tokens per second"), tr("All its tokens in all its time"), [](const M& m) { return decimals(m.tokensPerSecond, 0); }},
        {tr("Texts per second"), {}, [](const M& m) { return decimals(m.textsPerSecond, 1); }},
        {tr("Lone text, median ms"), tr("A text that comes alone: from handing over to its vector"),
         [](const M& m) { return decimals(m.p50Ms, 2); }},
        {tr("Lone text, 95th percentile ms"), {}, [](const M& m) { return decimals(m.p95Ms, 2); }},
        {tr("Lone text, 99th percentile ms"), {}, [](const M& m) { return decimals(m.p99Ms, 2); }},
        {tr("Threads busy"), tr("Processor time of the program / (time x threads)"),
         [percent](const M& m) { return percent(m.saturation); }},
        {tr("CPU ms per text"), {}, [](const M& m) { return decimals(m.cpuMsPerText, 3); }},
        {tr("Waits per text"), tr("Voluntary context switches: a thread waited for something"),
         [](const M& m) { return decimals(m.voluntaryPerText, 2); }},
        {tr("Interruptions per text"), tr("Involuntary context switches: another thread wanted the core"),
         [](const M& m) { return decimals(m.involuntaryPerText, 2); }},
        {tr("No core, ms per text"), tr("Threads that were ready and had to wait for a core"),
         [](const M& m) { return decimals(m.runQueueMsPerText, 3); }},
        {tr("Tasks created per text"), tr("For matrix products; the naive way makes many"),
         [](const M& m) { return decimals(m.tasksPerText, 0); }},
        {tr("Allocations per text"), tr("Counted by the command line only"),
         [](const M& m) { return m.allocationsPerText ? decimals(*m.allocationsPerText, 1) : QStringLiteral("–"); }},
        {tr("Spread of its slices"), tr("Standard deviation of the rate / its mean"),
         [percent](const M& m) { return percent(m.spread); }},
    };
}

}

void LabMeasuresModel::setRun(const LabRun& run)
{
    beginResetModel();
    m_rows.clear();
    m_contenders.clear();
    QList<ContenderMeasures> all;
    for (std::size_t i = 0; i < run.names.size(); ++i) {
        m_contenders += tr("%1 %2").arg(QString::fromStdString(contenderLetter(i)), QString::fromStdString(run.names[i]));
        all += measuresOf(run.state.slices, static_cast<int>(i));
    }
    for (const Measure& measure : measures()) {
        Row row{measure.name, measure.tip, {}};
        for (const ContenderMeasures& m : all)
            row.values += m.tokensPerSecond > 0 ? measure.value(m) : QString();
        m_rows += row;
    }
    endResetModel();
}

int LabMeasuresModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LabMeasuresModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_contenders.size()) + 1;
}

QVariant LabMeasuresModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[index.row()];
    if (role == Qt::DisplayRole)
        return index.column() == 0 ? row.name : row.values.value(index.column() - 1);
    if (role == Qt::ToolTipRole && !row.tip.isEmpty())
        return row.tip;
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter | (index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight));
    return {};
}

QVariant LabMeasuresModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return section == 0 ? tr("Measure") : m_contenders.value(section - 1);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter | (section == 0 ? Qt::AlignLeft : Qt::AlignRight));
    return {};
}

}
