#include "ui/views/lab_results.h"

#include "engine/base/cpu.h"
#include "engine/lab/measures.h"
#include "engine/lab/scaling.h"
#include "ui/charts/interval_chart.h"
#include "ui/charts/lab_chart.h"
#include "ui/charts/replay_chart.h"
#include "ui/charts/slice_lanes.h"
#include "ui/charts/slices_chart.h"
#include "ui/models/lab_measures_model.h"
#include "ui/models/number_text.h"
#include "ui/views/action_button.h"
#include "ui/views/counted.h"
#include "ui/views/lab_parts.h"
#include "ui/views/lab_words.h"
#include "ui/views/lined_box.h"
#include "ui/views/number_box.h"
#include "ui/views/table_header.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

namespace embedscope {

using namespace labparts;

namespace {

constexpr int kSlicesHeight = 210;
constexpr double kLaneMs = 40;

QLabel* title(const QString& text, QWidget* parent)
{
    auto* made = label(bold(Metrics::body()), "labPartLabel", parent);
    made->setWordWrap(false);
    made->setText(text);
    return made;
}

QWidget* rule(QWidget* parent)
{
    auto* line = new LinedBox(parent);
    line->setFixedHeight(Metrics::px(16));
    return line;
}

/// The slowest of the others: what the lanes of the first are shown beside.
std::size_t slowestOther(const ComparisonState& state)
{
    std::size_t slowest = 1;
    for (std::size_t i = 2; i < state.standings.size(); ++i) {
        if (state.standings[i].rounds > 0 && state.standings[i].ratio < state.standings[slowest].ratio)
            slowest = i;
    }
    return slowest;
}

const ComparisonSlice* lastSlice(const ComparisonState& state, std::size_t contender)
{
    for (auto slice = state.slices.rbegin(); slice != state.slices.rend(); ++slice) {
        if (static_cast<std::size_t>(slice->contender) == contender)
            return &*slice;
    }
    return nullptr;
}

}

LabResults::LabResults(QWidget* parent)
    : QWidget(parent)
{
    m_interval = new IntervalChart(this);
    m_slices = new SlicesChart(this);
    m_slices->setFixedHeight(Metrics::px(kSlicesHeight));
    m_sweep = sweepPart();
    m_lanes = lanesPart();
    m_replay = replayPart();
    auto* remark = label(Metrics::small(), "labIntervalRemarkLabel", this, true);
    remark->setText(tr("dot: mean ratio of rounds · bar: interval · log scale"));
    remark->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* head = new QHBoxLayout;
    head->addWidget(title(tr("Throughput against A"), this));
    head->addWidget(remark, 1);
    auto* layout = new QVBoxLayout(this);
    const int edge = Metrics::px(24);
    layout->setContentsMargins(edge, edge, edge, Metrics::px(16));
    layout->setSpacing(0);
    layout->addWidget(verdictPart());
    layout->addWidget(rule(this));
    layout->addSpacing(Metrics::px(12));
    layout->addLayout(head);
    layout->addSpacing(Metrics::px(8));
    layout->addWidget(m_interval);
    for (QWidget* part : {static_cast<QWidget*>(m_slices), m_sweep, m_lanes, m_replay, measuresPart()}) {
        auto* const framed = new QWidget(this);
        auto* const inside = new QVBoxLayout(framed);
        inside->setContentsMargins(0, 0, 0, 0);
        inside->setSpacing(Metrics::px(12));
        inside->addWidget(rule(framed));
        inside->addWidget(part);
        layout->addWidget(framed);
    }
    layout->addStretch();
}

QWidget* LabResults::verdictPart()
{
    auto* box = new QWidget(this);
    m_verdict = label(bold(Metrics::title()), "labVerdictLabel", box);
    m_sureness = label(Metrics::body(), "labSurenessLabel", box, true);
    m_use = new ActionButton(ActionButton::Kind::Main, {}, {}, box);
    m_use->setObjectName(QStringLiteral("labUsePushButton"));
    connect(m_use, &QPushButton::clicked, this, &LabResults::useChosen);
    setUse({}, false);
    auto* words = new QVBoxLayout;
    words->setSpacing(Metrics::px(4));
    words->addWidget(m_verdict);
    words->addWidget(m_sureness);
    auto* layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Metrics::px(24));
    layout->addLayout(words, 1);
    layout->addWidget(m_use, 0, Qt::AlignTop);
    return box;
}

