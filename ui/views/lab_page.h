// The lab: settings on the same texts in turn. Left what is compared, in the centre the run: the plan before it, the
// verdict and its pictures while and after. Earlier runs are in the library. Measures nothing: the workbench does.
#pragma once

#include "ui/models/lab_request.h"
#include "ui/models/types.h"

#include <QWidget>

class QLabel;
class QMenu;
class QStackedWidget;

namespace embedscope {

class ActionButton;
class IconButton;
class LabResults;
class LabSettings;
class SliceStrip;
class Workbench;

class LabPage : public QWidget
{
    Q_OBJECT

public:
    explicit LabPage(Workbench& workbench, QWidget* parent = nullptr);

    const ComparisonState& state() const { return m_run.state; }
    const LabRun& run() const { return m_run; }
    void showRun(const LabRun& run); ///< one that has ended

signals:
    void notice(const QString& sentence); ///< something was saved
    void problem(const QString& sentence);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    QWidget* bar();
    QWidget* plan();
    void connectParts();
    void takeCurrentSetting();
    void start();
    void take(const LabRun& run);
    void showState();
    void showPlan();
    void showProgress();
    void showWinner();
    void useWinner();
    void showRuns(const QList<LabRunItem>& runs);
    void addExports(QMenu& menu);

    Workbench& m_workbench;
    LabRun m_run; ///< the one that is shown
    LabRequest m_request; ///< of the last start
    bool m_running = false, m_edited = false;
    int m_sweepDone = 0, m_sweepAll = 0;

    LabSettings* m_settings = nullptr;
    LabResults* m_results = nullptr;
    SliceStrip* m_strip = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_progress = nullptr;
    ActionButton* m_stop = nullptr;
    ActionButton* m_again = nullptr;
    IconButton* m_earlier = nullptr;
    IconButton* m_export = nullptr;
    QMenu* m_earlierMenu = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_planLabel = nullptr;
    ActionButton* m_start = nullptr;
};

}
