#include "ui/views/phase_bars.h"

#include "ui/views/painting.h"
#include "ui/views/wording.h"

namespace embedscope {

namespace {

double shareOf(quint64 done, quint64 all)
{
    return all > 0 ? static_cast<double>(done) / static_cast<double>(all) : 0;
}

QString count(quint64 value)
{
    return wording::compact(static_cast<qint64>(value));
}

}

PhaseBars::PhaseBars(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("phaseBarsWidget"));
    setAccessibleName(tr("Progress by phase"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(sizeHint().height());
    hide();
}

QSize PhaseBars::sizeHint() const
{
    return {Metrics::px(640), Metrics::px(52)};
}

void PhaseBars::take(const IndexingStatus& status)
{
    const quint64 through = status.stored + status.problems + status.unchanged + status.cancelled;
    const quint64 read = qMax(status.read + status.unchanged, qMin(status.documents, through));
    const bool allRead = status.documents > 0 && read >= status.documents;
    m_phases = {
        {tr("Read"),
         count(read),
         tr("of %1").arg(count(status.documents)),
         {},
         shareOf(read, status.documents),
         allRead},
        {tr("Cut"), count(status.chunks), tr("passages"), {}, shareOf(read, status.documents), allRead},
        {tr("Embed"), count(status.tokensEmbedded), tr("of %1 tokens").arg(count(status.tokens)),
         tr("tokens"), status.percent / 100, false},
        {tr("Stored"),
         count(through),
         tr("of %1").arg(count(status.documents)),
         {},
         shareOf(through, status.documents),
         false},
    };
    QStringList words;
    for (const Phase& phase : std::as_const(m_phases))
        words.append(tr("%1: %2 %3").arg(phase.name, phase.value, phase.unit));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    setVisible(status.running);
    update();
}

void PhaseBars::paintPhase(QPainter& painter, const QRect& rect, const Phase& phase) const
{
    const Theme& theme = Theme::current();
    const QRect line(rect.left(), Metrics::px(10), rect.width(), Metrics::px(20));
    painter.setFont(Metrics::body());
    painter.setPen(theme.text);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, phase.name);
    QFont bold = Metrics::body();
    bold.setBold(true);
    const QFontMetrics boldMetrics(bold), smallMetrics(Metrics::small());
    const int spare = rect.width() - painter.fontMetrics().horizontalAdvance(phase.name)
        - boldMetrics.horizontalAdvance(phase.value) - Metrics::px(16);
    const bool fits = smallMetrics.horizontalAdvance(phase.unit) <= spare;
    const QString unit = fits || phase.shortUnit.isEmpty() ? phase.unit : phase.shortUnit;
    const int unitWidth = smallMetrics.horizontalAdvance(unit);
    painter.setFont(Metrics::small());
    painter.setPen(theme.text2);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, unit);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(line.adjusted(0, 0, -unitWidth - Metrics::px(6), 0), Qt::AlignVCenter | Qt::AlignRight,
                     phase.value);
    const QRectF groove(rect.left(), Metrics::px(36), rect.width(), Metrics::px(4));
    painting::bar(painter, groove, phase.share, theme.sunken, theme.accent);
}

void PhaseBars::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painting::hairline(painter, {0.0, height() - 0.5}, {width() * 1.0, height() - 0.5});
    double weight = 0;
    for (int i = 0; i < m_phases.size(); ++i)
        weight += i == 2 ? 1.35 : 1; // tokens have the longest words
    const int edge = Metrics::px(16), gap = Metrics::px(24);
    const double space = width() - 2.0 * edge - gap * (static_cast<double>(m_phases.size()) - 1);
    double x = edge;
    for (int i = 0; i < m_phases.size(); ++i) {
        const double phaseWidth = space * (i == 2 ? 1.35 : 1) / weight;
        paintPhase(painter, QRectF(x, 0, phaseWidth, height()).toAlignedRect(), m_phases[i]);
        x += phaseWidth + gap;
    }
}

}
