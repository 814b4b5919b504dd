#include "ui/views/lab_page.h"

#include "ui/charts/slices_chart.h"
#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/counted.h"
#include "ui/views/icon_button.h"
#include "ui/views/lab_parts.h"
#include "ui/views/lab_results.h"
#include "ui/views/lab_settings.h"
#include "ui/views/lab_words.h"
#include "ui/views/painting.h"
#include "ui/views/save_text.h"
#include "ui/views/view_bar.h"

#include <QAccessible>
#include <QDateTime>
#include <QHBoxLayout>
#include <QMenu>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace embedscope {

using namespace labparts;

namespace {

constexpr int kSettingsWidth = 272, kWidest = 1320, kMostEarlier = 30;

/// A surface with a hairline at its left: the centre beside the settings.
class Centre : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), Theme::current().base);
        painting::hairline(painter, {0.5, 0.0}, {0.5, static_cast<double>(height())});
    }
};

QScrollArea* scrolled(QWidget* content, const char* name, const QString& accessibleName, QWidget* parent)
{
    auto* scroll = new QScrollArea(parent);
    scroll->setObjectName(QLatin1String(name));
    scroll->setAccessibleName(accessibleName);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    scroll->setFocusPolicy(Qt::NoFocus);
    content->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    return scroll;
}

QString startedWords(const LabRun& run)
{
    return wording::locale().toString(QDateTime::fromSecsSinceEpoch(run.startedSeconds), QLocale::ShortFormat);
}

}

LabPage::LabPage(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("labPageWidget"));
    setAccessibleName(tr("Lab page"));
    build();
    connectParts();
    takeCurrentSetting();
    showState();
}

void LabPage::build()
{
    m_settings = new LabSettings(m_workbench, this);
    m_results = new LabResults(this);
    m_results->setMaximumWidth(Metrics::px(kWidest));
    auto* left = scrolled(m_settings, "labSettingsScrollArea", tr("Settings of the comparison"), this);
    left->setFixedWidth(Metrics::px(kSettingsWidth));
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(plan());
    m_stack->addWidget(scrolled(m_results, "labResultsScrollArea", tr("The run"), this));
    auto* centre = new Centre(this);
    auto* inside = new QHBoxLayout(centre);
    inside->setContentsMargins(1, 0, 0, 0);
    inside->addWidget(m_stack);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(left);
    middle->addWidget(centre, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar());
    layout->addLayout(middle, 1);
}

QWidget* LabPage::bar()
{
    auto* bar = new ViewBar(this);
    m_title = label(bold(Metrics::body()), "labTitleLabel", bar);
    m_title->setWordWrap(false);
    m_strip = new SliceStrip(bar);
    m_progress = label(Metrics::small(), "labProgressLabel", bar, true);
    m_progress->setWordWrap(false);
    m_stop = new ActionButton(ActionButton::Kind::Ordinary, tr("Stop"), QStringLiteral("stop"), bar);
    m_stop->setObjectName(QStringLiteral("labStopPushButton"));
    m_stop->setAccessibleName(tr("Stop the comparison"));
    m_again = new ActionButton(ActionButton::Kind::Ordinary, tr("Run again"), QStringLiteral("retry"), bar);
    m_again->setObjectName(QStringLiteral("labAgainPushButton"));
    m_again->setAccessibleName(tr("Run the comparison again"));
    m_earlier = new IconButton(QStringLiteral("clock"), tr("Earlier runs"), bar);
    m_earlier->setObjectName(QStringLiteral("labEarlierToolButton"));
    m_earlier->setPopupMode(QToolButton::InstantPopup);
    m_earlierMenu = new QMenu(m_earlier);
    m_earlier->setMenu(m_earlierMenu);
    m_export = new IconButton(QStringLiteral("export"), tr("Save this run"), bar);
    m_export->setObjectName(QStringLiteral("labExportToolButton"));
    m_export->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_export);
    addExports(*menu);
    m_export->setMenu(menu);
    bar->add(m_title);
    bar->add(m_strip);
    bar->add(m_progress);
    bar->add(m_stop);
    bar->add(m_again);
    bar->add(m_earlier);
    bar->add(m_export);
    return bar;
}

