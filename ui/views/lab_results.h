// The centre of the lab, from conclusion to cause: verdict, intervals, slices, batch sizes, speed-up, lanes of a slice,
// other schedules on paper, what each cost. Shows a run; starts and owns none.
#pragma once

#include "engine/lab/lab_run.h"

#include <QWidget>

class QLabel;
class QSpinBox;
class QTableView;

namespace embedscope {

class ActionButton;
class IntervalChart;
class LabChart;
class LabMeasuresModel;
class ReplayChart;
class SliceLaneView;
class SlicesChart;

class LabResults : public QWidget
{
    Q_OBJECT

public:
    explicit LabResults(QWidget* parent = nullptr);

    /// `plannedSeconds`: while it runs; 0 when it has ended.
    void setRun(const LabRun& run, double plannedSeconds);
    QLabel* verdictLabel() const { return m_verdict; }
    /// The button beside the verdict; no words: hidden.
    void setUse(const QString& words, bool enabled);

signals:
    void useChosen();

private:
    QWidget* verdictPart();
    QWidget* sweepPart();
    QWidget* lanesPart();
    QWidget* replayPart();
    QWidget* measuresPart();
    void showIntervals(const LabRun& run);
    void showSweep(const LabRun& run);
    void showLanes(const LabRun& run);
    void showReplay();

    QLabel* m_verdict = nullptr;
    QLabel* m_sureness = nullptr;
    ActionButton* m_use = nullptr;
    IntervalChart* m_interval = nullptr;
    SlicesChart* m_slices = nullptr;
    QWidget* m_sweep = nullptr;
    LabChart* m_batches = nullptr;
    LabChart* m_speedUp = nullptr;
    QWidget* m_lanes = nullptr;
    SliceLaneView* m_laneA = nullptr;
    SliceLaneView* m_laneB = nullptr;
    QWidget* m_replay = nullptr;
    ReplayChart* m_replayChart = nullptr;
    QSpinBox* m_replayWorkers = nullptr;
    std::vector<double> m_textMs; ///< of the last slice of the first contender
    LabMeasuresModel* m_measures = nullptr;
    QTableView* m_measuresTable = nullptr;
};

}
