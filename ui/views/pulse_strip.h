// The strip at the foot of the window: which model, how fast, which cores, how far, how long still; pause and
// cancel; mode and workers, which take effect at once. Numbers change at most four times a second.
#pragma once

#include "ui/models/types.h"

#include <QElapsedTimer>
#include <QWidget>

class QLabel;
class QMenu;

namespace embedscope {

class CoreBars;
class FidelityBadge;
class IconButton;
class Sparkline;
class TextButton;
class TokenBar;
class Workbench;

class PulseStrip : public QWidget
{
    Q_OBJECT

public:
    explicit PulseStrip(Workbench& workbench, QWidget* parent = nullptr);

    void setShort(bool isShort); ///< narrow windows: model name and numbers only

signals:
    void modelChosen();
    void checksChosen(); ///< the list behind the verdict
    void monitorChosen();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void build();
    void buildModeMenu(QMenu& menu);
    void connectWorkbench();
    void showModel();
    void showMode();
    void showTick(const MonitorTick& tick);
    void showIndexing(const IndexingStatus& status);
    void showLab(const LabRun& run);
    void showIdle();
    QWidget* separator();

    Workbench& m_workbench;
    TextButton* m_model = nullptr;
    FidelityBadge* m_fidelity = nullptr;
    QLabel* m_modelDetails = nullptr;
    TextButton* m_mode = nullptr;
    TextButton* m_rate = nullptr;
    Sparkline* m_sparkline = nullptr;
    QLabel* m_coresLabel = nullptr;
    CoreBars* m_cores = nullptr;
    QLabel* m_documents = nullptr;
    TokenBar* m_bar = nullptr;
    QLabel* m_percent = nullptr;
    QLabel* m_timeLeft = nullptr;
    QLabel* m_idle = nullptr;
    IconButton* m_pause = nullptr;
    IconButton* m_cancel = nullptr;
    QList<QWidget*> m_separators;
    QElapsedTimer m_lastNumbers;
    double m_labRate = 0; ///< tokens/s of the lab's latest slice
    qint64 m_labSlices = 0;
    bool m_short = false;
    bool m_running = false;
};

}