void LabPage::addExports(QMenu& menu)
{
    const auto add = [&](const QString& words, const char* ending, std::string (*write)(const LabRun&)) {
        menu.addAction(words, this, [this, ending, write] {
            const Saved saved = saveText(this, QStringLiteral("lab run") + QLatin1String(ending), write(m_run));
            if (!saved.sentence.isEmpty())
                saved.isProblem ? emit problem(saved.sentence) : emit notice(saved.sentence);
        });
    };
    add(tr("Report with pictures (HTML)..."), ".html", runToHtml);
    add(tr("Everything (JSON)..."), ".json", runToJson);
    add(tr("Slices (CSV)..."), ".csv", runToCsv);
    add(tr("Lanes for Perfetto (trace JSON)..."), ".trace.json", runToTrace);
}

QWidget* LabPage::plan()
{
    auto* page = new QWidget(this);
    auto* title = label(bold(Metrics::title()), "labPlanTitleLabel", page);
    title->setText(tr("Which setting is fastest on your texts?"));
    title->setAlignment(Qt::AlignHCenter);
    auto* text = label(Metrics::body(), "labPlanTextLabel", page, true);
    text->setText(tr("Three clicks: contenders, texts, Start."));
    text->setAlignment(Qt::AlignHCenter);
    m_planLabel = label(Metrics::body(), "labPlanLabel", page, true);
    m_planLabel->setAlignment(Qt::AlignHCenter);
    m_start = new ActionButton(ActionButton::Kind::Main, tr("Start"), {}, page);
    m_start->setObjectName(QStringLiteral("labStartPushButton"));
    m_start->setAccessibleName(tr("Start the comparison"));
    auto* layout = new QVBoxLayout(page);
    const int edge = Metrics::px(24);
    layout->setContentsMargins(edge, edge, edge, edge);
    layout->setSpacing(Metrics::px(8));
    layout->addStretch(2);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addSpacing(Metrics::px(8));
    layout->addWidget(m_planLabel);
    layout->addSpacing(Metrics::px(12));
    layout->addWidget(m_start, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    return page;
}

void LabPage::connectParts()
{
    connect(m_settings, &LabSettings::changed, this, [this] {
        m_edited = true;
        showPlan();
    });
    connect(m_start, &QPushButton::clicked, this, &LabPage::start);
    connect(m_again, &QPushButton::clicked, this, &LabPage::start);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_stop->setEnabled(false);
        m_progress->setText(tr("Stopping after this slice"));
        m_workbench.stopLab();
    });
    connect(m_results, &LabResults::useChosen, this, &LabPage::useWinner);
    connect(&m_workbench, &Workbench::labChanged, this, &LabPage::take);
    connect(&m_workbench, &Workbench::labSweep, this, [this](int done, int all) {
        m_sweepDone = done;
        m_sweepAll = all;
        showProgress();
    });
    connect(&m_workbench, &Workbench::labRunsChanged, &m_workbench, &Workbench::requestLabRuns);
    connect(&m_workbench, &Workbench::labRunsReady, this, &LabPage::showRuns);
    connect(&m_workbench, &Workbench::modelChanged, this, &LabPage::showPlan);
    connect(&m_workbench, &Workbench::libraryChanged, this, [this] {
        m_settings->showTexts();
        showPlan();
    });
    connect(&m_workbench, &Workbench::embedOptionsChanged, this, [this] {
        if (!m_edited && !m_running && m_run.state.slices.empty())
            takeCurrentSetting();
        showWinner();
    });
}

/// A is what runs now; B and C are the other ways to use the same cores.
void LabPage::takeCurrentSetting()
{
    EmbedOptions now = m_workbench.embedOptions(), other = now, naive = now;
    other.mode = now.mode == Mode::Nested ? Mode::Coarse : Mode::Nested;
    naive.mode = Mode::Naive;
    m_settings->setContenders({now, other, naive});
    showPlan();
}

void LabPage::showPlan()
{
    const bool ready = m_workbench.model() != nullptr;
    const LabRequest request = m_settings->request();
    m_planLabel->setText(
        ready ? tr("%1 contenders, at most %2 seconds; it stops earlier when every verdict is clear.%3\n"
                   "Indexing waits meanwhile.")
                    .arg(request.contenders.size())
                    .arg(request.seconds)
                    .arg(request.sweep ? tr(" Then batch sizes and workers.") : QString())
              : tr("A model is needed first: drop a .gguf file on the window."));
    m_start->setEnabled(ready && !m_running);
    m_again->setEnabled(ready && !m_running);
    m_settings->showMachine();
}

