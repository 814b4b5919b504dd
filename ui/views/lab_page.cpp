#include "ui/views/lab_page.h"

#include "engine/base/cpu.h"
#include "ui/charts/interval_chart.h"
#include "ui/charts/slices_chart.h"
#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/contender_card.h"
#include "ui/views/counted.h"
#include "ui/views/lab_words.h"
#include "ui/views/lined_box.h"
#include "ui/views/number_box.h"
#include "ui/views/painting.h"
#include "ui/views/view_bar.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace embedscope {

namespace {

constexpr int kSettingsWidth = 272, kWidest = 1320;

QLabel* label(const QFont& font, const char* name, QWidget* parent, bool grey = false)
{
    auto* made = new QLabel(parent);
    made->setObjectName(QLatin1String(name));
    made->setFont(font);
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(true);
    if (grey)
        made->setForegroundRole(QPalette::PlaceholderText);
    return made;
}

QFont boldTitle()
{
    QFont font = Metrics::title();
    font.setBold(true);
    return font;
}

QLabel* heading(const QString& text, QWidget* parent)
{
    auto* made = label(Metrics::heading(), "labHeadingLabel", parent);
    made->setText(text);
    return made;
}

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

bool same(const EmbedOptions& a, const EmbedOptions& b)
{
    return a.mode == b.mode && a.workers == b.workers && a.packTokens == b.packTokens
        && (a.mode != Mode::Hybrid || std::max(2, a.matmulThreads) == std::max(2, b.matmulThreads));
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
    showPlan();
    showRunning();
}

void LabPage::build()
{
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(plan());
    m_stack->addWidget(results());
    auto* centre = new Centre(this);
    auto* inside = new QHBoxLayout(centre);
    inside->setContentsMargins(1, 0, 0, 0);
    inside->addWidget(m_stack);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(settings());
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
    auto* title = label(Metrics::body(), "labTitleLabel", bar);
    QFont bold = Metrics::body();
    bold.setBold(true);
    title->setFont(bold);
    title->setWordWrap(false);
    title->setText(tr("Two settings, the same texts"));
    m_strip = new SliceStrip(bar);
    m_progress = label(Metrics::small(), "labProgressLabel", bar, true);
    m_progress->setWordWrap(false);
    m_stop = new ActionButton(ActionButton::Kind::Ordinary, tr("Stop"), QStringLiteral("stop"), bar);
    m_stop->setObjectName(QStringLiteral("labStopPushButton"));
    m_stop->setAccessibleName(tr("Stop the comparison"));
    m_again = new ActionButton(ActionButton::Kind::Ordinary, tr("Run again"), QStringLiteral("retry"), bar);
    m_again->setObjectName(QStringLiteral("labAgainPushButton"));
    m_again->setAccessibleName(tr("Run the comparison again"));
    bar->add(title);
    bar->add(m_strip);
    bar->add(m_progress);
    bar->add(m_stop);
    bar->add(m_again);
    return bar;
}

QWidget* LabPage::settings()
{
    auto* content = new QWidget(this);
    m_cardA = new ContenderCard(0, content);
    m_cardB = new ContenderCard(1, content);
    m_sameNote = label(Metrics::small(), "labSameLabel", content, true);
    m_sameNote->setText(tr("A and B are the same: a control, which should show no difference."));
    m_texts = label(Metrics::small(), "labTextsLabel", content, true);
    m_secondsBox = new NumberBox(content);
    m_secondsBox->setObjectName(QStringLiteral("labSecondsSpinBox"));
    m_secondsBox->setAccessibleName(tr("Longest time in seconds"));
    m_secondsBox->setRange(3, 600);
    m_secondsBox->setValue(20);
    m_secondsBox->setSuffix(tr(" s"));
    auto* until = label(Metrics::small(), "labUntilLabel", content, true);
    until->setText(tr("the answer is clear, or after"));
    m_machine = label(Metrics::small(), "labMachineLabel", content, true);

    auto* stopRow = new QHBoxLayout;
    stopRow->addWidget(until, 1);
    stopRow->addWidget(m_secondsBox);
    auto* layout = new QVBoxLayout(content);
    const int edge = Metrics::px(16);
    layout->setContentsMargins(edge, edge, edge, edge);
    layout->setSpacing(Metrics::px(8));
    layout->addWidget(heading(tr("Contenders"), content));
    layout->addWidget(m_cardA);
    layout->addWidget(m_cardB);
    layout->addWidget(m_sameNote);
    layout->addSpacing(Metrics::px(8));
    layout->addWidget(heading(tr("Texts"), content));
    layout->addWidget(m_texts);
    layout->addSpacing(Metrics::px(8));
    layout->addWidget(heading(tr("Stops when"), content));
    layout->addLayout(stopRow);
    layout->addStretch();
    layout->addSpacing(Metrics::px(8));
    layout->addWidget(m_machine);

    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("labSettingsScrollArea"));
    scroll->setAccessibleName(tr("Settings of the comparison"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFixedWidth(Metrics::px(kSettingsWidth));
    scroll->setWidget(content);
    scroll->setFocusPolicy(Qt::NoFocus);
    content->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    return scroll;
}

QWidget* LabPage::plan()
{
    auto* page = new QWidget(this);
    auto* title = label(boldTitle(), "labPlanTitleLabel", page);
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

QWidget* LabPage::verdict()
{
    auto* box = new QWidget(this);
    m_verdict = label(boldTitle(), "labVerdictLabel", box);
    m_sureness = label(Metrics::body(), "labSurenessLabel", box, true);
    m_use = new ActionButton(ActionButton::Kind::Main, {}, {}, box);
    m_use->setObjectName(QStringLiteral("labUsePushButton"));
    m_use->setAccessibleName(tr("Use the faster setting"));
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

QWidget* LabPage::results()
{
    auto* page = new QWidget(this);
    page->setMaximumWidth(Metrics::px(kWidest));
    auto* title = label(Metrics::body(), "labIntervalTitleLabel", page);
    QFont bold = Metrics::body();
    bold.setBold(true);
    title->setFont(bold);
    title->setWordWrap(false);
    title->setText(tr("A against B"));
    auto* remark = label(Metrics::small(), "labIntervalRemarkLabel", page, true);
    remark->setText(tr("dot: mean ratio of pairs · bar: interval · log scale"));
    remark->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* head = new QHBoxLayout;
    head->addWidget(title);
    head->addWidget(remark, 1);
    m_interval = new IntervalChart(page);
    m_slices = new SlicesChart(page);
    const auto rule = [page] {
        auto* line = new LinedBox(page);
        line->setFixedHeight(Metrics::px(16));
        return line;
    };
    auto* layout = new QVBoxLayout(page);
    const int edge = Metrics::px(24);
    layout->setContentsMargins(edge, edge, edge, Metrics::px(16));
    layout->setSpacing(0);
    layout->addWidget(verdict());
    layout->addWidget(rule());
    layout->addSpacing(Metrics::px(12));
    layout->addLayout(head);
    layout->addSpacing(Metrics::px(8));
    layout->addWidget(m_interval);
    layout->addWidget(rule());
    layout->addSpacing(Metrics::px(12));
    layout->addWidget(m_slices, 1);
    return page;
}

void LabPage::connectParts()
{
    const auto edited = [this] {
        m_edited = true;
        showPlan();
    };
    connect(m_cardA, &ContenderCard::changed, this, edited);
    connect(m_cardB, &ContenderCard::changed, this, edited);
    connect(m_secondsBox, &QSpinBox::valueChanged, this, &LabPage::showPlan);
    connect(m_start, &QPushButton::clicked, this, &LabPage::start);
    connect(m_again, &QPushButton::clicked, this, &LabPage::start);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_stop->setEnabled(false);
        m_progress->setText(tr("Stopping after this slice"));
        m_workbench.stopComparison();
    });
    connect(m_use, &QPushButton::clicked, this, &LabPage::useWinner);
    connect(&m_workbench, &Workbench::comparisonChanged, this, &LabPage::take);
    connect(&m_workbench, &Workbench::modelChanged, this, &LabPage::showPlan);
    connect(&m_workbench, &Workbench::libraryChanged, this, &LabPage::showPlan);
    connect(&m_workbench, &Workbench::embedOptionsChanged, this, [this] {
        if (!m_edited && !m_running && m_state.slices.empty())
            takeCurrentSetting();
        showWinner();
    });
}

/// A is what runs now, B the other way to use the same cores.
void LabPage::takeCurrentSetting()
{
    EmbedOptions now = m_workbench.embedOptions();
    m_cardA->setOptions(now);
    now.mode = now.mode == Mode::Nested ? Mode::Coarse : Mode::Nested;
    m_cardB->setOptions(now);
    showPlan();
}

void LabPage::showPlan()
{
    const bool ready = m_workbench.model() != nullptr;
    m_planLabel->setText(
        ready ? tr("2 contenders, at most %1 seconds; it stops earlier when the answer is clear.\n"
                   "Indexing waits meanwhile.")
                    .arg(m_secondsBox->value())
              : tr("A model is needed first: drop a .gguf file on the window."));
    m_start->setEnabled(ready && !m_running);
    m_again->setEnabled(ready && !m_running);
    const qint64 passages = m_workbench.library().counts.chunks;
    m_texts->setText(passages == 0 ? tr("Twelve sentences of the program, because the library is empty")
                                   : counted(std::min<qint64>(passages, 200), tr("1 passage of this library"),
                                             tr("%1 passages of this library")));
    m_sameNote->setVisible(same(m_cardA->options(), m_cardB->options()));
    QString machine = tr("%1, %2").arg(QString::fromStdString(cpuName()),
                                       counted(usableCores(), tr("1 core"), tr("%1 cores")));
    if (const std::shared_ptr<const Model> model = m_workbench.model())
        machine = tr("%1, %2, %3")
                      .arg(machine, QString::fromStdString(model->info().target),
                           QString::fromStdString(model->info().name));
    m_machine->setText(machine);
}

void LabPage::start()
{
    if (m_workbench.comparing())
        return;
    m_a = m_cardA->options();
    m_b = m_cardB->options();
    m_seconds = m_secondsBox->value();
    m_state = {};
    m_running = true;
    m_interval->setNames(labwords::settingWords(m_a), labwords::settingWords(m_b));
    m_slices->setNames(labwords::settingWords(m_a), labwords::settingWords(m_b));
    m_workbench.startComparison(m_a, m_b, m_seconds);
    m_running = m_workbench.comparing();
    showRunning();
    showVerdict();
}

void LabPage::take(const ComparisonState& state)
{
    const bool ended = m_running && state.finished;
    m_state = state;
    m_running = m_workbench.comparing();
    showVerdict();
    showRunning();
    if (ended && !state.slices.empty()) {
        QAccessibleEvent event(m_verdict, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

void LabPage::showRunning()
{
    const bool measured = !m_state.slices.empty();
    m_stack->setCurrentIndex(m_running || measured ? 1 : 0);
    m_stop->setVisible(m_running);
    m_stop->setEnabled(m_running);
    m_again->setVisible(!m_running && measured);
    m_strip->setVisible(m_running || measured);
    m_cardA->setEditable(!m_running);
    m_cardB->setEditable(!m_running);
    m_secondsBox->setEnabled(!m_running);
    showPlan();
    const double end = measured ? m_state.slices.back().startSeconds + m_state.slices.back().seconds : 0;
    m_strip->setSlices(m_state.slices, m_running, end / std::max(1.0, m_seconds));
    if (m_running)
        m_progress->setText(measured ? tr("%1, at most %2 left")
                                           .arg(counted(m_state.pairs, tr("1 pair"), tr("%1 pairs")),
                                                wording::seconds(std::max(0.0, m_seconds - end)))
                                     : tr("getting warm"));
    else
        m_progress->setText(
            measured ? tr("%1 in %2")
                           .arg(counted(m_state.pairs, tr("1 pair"), tr("%1 pairs")), wording::seconds(end))
                     : QString());
}

void LabPage::showVerdict()
{
    m_verdict->setText(labwords::verdictSentence(m_state, m_running));
    m_sureness->setText(labwords::surenessSentence(m_state, m_running));
    const bool known = labwords::intervalKnown(m_state);
    m_interval->setInterval(m_state.ratio, known ? m_state.low : 0, known ? m_state.high : 0,
                            labwords::verdictWord(m_state));
    m_slices->setSlices(m_state.slices, m_running ? m_seconds : 0);
    if (m_running || !m_state.slices.empty()) {
        m_cardA->setRate(labwords::meanRate(m_state, 0));
        m_cardB->setRate(labwords::meanRate(m_state, 1));
    }
    showWinner();
}

/// The faster setting is offered when it is clear which one it is.
void LabPage::showWinner()
{
    const bool clear = m_state.verdict == Verdict::AFaster || m_state.verdict == Verdict::BFaster;
    m_use->setVisible(clear && !m_running);
    if (!clear)
        return;
    const EmbedOptions& winner = m_state.verdict == Verdict::AFaster ? m_a : m_b;
    const bool used = same(winner, m_workbench.embedOptions());
    m_use->setText(used ? tr("In use") : labwords::useWords(winner));
    m_use->setAccessibleName(m_use->text());
    m_use->setEnabled(!used);
    m_use->updateGeometry();
}

void LabPage::useWinner()
{
    EmbedOptions winner = m_state.verdict == Verdict::AFaster ? m_a : m_b;
    winner.pin = m_workbench.embedOptions().pin;
    m_workbench.setEmbedOptions(winner);
}

void LabPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    showPlan();
}

}
