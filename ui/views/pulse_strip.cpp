#include "ui/views/pulse_strip.h"

#include "engine/base/cpu.h"
#include "ui/models/monitor.h"
#include "ui/models/workbench.h"
#include "ui/views/core_bars.h"
#include "ui/views/fidelity_badge.h"
#include "ui/views/icon_button.h"
#include "ui/views/painting.h"
#include "ui/views/sparkline.h"
#include "ui/views/text_button.h"
#include "ui/views/token_bar.h"
#include "ui/views/wording.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <algorithm>
#include <cmath>

namespace embedscope {

namespace {

constexpr int kNumbersEveryMs = 250;

QLabel* stripLabel(const char* objectName, QWidget* parent, bool bold = false)
{
    auto* label = new QLabel(parent);
    label->setObjectName(QLatin1String(objectName));
    QFont font = Metrics::small();
    font.setBold(bold);
    label->setFont(font);
    label->setTextFormat(Qt::PlainText);
    if (!bold)
        label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

}

PulseStrip::PulseStrip(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("pulseStripWidget"));
    setAccessibleName(tr("Pulse"));
    setFixedHeight(Metrics::px(36));
    build();
    connectWorkbench();
    showModel();
    showMode();
    showIndexing(workbench.indexing());
}

QWidget* PulseStrip::separator()
{
    auto* line = new QWidget(this);
    line->setFixedSize(1, Metrics::px(20));
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Midlight);
    m_separators.append(line);
    return line;
}