void LabPage::start()
{
    if (m_workbench.comparing())
        return;
    m_request = m_settings->request();
    m_sweepDone = m_sweepAll = 0;
    m_workbench.startLab(m_request); // answers with an empty run at once
    m_running = m_workbench.comparing();
    showState();
}

void LabPage::take(const LabRun& run)
{
    const bool ended = m_running && !m_workbench.comparing();
    m_run = run;
    m_running = m_workbench.comparing();
    showState();
    if (ended && !run.state.slices.empty()) {
        QAccessibleEvent event(m_results->verdictLabel(), QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

void LabPage::showRun(const LabRun& run)
{
    if (m_running)
        return;
    m_run = run;
    m_request = {};
    showState();
}

void LabPage::showState()
{
    const bool measured = !m_run.state.slices.empty();
    m_stack->setCurrentIndex(m_running || measured ? 1 : 0);
    m_stop->setVisible(m_running);
    m_stop->setEnabled(m_running);
    m_again->setVisible(!m_running && measured);
    m_export->setVisible(!m_running && measured);
    m_earlier->setEnabled(!m_running && !m_earlierMenu->isEmpty());
    m_strip->setVisible(m_running || measured);
    m_title->setText(measured && !m_running ? startedWords(m_run)
                                            : tr("The same texts, %1 ways").arg(m_settings->contenders().size()));
    m_settings->setEditable(!m_running);
    if (m_running || measured) {
        m_results->setRun(m_run, m_running ? m_request.seconds : 0);
        m_settings->showRates(m_run);
    }
    showPlan();
    showProgress();
    showWinner();
}

void LabPage::showProgress()
{
    const ComparisonState& state = m_run.state;
    const bool measured = !state.slices.empty();
    const double end = measured ? state.slices.back().startSeconds + state.slices.back().seconds : 0;
    m_strip->setSlices(state.slices, m_running, end / std::max(1.0, m_request.seconds));
    const QString slices = counted(static_cast<qint64>(state.slices.size()), tr("1 slice"), tr("%1 slices"));
    if (m_running && m_sweepAll > 0)
        m_progress->setText(tr("batch sizes and workers, %1 of %2").arg(m_sweepDone).arg(m_sweepAll));
    else if (m_running)
        m_progress->setText(measured ? tr("%1, at most %2 left")
                                           .arg(slices, wording::seconds(std::max(0.0, m_request.seconds - end)))
                                     : tr("getting warm"));
    else
        m_progress->setText(measured ? tr("%1 in %2").arg(slices, wording::seconds(end)) : QString());
}

/// The fastest setting is offered when it is clear which one it is, of a run that was started here.
void LabPage::showWinner()
{
    const int winner = labwords::fastest(m_run.state);
    if (m_running || winner < 0 || winner >= m_request.contenders.size()
        || m_request.contenders[winner].mode == Mode::Naive)
        return m_results->setUse({}, false);
    const EmbedOptions& options = m_request.contenders[winner];
    const bool used = sameSetting(options, m_workbench.embedOptions());
    m_results->setUse(used ? tr("In use") : labwords::useWords(options), !used);
}

void LabPage::useWinner()
{
    const int winner = labwords::fastest(m_run.state);
    if (winner < 0 || winner >= m_request.contenders.size())
        return;
    EmbedOptions options = m_request.contenders[winner];
    options.pin = m_workbench.embedOptions().pin;
    m_workbench.setEmbedOptions(options);
}

void LabPage::showRuns(const QList<LabRunItem>& runs)
{
    m_earlierMenu->clear();
    for (const LabRunItem& item : runs.mid(0, kMostEarlier)) {
        const QString words = tr("%1: %2 (%3)")
                                  .arg(startedWords(*item.run), labwords::verdictSentence(item.run->state, false),
                                       QString::fromStdString(item.run->texts));
        m_earlierMenu->addAction(words, this, [this, run = item.run] { showRun(*run); });
    }
    m_earlier->setEnabled(!m_running && !runs.isEmpty());
}

void LabPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_settings->showTexts();
    showPlan();
    m_workbench.requestLabRuns();
}

}
