#include "ui/views/cut_panel.h"

#include "ui/charts/theme.h"
#include "ui/models/documents_model.h"
#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/cut_text.h"
#include "ui/views/wording.h"

#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <algorithm>
#include <numeric>

namespace embedscope {

namespace {

constexpr int kLeastTokens = 16;
constexpr int kMostTokens = 1024; ///< longer passages say too many things at once
constexpr int kDelayMs = 40;

QString sentenceOf(const CutPreview& preview, bool isPart)
{
    if (!preview.problem.isEmpty())
        return preview.problem;
    const auto count = static_cast<qint64>(preview.tokens.size());
    if (count == 0)
        return CutPanel::tr("No passages.");
    const auto [least, most] = std::minmax_element(preview.tokens.begin(), preview.tokens.end());
    const qint64 sum = std::accumulate(preview.tokens.begin(), preview.tokens.end(), qint64{0});
    QStringList sentences;
    sentences.append(count == 1 ? CutPanel::tr("1 passage of %1 tokens.").arg(wording::number(sum))
                                : CutPanel::tr("%1 passages of %2 to %3 tokens, %4 on average.")
                                      .arg(wording::number(count), wording::number(*least),
                                           wording::number(*most), wording::number(sum / count)));
    sentences.append(preview.leftOut == 0
                         ? CutPanel::tr("Nothing is left out.")
                         : CutPanel::tr("%1 characters are left out.").arg(wording::number(preview.leftOut)));
    sentences.append(CutPanel::tr("Read in %1, cut in %2.")
                         .arg(wording::duration(preview.readMs), wording::duration(preview.cutMs)));
    if (isPart)
        sentences.append(CutPanel::tr("Below is the beginning of the text."));
    if (!preview.remark.isEmpty())
        sentences.append(preview.remark);
    return sentences.join(QLatin1Char(' '));
}

}

CutPanel::CutPanel(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("cutPanelWidget"));
    auto* grid = new QGridLayout;
    grid->setContentsMargins(Metrics::px(16), Metrics::px(12), Metrics::px(16), Metrics::px(4));
    grid->setHorizontalSpacing(Metrics::px(12));
    m_length = addSlider(*grid, tr("Longest passage"), "cutLengthSlider", m_lengthValue);
    m_shared = addSlider(*grid, tr("Shared with the next"), "cutSharedSlider", m_sharedValue);
    m_length->setRange(kLeastTokens, kMostTokens);
    m_shared->setRange(0, kMostTokens / 2);
    grid->setColumnStretch(1, 1);
    m_summary = new QLabel(this);
    m_summary->setObjectName(QStringLiteral("cutSummaryLabel"));
    m_summary->setFont(Metrics::small());
    m_summary->setWordWrap(true);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_again = new ActionButton(ActionButton::Kind::Small, tr("Cut again"), {}, this);
    m_again->setObjectName(QStringLiteral("cutAgainPushButton"));
    m_again->hide();
    m_text = new CutText(this);
    m_text->setObjectName(QStringLiteral("cutPlainTextEdit"));
    m_text->setAccessibleName(tr("Text with its passages"));

    auto* line = new QHBoxLayout;
    line->setContentsMargins(Metrics::px(16), 0, Metrics::px(16), Metrics::px(8));
    line->addWidget(m_summary, 1);
    line->addWidget(m_again, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Metrics::px(4));
    layout->addLayout(grid);
    layout->addLayout(line);
    layout->addWidget(m_text, 1);

    m_soon.setSingleShot(true);
    m_soon.setInterval(kDelayMs);
    connect(&m_soon, &QTimer::timeout, this, &CutPanel::ask);
    connect(m_length, &QSlider::valueChanged, this, &CutPanel::askSoon);
    connect(m_shared, &QSlider::valueChanged, this, &CutPanel::askSoon);
    connect(m_again, &QPushButton::clicked, this, &CutPanel::cutAgain);
    connect(&workbench, &Workbench::cutReady, this, &CutPanel::take);
    connect(&workbench, &Workbench::modelChanged, this, &CutPanel::askSoon);
}

QSlider* CutPanel::addSlider(QGridLayout& grid, const QString& name, const char* objectName, QLabel*& value)
{
    auto* label = new QLabel(name, this);
    label->setFont(Metrics::small());
    auto* slider = new QSlider(Qt::Horizontal, this);
    slider->setObjectName(QLatin1String(objectName));
    slider->setAccessibleName(tr("%1, in tokens").arg(name));
    slider->setPageStep(16);
    label->setBuddy(slider);
    value = new QLabel(this);
    value->setFont(Metrics::small());
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value->setMinimumWidth(QFontMetrics(value->font()).horizontalAdvance(tr("%1 tokens").arg(1024)));
    const int row = grid.rowCount();
    grid.addWidget(label, row, 0);
    grid.addWidget(slider, row, 1);
    grid.addWidget(value, row, 2);
    return slider;
}

void CutPanel::setDocument(const DocumentRow& row)
{
    const bool same = row.id == m_row.id && row.storedSeconds == m_row.storedSeconds;
    m_row = row;
    if (same) {
        showValues(); // it may have been cut again within the second
        return;
    }
    {
        const QSignalBlocker quietLength(m_length), quietShared(m_shared);
        const ChunkOptions& now = m_workbench.chunkOptions();
        const bool stored = row.chunkTokens > 0;
        m_length->setValue(stored ? static_cast<int>(row.chunkTokens) : now.chunkTokens);
        m_shared->setValue(stored ? static_cast<int>(row.overlapTokens) : now.overlapTokens);
    }
    m_summary->clear();
    m_again->hide();
    m_text->showCut({});
    askSoon();
}

ChunkOptions CutPanel::chosen() const
{
    return {m_length->value(), std::min(m_shared->value(), m_length->value() / 2)};
}

void CutPanel::showValues()
{
    const ChunkOptions options = chosen();
    m_lengthValue->setText(tr("%1 tokens").arg(options.chunkTokens));
    m_sharedValue->setText(tr("%1 tokens").arg(options.overlapTokens));
    m_again->setVisible(
        m_row.id != 0 && m_row.chunkTokens > 0
        && (options.chunkTokens != m_row.chunkTokens || options.overlapTokens != m_row.overlapTokens));
}

void CutPanel::askSoon()
{
    showValues();
    m_stale = true;
    if (isVisible() && !m_soon.isActive()) // not restarted: the preview follows while a slider moves
        m_soon.start();
}

void CutPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        m_soon.start();
}

void CutPanel::ask()
{
    m_stale = false;
    if (m_row.id == 0)
        return;
    if (m_summary->text().isEmpty())
        m_summary->setText(tr("A moment."));
    m_job = m_workbench.previewCut(m_row.id, chosen());
}

void CutPanel::take(const CutPreview& preview)
{
    if (preview.job != m_job || preview.documentId != m_row.id)
        return;
    if (preview.mostTokens > 0) {
        const QSignalBlocker quiet(m_length);
        m_length->setMaximum(std::clamp(preview.mostTokens, kLeastTokens, kMostTokens));
    }
    m_text->showCut(preview);
    m_summary->setText(sentenceOf(preview, m_text->isPart()));
    showValues();
}

void CutPanel::cutAgain()
{
    m_workbench.setChunkOptions(chosen());
    const int row = m_workbench.documents()->rowOfDocument(m_row.id);
    if (row >= 0)
        m_workbench.retry({row});
}

}