void PulseStrip::build()
{
    m_model = new TextButton(QStringLiteral("model"), this);
    m_model->setObjectName(QStringLiteral("pulseModelToolButton"));
    m_fidelity = new FidelityBadge(*m_workbench.checks(), this);
    m_modelDetails = stripLabel("pulseModelDetailsLabel", this);
    m_mode = new TextButton({}, this);
    m_mode->setObjectName(QStringLiteral("pulseModeToolButton"));
    m_mode->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_mode);
    menu->setAccessibleName(tr("Mode and workers"));
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { buildModeMenu(*menu); });
    m_mode->setMenu(menu);
    m_rate = new TextButton({}, this);
    m_rate->setObjectName(QStringLiteral("pulseRateToolButton"));
    m_rate->setReservedWords(wording::number(88'888));
    m_sparkline = new Sparkline(this);
    m_coresLabel = stripLabel("pulseCoresLabel", this);
    m_coresLabel->setText(tr("cores"));
    m_cores = new CoreBars(this);
    m_documents = stripLabel("pulseDocumentsLabel", this, true);
    m_bar = new TokenBar(tr("Tokens embedded"), this);
    m_percent = stripLabel("pulsePercentLabel", this, true);
    m_timeLeft = stripLabel("pulseTimeLeftLabel", this);
    m_idle = stripLabel("pulseIdleLabel", this);
    m_pause = new IconButton(QStringLiteral("pause"), tr("Pause"), this);
    m_pause->setObjectName(QStringLiteral("pauseToolButton"));
    m_cancel = new IconButton(QStringLiteral("cancel"), tr("Cancel all that waits and runs"), this);
    m_cancel->setObjectName(QStringLiteral("cancelToolButton"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(Metrics::px(10), 1, Metrics::px(10), 0);
    layout->setSpacing(Metrics::px(8));
    for (QWidget* part : std::initializer_list<QWidget*>{m_model, m_fidelity, m_modelDetails, m_mode, separator(), m_rate,
                                                         m_sparkline, separator(), m_coresLabel, m_cores,
                                                         separator(), m_idle, m_documents})
        layout->addWidget(part);
    layout->addWidget(m_bar, 1);
    for (QWidget* part : std::initializer_list<QWidget*>{m_percent, m_timeLeft})
        layout->addWidget(part);
    layout->addStretch();
    layout->addWidget(m_pause);
    layout->addWidget(m_cancel);
}

void PulseStrip::connectWorkbench()
{
    connect(m_model, &QToolButton::clicked, this, &PulseStrip::modelChosen);
    connect(m_fidelity, &QAbstractButton::clicked, this, &PulseStrip::checksChosen);
    connect(m_rate, &QToolButton::clicked, this, &PulseStrip::monitorChosen);
    connect(m_pause, &QToolButton::clicked, this,
            [this] { m_workbench.setPaused(!m_workbench.indexing().paused); });
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (m_workbench.comparing())
            m_workbench.stopLab();
        else
            m_workbench.cancelAll();
    });
    connect(&m_workbench, &Workbench::modelChanged, this, &PulseStrip::showModel);
    connect(&m_workbench, &Workbench::modelLoadingChanged, this, &PulseStrip::showModel);
    connect(&m_workbench, &Workbench::embedOptionsChanged, this, &PulseStrip::showMode);
    connect(&m_workbench, &Workbench::modelChanged, this, &PulseStrip::showMode);
    connect(&m_workbench, &Workbench::indexingChanged, this, &PulseStrip::showIndexing);
    connect(&m_workbench, &Workbench::labChanged, this, &PulseStrip::showLab);
    connect(m_workbench.monitor(), &Monitor::ticked, this, &PulseStrip::showTick);
}

void PulseStrip::buildModeMenu(QMenu& menu)
{
    menu.clear();
    const EmbedOptions now = m_workbench.embedOptions();
    const auto choose = [this](auto change) {
        EmbedOptions options = m_workbench.embedOptions();
        change(options);
        m_workbench.setEmbedOptions(options);
    };
    menu.addSection(tr("Mode"));
    auto* modes = new QActionGroup(&menu);
    const std::initializer_list<std::pair<Mode, QString>> choices = {
        {Mode::Coarse, tr("Coarse: a text per worker")},
        {Mode::Nested, tr("Nested: all workers on one text")},
        {Mode::Hybrid, tr("Hybrid: small teams")}};
    for (const auto& [mode, text] : choices) {
        QAction* action = menu.addAction(
            text, this, [choose, wanted = mode] { choose([wanted](EmbedOptions& o) { o.mode = wanted; }); });
        action->setCheckable(true);
        action->setChecked(now.mode == mode);
        modes->addAction(action);
    }
    menu.addSection(tr("Workers"));
    auto* workers = new QActionGroup(&menu);
    const int most =
        std::max<int>({usableCores(), static_cast<int>(allowedProcessors().size()), now.workers});
    for (int count = 1; count <= most; ++count) {
        const QString text = count == 1 ? tr("1 worker") : tr("%1 workers").arg(count);
        QAction* action = menu.addAction(
            text, this, [choose, count] { choose([count](EmbedOptions& o) { o.workers = count; }); });
        action->setCheckable(true);
        action->setChecked(now.workers == count);
        workers->addAction(action);
    }
}

void PulseStrip::showModel()
{
    const std::shared_ptr<const Model> model = m_workbench.model();
    if (!model) {
        m_model->setWords(m_workbench.modelLoading() ? tr("Loading the model") : tr("No model"));
        m_model->setAccessibleName(m_model->text());
        m_modelDetails->clear();
        return;
    }
    const ModelInfo& info = model->info();
    const QString name = QString::fromStdString(info.name);
    m_model->setWords(name);
    m_model->setAccessibleName(tr("Model: %1").arg(name));
    m_model->setToolTip(QString::fromStdString(info.path));
    m_modelDetails->setText(tr("%1 · %2 dimensions · %3")
                                .arg(QString::fromStdString(info.weightTypes))
                                .arg(info.dimensions)
                                .arg(QString::fromStdString(info.target)));
}

void PulseStrip::showMode()
{
    const EmbedOptions& options = m_workbench.embedOptions();
    const std::string_view mode = modeName(options.mode);
    const QString words = tr("%1, %2 %3")
                              .arg(QString::fromLatin1(mode.data(), static_cast<qsizetype>(mode.size())))
                              .arg(options.workers)
                              .arg(options.workers == 1 ? tr("worker") : tr("workers"));
    m_mode->setWords({}, words);
    m_mode->setAccessibleName(tr("Mode and workers: %1").arg(words));
    m_mode->setToolTip(tr("Mode and workers; a change takes effect at once"));
}

void PulseStrip::showTick(const MonitorTick& tick)
{
    if (!isVisible() || (m_lastNumbers.isValid() && m_lastNumbers.elapsed() < kNumbersEveryMs))
        return;
    m_lastNumbers.start();
    m_cores->setBusy(tick.system.coreBusy);
    // The lab's workers are its own: the monitor does not see them.
    const double perSecond = m_workbench.comparing() ? m_labRate : tick.tokensPerSecond;
    const auto rate = static_cast<qint64>(std::llround(perSecond));
    m_rate->setWords(wording::number(rate), tr("tokens/s"));
    m_rate->setAccessibleName(tr("%1 tokens per second").arg(wording::number(rate)));
    m_sparkline->take(m_workbench.monitor()->tokensPerSecond(), tick.seconds);
}

void PulseStrip::showLab(const LabRun& run)
{
    const ComparisonState& state = run.state;
    m_labRate = state.slices.empty() ? 0 : state.slices.back().tokensPerSecond;
    m_labSlices = static_cast<qint64>(state.slices.size());
    showIndexing(m_workbench.indexing());
}

void PulseStrip::showIndexing(const IndexingStatus& status)
{
    m_running = status.running;
    const bool comparing = m_workbench.comparing();
    const auto finished =
        static_cast<qint64>(status.stored + status.problems + status.unchanged + status.cancelled);
    m_documents->setText(
        tr("%1 of %2 documents")
            .arg(wording::number(finished), wording::number(static_cast<qint64>(status.documents))));
    m_bar->setShare(status.percent / 100);
    m_percent->setText(wording::percent(status.percent));
    m_timeLeft->setText(comparing ? tr("Indexing waits for the lab")
                            : status.paused
                            ? tr("Paused")
                            : wording::timeLeft(status.secondsLeftLow, status.secondsLeftHigh));
    m_pause->setIconName(status.paused ? QStringLiteral("resume") : QStringLiteral("pause"));
    m_pause->setWords(status.paused ? tr("Resume") : tr("Pause"));
    for (QWidget* part : std::initializer_list<QWidget*>{m_documents, m_bar, m_percent, m_timeLeft})
        part->setVisible(m_running);
    m_cancel->setVisible(m_running || comparing);
    m_cancel->setWords(comparing ? tr("Stop the lab") : tr("Cancel all that waits and runs"));
    m_pause->setVisible(m_running || status.paused);
    m_idle->setVisible(!m_running);
    showIdle();
}

void PulseStrip::showIdle()
{
    if (m_workbench.comparing()) {
        m_idle->setText(m_labSlices == 0
                            ? tr("The lab is running")
                            : tr("The lab is running: slice %1").arg(wording::number(m_labSlices + 1)));
        return;
    }
    const int cores = usableCores();
    const auto processors = static_cast<int>(allowedProcessors().size());
    m_idle->setText(tr("Idle. %1 of %2 cores are ready").arg(std::min(cores, processors)).arg(processors));
}

void PulseStrip::setShort(bool isShort)
{
    m_short = isShort;
    m_modelDetails->setVisible(!isShort);
    m_sparkline->setVisible(!isShort);
    m_coresLabel->setVisible(!isShort);
}

void PulseStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painting::hairline(painter, {0.0, 0.0}, {static_cast<double>(width()), 0.0});
}

}