QWidget* LabResults::sweepPart()
{
    auto* box = new QWidget(this);
    m_batches = new LabChart(tr("Throughput by batch size"), tr("tokens/s, coarse workers"), LabChart::Scale::Doubling, box);
    m_batches->setObjectName(QStringLiteral("labBatchChart"));
    m_speedUp = new LabChart(tr("Speed-up by workers"), tr("times one worker"), LabChart::Scale::Plain, box);
    m_speedUp->setObjectName(QStringLiteral("labSpeedUpChart"));
    auto* layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Metrics::px(24));
    layout->addWidget(m_batches, 1);
    layout->addWidget(m_speedUp, 1);
    return box;
}

QWidget* LabResults::lanesPart()
{
    auto* box = new QWidget(this);
    m_laneA = new SliceLaneView(box);
    m_laneA->setObjectName(QStringLiteral("labLanesA"));
    m_laneB = new SliceLaneView(box);
    m_laneB->setObjectName(QStringLiteral("labLanesB"));
    auto* remark = label(Metrics::small(), "labLanesRemarkLabel", box, true);
    remark->setText(tr("a row is a worker, a bar is a pack of texts, what is pale is waiting"));
    auto* twins = new QHBoxLayout;
    twins->setSpacing(Metrics::px(24));
    twins->addWidget(m_laneA, 1);
    twins->addWidget(m_laneB, 1);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(twins);
    layout->addWidget(remark);
    return box;
}

QWidget* LabResults::replayPart()
{
    auto* box = new QWidget(this);
    m_replayChart = new ReplayChart(box);
    m_replayWorkers = new NumberBox(box);
    m_replayWorkers->setObjectName(QStringLiteral("labReplayWorkersSpinBox"));
    m_replayWorkers->setAccessibleName(tr("Workers on paper"));
    m_replayWorkers->setRange(1, 256);
    m_replayWorkers->setValue(std::max(2, usableCores()));
    m_replayWorkers->setSuffix(tr(" workers"));
    connect(m_replayWorkers, &QSpinBox::valueChanged, this, &LabResults::showReplay);
    auto* remark = label(Metrics::small(), "labReplayRemarkLabel", box, true);
    remark->setText(tr("The texts of A's last slice, played on paper. Assumed: a text takes as long on every worker, handing over "
                       "is free, and workers do not slow each other down."));
    auto* head = new QHBoxLayout;
    head->addWidget(title(tr("What if they were scheduled another way?"), box), 1);
    head->addWidget(m_replayWorkers);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_replayChart);
    layout->addWidget(remark);
    return box;
}

QWidget* LabResults::measuresPart()
{
    auto* box = new QWidget(this);
    m_measures = new LabMeasuresModel(this);
    m_measuresTable = new QTableView(box);
    m_measuresTable->setObjectName(QStringLiteral("labMeasuresTable"));
    m_measuresTable->setAccessibleName(tr("What each contender gave and cost"));
    m_measuresTable->setHorizontalHeader(new TableHeader(m_measuresTable));
    m_measuresTable->setModel(m_measures);
    m_measuresTable->setShowGrid(false);
    m_measuresTable->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_measuresTable->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_measuresTable->horizontalHeader()->setObjectName(QStringLiteral("labMeasuresHeader"));
    m_measuresTable->horizontalHeader()->setAccessibleName(tr("Contenders"));
    m_measuresTable->verticalHeader()->setObjectName(QStringLiteral("labMeasuresRows"));
    m_measuresTable->verticalHeader()->setAccessibleName(tr("Measures"));
    m_measuresTable->verticalHeader()->hide();
    m_measuresTable->verticalHeader()->setDefaultSectionSize(Metrics::px(26));
    m_measuresTable->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_measuresTable->horizontalHeader()->setHighlightSections(false);
    m_measuresTable->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(title(tr("What each gave and cost"), box));
    layout->addWidget(m_measuresTable);
    return box;
}

void LabResults::setUse(const QString& words, bool enabled)
{
    m_use->setVisible(!words.isEmpty());
    m_use->setText(words);
    m_use->setAccessibleName(words.isEmpty() ? tr("Use the faster setting") : words);
    m_use->setEnabled(enabled);
    m_use->updateGeometry();
}

