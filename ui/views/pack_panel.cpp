#include "ui/views/pack_panel.h"

#include "ui/charts/stage_bar.h"
#include "ui/charts/theme.h"
#include "ui/views/wording.h"

#include <QGridLayout>
#include <QLabel>

namespace embedscope {

PackPanel::PackPanel(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Chosen pack"));
    auto* heading = new QLabel(tr("Chosen pack"), this);
    heading->setFont(Metrics::heading());
    m_worker = new QLabel(this);
    m_worker->setObjectName(QStringLiteral("packWorkerLabel"));
    m_worker->setFont(Metrics::small());
    m_worker->setForegroundRole(QPalette::PlaceholderText);
    m_words = new QLabel(tr("Click a bar in the lanes to see where its time went."), this);
    m_words->setObjectName(QStringLiteral("packWordsLabel"));
    m_words->setFont(Metrics::small());
    m_words->setForegroundRole(QPalette::PlaceholderText);
    m_words->setWordWrap(true);
    m_stages = new StageBar(this);
    m_stages->setObjectName(QStringLiteral("packStageBar"));
    m_stages->hide();
    auto* layout = new QGridLayout(this);
    const int edge = Metrics::px(16);
    layout->setContentsMargins(edge, edge, edge, edge);
    layout->setVerticalSpacing(Metrics::px(8));
    layout->addWidget(heading, 0, 0);
    layout->addWidget(m_worker, 0, 1, Qt::AlignRight);
    layout->addWidget(m_words, 1, 0, 1, 2);
    layout->addWidget(m_stages, 2, 0, 1, 2);
}

void PackPanel::showPack(const Span& pack, const std::vector<Span>& stages)
{
    m_worker->setText(tr("worker %1").arg(pack.worker + 1));
    const QString texts =
        pack.texts == 1 ? tr("1 text") : tr("%1 texts").arg(wording::number(qint64{pack.texts}));
    m_words->setText(pack.texts == 0
                         ? tr("Helped another worker with its pack.")
                         : tr("%1, %2 tokens together").arg(texts, wording::number(qint64{pack.tokens})));
    m_stages->setStages(stages, pack.durationNs);
    m_stages->show();
}

}
