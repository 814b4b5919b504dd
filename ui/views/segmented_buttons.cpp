#include "ui/views/segmented_buttons.h"

#include "ui/views/painting.h"

#include <QHBoxLayout>

namespace embedscope {

namespace {

class SegmentButton : public QToolButton
{
public:
    SegmentButton(const QString& text, const QString& iconName, QWidget* parent)
        : QToolButton(parent)
        , m_iconName(iconName)
    {
        setText(text);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
    }

    QSize sizeHint() const override
    {
        QFont bold = Metrics::small();
        bold.setBold(true);
        const int icon = m_iconName.isEmpty() ? 0 : Metrics::px(16 + 6);
        return {QFontMetrics(bold).horizontalAdvance(text()) + 2 * Metrics::px(10) + icon, Metrics::px(26)};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::current();
        QPainter painter(this);
        const qreal radius = Metrics::px(4);
        if (isChecked())
            painting::box(painter, rect(), radius, theme.base, theme.line);
        const QColor ink = isChecked() || underMouse() ? theme.text : theme.text2;
        QFont font = Metrics::small();
        font.setBold(isChecked());
        painter.setFont(font);
        painter.setPen(ink);
        QRect content = rect();
        if (!m_iconName.isEmpty()) {
            const QRect iconRect(Metrics::px(8), 0, Metrics::px(16), height());
            painting::icon(painter, iconRect, m_iconName, 16, ink);
            content.setLeft(iconRect.right());
        }
        painter.drawText(content, Qt::AlignCenter, text());
        if (painting::showsFocus(this))
            painting::focusOutline(painter, rect(), radius);
    }

private:
    QString m_iconName;
};

}

SegmentedButtons::SegmentedButtons(const QString& role, QWidget* parent)
    : QWidget(parent)
    , m_role(role)
{
    setAccessibleName(role);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto* layout = new QHBoxLayout(this);
    const int edge = Metrics::px(2);
    layout->setContentsMargins(edge, edge, edge, edge);
    layout->setSpacing(edge);
    connect(&m_group, &QButtonGroup::idClicked, this, &SegmentedButtons::chosen);
}

int SegmentedButtons::addSegment(const QString& text, const QString& objectName, const QString& iconName)
{
    const int id = static_cast<int>(m_group.buttons().size());
    auto* button = new SegmentButton(text, iconName, this);
    button->setObjectName(objectName);
    button->setAccessibleName(tr("%1: %2").arg(m_role, text));
    layout()->addWidget(button);
    m_group.addButton(button, id);
    button->setChecked(id == 0);
    return id;
}

void SegmentedButtons::setCurrent(int segment)
{
    if (QAbstractButton* const wanted = m_group.button(segment))
        wanted->setChecked(true);
}

void SegmentedButtons::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painting::box(painter, rect(), Metrics::px(6), Theme::current().sunken, Theme::current().line);
}

}