void LabResults::setRun(const LabRun& run, double plannedSeconds)
{
    const bool running = plannedSeconds > 0;
    m_verdict->setText(labwords::verdictSentence(run.state, running));
    const QString disturbance = QString::fromStdString(disturbanceOf(run.state.slices, run.cores));
    const QString sureness = labwords::surenessSentence(run.state, running);
    m_sureness->setText(disturbance.isEmpty() ? sureness : tr("%1 %2").arg(sureness, disturbance));
    QStringList names;
    for (const std::string& name : run.names)
        names += QString::fromStdString(name);
    m_slices->setNames(names);
    m_slices->setSlices(run.state.slices, plannedSeconds);
    showIntervals(run);
    showSweep(run);
    showLanes(run);
    m_measures->setRun(run);
    m_measuresTable->setFixedHeight(m_measuresTable->horizontalHeader()->sizeHint().height()
                                    + m_measures->rowCount() * Metrics::px(26) + 2);
}

void LabResults::showIntervals(const LabRun& run)
{
    QList<IntervalRow> rows;
    for (std::size_t i = 1; i < run.state.standings.size() && i < run.names.size(); ++i) {
        const Standing& standing = run.state.standings[i];
        const bool known = labwords::intervalKnown(standing);
        rows.append({labwords::letter(static_cast<qsizetype>(i)), QString::fromStdString(run.names[i]),
                     labwords::verdictWord(standing.verdict), standing.ratio, known ? standing.low : 0,
                     known ? standing.high : 0, static_cast<int>(i)});
    }
    m_interval->setRows(rows);
}

void LabResults::showSweep(const LabRun& run)
{
    m_sweep->parentWidget()->setVisible(!run.sweep.empty());
    if (run.sweep.empty())
        return;
    std::map<int, QList<QPointF>> byWorkers;
    int largest = 0;
    for (const BenchRun& cell : run.sweep)
        largest = std::max(largest, cell.setting.batch);
    std::vector<WorkersRate> rates;
    for (const BenchRun& cell : run.sweep) {
        byWorkers[cell.setting.workers].append(QPointF(cell.setting.batch, cell.tokensPerSecond));
        if (cell.setting.batch == largest)
            rates.push_back({cell.setting.workers, cell.tokensPerSecond});
    }
    QList<LabLine> lines;
    for (auto& [workers, points] : byWorkers)
        lines.append({counted(workers, tr("1 worker"), tr("%1 workers")), {}, points,
                      static_cast<int>(byWorkers.size() - 1 - static_cast<std::size_t>(lines.size()))});
    m_batches->setLines(lines);
    const Scaling scaling = scalingOf(rates);
    LabLine ideal{tr("ideal"), {}, {}, 7, false}, fitted{tr("Amdahl's curve"), {}, {}, 0, false},
        measured{tr("measured"), {}, {}, 0, true, false};
    fitted.remark = tr("%1 % parallel").arg(shownLocale().toString(100 * scaling.parallelShare, 'f', 1));
    const int right = std::max(4, scaling.points.empty() ? 0 : scaling.points.back().workers * 3 / 2);
    for (double workers = 1; workers <= right + 1e-9; workers += (right - 1) / 24.0) {
        ideal.points.append({workers, workers});
        fitted.points.append({workers, amdahlSpeedUp(scaling.parallelShare, workers)});
    }
    for (const ScalingPoint& point : scaling.points)
        measured.points.append({double(point.workers), point.speedUp});
    m_speedUp->setLines({ideal, fitted, measured}, right, run.cores, tr("more cores than here"));
}

void LabResults::showLanes(const LabRun& run)
{
    const ComparisonSlice* const first = lastSlice(run.state, 0);
    const std::size_t other = slowestOther(run.state);
    const ComparisonSlice* const second = lastSlice(run.state, other);
    const bool shown = first && second && first->lanes && second->lanes;
    m_lanes->parentWidget()->setVisible(shown);
    m_replay->parentWidget()->setVisible(shown);
    if (!shown)
        return;
    const double milliseconds = std::min({kLaneMs, first->seconds * 1e3, second->seconds * 1e3});
    const auto show = [&](SliceLaneView* view, const ComparisonSlice& slice, std::size_t contender) {
        view->setLanes(tr("%1 %2").arg(labwords::letter(static_cast<qsizetype>(contender)),
                                       QString::fromStdString(run.names[contender])),
                       slice.lanes, slice.threads, static_cast<int>(contender), milliseconds);
    };
    show(m_laneA, *first, 0);
    show(m_laneB, *second, other);
    m_textMs.assign(first->lanes->textMs.begin(), first->lanes->textMs.end());
    showReplay();
}

void LabResults::showReplay()
{
    m_replayChart->setTexts(m_textMs, m_replayWorkers->value());
}

}
