#include "ui/views/token_bar.h"

#include "ui/views/painting.h"
#include "ui/views/wording.h"

namespace embedscope {

TokenBar::TokenBar(const QString& accessibleName, QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(accessibleName);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TokenBar::setShare(double share)
{
    share = qBound(0.0, share, 1.0);
    if (qFuzzyCompare(1 + share, 1 + m_share))
        return;
    m_share = share;
    setAccessibleDescription(wording::percent(100 * share));
    update();
}

QSize TokenBar::sizeHint() const
{
    return {Metrics::px(200), Metrics::px(4)};
}

QSize TokenBar::minimumSizeHint() const
{
    return {Metrics::px(40), Metrics::px(4)};
}

void TokenBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painting::bar(painter, rect(), m_share, painting::mixed(theme.sunken, theme.line, 0.6), theme.accent);
}

}
