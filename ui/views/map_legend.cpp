#include "ui/views/map_legend.h"

#include "ui/views/painting.h"
#include "ui/views/wording.h"

#include <QAbstractButton>
#include <QVBoxLayout>

namespace embedscope {

namespace {

constexpr int kWidth = 232, kRowHeight = 26;

/// A dot, a name, a number.
class LegendButton : public QAbstractButton
{
public:
    LegendButton(const MapLegend::Row& row, QWidget* parent)
        : QAbstractButton(parent)
        , m_row(row)
    {
        setText(row.name);
        setCheckable(row.documentId != 0);
        setFocusPolicy(row.documentId != 0 ? Qt::TabFocus : Qt::NoFocus);
        setAttribute(Qt::WA_Hover);
        setAttribute(Qt::WA_TransparentForMouseEvents, row.documentId == 0);
        setFixedSize(Metrics::px(kWidth - 16), Metrics::px(kRowHeight));
        setAccessibleName(MapLegend::tr("%1: %2 passages").arg(row.name, wording::number(row.count)));
        setToolTip(row.name);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::current();
        QPainter painter(this);
        if (isChecked() || (isCheckable() && underMouse()))
            painting::box(painter, rect(), Metrics::px(4),
                          isChecked() ? theme.accentSoft : painting::mixed(theme.base, theme.text, 0.05));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_row.color);
        painter.drawEllipse(QPointF(Metrics::px(12), height() / 2.0), Metrics::px(4), Metrics::px(4));
        QFont font = Metrics::small();
        font.setBold(isChecked());
        painter.setFont(font);
        const QString count = wording::number(m_row.count);
        const QRect line = rect().adjusted(Metrics::px(24), 0, -Metrics::px(8), 0);
        painter.setPen(theme.text2);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, count);
        painter.setPen(isChecked() ? theme.accentText : m_row.documentId == 0 ? theme.text2 : theme.text);
        const int room = line.width() - painter.fontMetrics().horizontalAdvance(count) - Metrics::px(8);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(m_row.name, Qt::ElideMiddle, room));
        if (painting::showsFocus(this))
            painting::focusOutline(painter, rect(), Metrics::px(4));
    }

private:
    MapLegend::Row m_row;
};

class FoldButton : public QAbstractButton
{
public:
    explicit FoldButton(QWidget* parent)
        : QAbstractButton(parent)
    {
        setObjectName(QStringLiteral("mapLegendFoldPushButton"));
        setText(MapLegend::tr("Documents"));
        setCheckable(true);
        setChecked(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setFixedHeight(Metrics::px(28));
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::current();
        QPainter painter(this);
        QFont font = Metrics::small();
        font.setBold(true);
        painter.setFont(font);
        painter.setPen(underMouse() ? theme.text : theme.text2);
        painter.drawText(rect().adjusted(Metrics::px(8), 0, 0, 0), Qt::AlignVCenter, text());
        const QRect arrow(width() - Metrics::px(24), 0, Metrics::px(16), height());
        painting::icon(painter, arrow,
                       isChecked() ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"), 16,
                       theme.text2);
        if (painting::showsFocus(this))
            painting::focusOutline(painter, rect(), Metrics::px(4));
    }
};

}

MapLegend::MapLegend(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("mapLegendWidget"));
    setAccessibleName(tr("Colours of the map"));
    setFixedWidth(Metrics::px(kWidth));
    setCursor(Qt::ArrowCursor);
    m_head = new FoldButton(this);
    m_head->setAccessibleName(tr("Show the colours"));
    m_list = new QWidget(this);
    m_layout = new QVBoxLayout(m_list);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    auto* layout = new QVBoxLayout(this);
    const int edge = Metrics::px(8);
    layout->setContentsMargins(edge, Metrics::px(4), edge, Metrics::px(4));
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addWidget(m_list);
    connect(m_head, &QAbstractButton::toggled, this, [this](bool open) { setFolded(!open); });
}

void MapLegend::setRows(const QList<Row>& rows)
{
    m_rows = rows;
    for (QAbstractButton* button : std::as_const(m_buttons)) {
        button->hide();
        button->deleteLater(); // it may be the one that was clicked
    }
    m_buttons.clear();
    for (const Row& row : rows) {
        auto* button = new LegendButton(row, m_list);
        button->setObjectName(QStringLiteral("mapLegendPushButton%1").arg(m_buttons.size()));
        connect(button, &QAbstractButton::clicked, this,
                [this, id = row.documentId](bool on) { emit documentChosen(on ? id : 0); });
        m_layout->addWidget(button);
        button->show();
        m_buttons.append(button);
    }
    adjustSize();
    emit sizeChanged();
}

void MapLegend::setChosen(qint64 documentId)
{
    for (int i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setChecked(m_rows[i].documentId != 0 && m_rows[i].documentId == documentId);
}

void MapLegend::setFolded(bool folded)
{
    if (m_folded == folded)
        return;
    m_folded = folded;
    m_list->setHidden(folded);
    m_head->setChecked(!folded);
    adjustSize();
    emit sizeChanged();
}

void MapLegend::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painting::box(painter, rect(), Metrics::px(8), Theme::current().base, Theme::current().line);
}

}
