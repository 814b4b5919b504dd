// The lab: two settings on the same texts in turn, the verdict as a sentence, then the interval, then the
// slices. Before the first run it shows the plan. Owns no measuring: the workbench does.
#pragma once

#include "ui/models/types.h"

#include "engine/embed/embedder.h"

#include <QWidget>

class QLabel;
class QSpinBox;
class QStackedWidget;

namespace embedscope {

class ActionButton;
class ContenderCard;
class IntervalChart;
class SliceStrip;
class SlicesChart;
class Workbench;

class LabPage : public QWidget
{
    Q_OBJECT

public:
    explicit LabPage(Workbench& workbench, QWidget* parent = nullptr);

    const ComparisonState& state() const { return m_state; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    QWidget* bar();
    QWidget* settings();
    QWidget* plan();
    QWidget* results();
    QWidget* verdict();
    void connectParts();
    void takeCurrentSetting();
    void start();
    void take(const ComparisonState& state);
    void showVerdict();
    void showWinner();
    void showPlan();
    void showRunning();
    void useWinner();

    Workbench& m_workbench;
    ComparisonState m_state;
    EmbedOptions m_a, m_b; ///< what is or was compared
    double m_seconds = 20;
    bool m_running = false, m_edited = false;

    ContenderCard* m_cardA = nullptr;
    ContenderCard* m_cardB = nullptr;
    QSpinBox* m_secondsBox = nullptr;
    QLabel* m_texts = nullptr;
    QLabel* m_machine = nullptr;
    QLabel* m_sameNote = nullptr;
    SliceStrip* m_strip = nullptr;
    QLabel* m_progress = nullptr;
    ActionButton* m_stop = nullptr;
    ActionButton* m_again = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_planLabel = nullptr;
    ActionButton* m_start = nullptr;
    QLabel* m_verdict = nullptr;
    QLabel* m_sureness = nullptr;
    ActionButton* m_use = nullptr;
    IntervalChart* m_interval = nullptr;
    SlicesChart* m_slices = nullptr;
};

}
