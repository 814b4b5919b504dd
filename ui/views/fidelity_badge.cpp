#include "ui/views/fidelity_badge.h"

#include "ui/models/model_checks.h"
#include "ui/views/painting.h"

namespace embedscope {

namespace {

using Verdict = ModelChecks::Verdict;

struct Look
{
    QString icon;
    QColor fill, ink;
};

Look lookOf(Verdict verdict)
{
    const Theme& theme = Theme::current();
    switch (verdict) {
    case Verdict::Sound:
        return {QStringLiteral("shield"), theme.okSoft, theme.ok};
    case Verdict::Look:
        return {QStringLiteral("info"), theme.mark, theme.text};
    case Verdict::Wrong:
        return {QStringLiteral("warning"), theme.problemSoft, theme.problem};
    case Verdict::None:
    case Verdict::Running:
        break;
    }
    return {QStringLiteral("clock"), QColor(), theme.text2};
}

}

FidelityBadge::FidelityBadge(ModelChecks& checks, QWidget* parent)
    : QAbstractButton(parent)
    , m_checks(checks)
{
    setObjectName(QStringLiteral("fidelityBadgeButton"));
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&checks, &ModelChecks::changed, this, &FidelityBadge::showVerdict);
    showVerdict();
}

void FidelityBadge::showVerdict()
{
    const Verdict verdict = m_checks.verdict();
    setText(verdict == Verdict::Sound       ? tr("checked")
                : verdict == Verdict::Look  ? tr("%1 to look at").arg(m_checks.failed())
                : verdict == Verdict::Wrong ? tr("%1 wrong").arg(m_checks.failed())
                                            : tr("being checked"));
    setAccessibleName(tr("Fidelity of the model: %1").arg(text()));
    setAccessibleDescription(m_checks.sentence());
    setToolTip(m_checks.sentence());
    setVisible(verdict != Verdict::None);
    updateGeometry();
    update();
}

QSize FidelityBadge::sizeHint() const
{
    return {QFontMetrics(Metrics::small()).horizontalAdvance(text()) + Metrics::px(8 + 16 + 4 + 8),
            Metrics::px(24)};
}

void FidelityBadge::paintEvent(QPaintEvent*)
{
    const Look look = lookOf(m_checks.verdict());
    QPainter painter(this);
    if (look.fill.isValid())
        painting::box(painter, rect(), Metrics::px(12), look.fill, underMouse() ? look.ink : QColor());
    painting::icon(painter, QRect(Metrics::px(8), 0, Metrics::px(16), height()), look.icon, 16, look.ink);
    painter.setFont(Metrics::small());
    painter.setPen(look.ink);
    painter.drawText(rect().adjusted(Metrics::px(8 + 16 + 4), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     text());
    if (painting::showsFocus(this))
        painting::focusOutline(painter, rect(), Metrics::px(12));
}

}
