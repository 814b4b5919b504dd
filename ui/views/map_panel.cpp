#include "ui/views/map_panel.h"

#include "ui/views/action_button.h"
#include "ui/views/elided_label.h"
#include "ui/views/empty_state.h"
#include "ui/views/icon_button.h"
#include "ui/views/painting.h"
#include "ui/views/short_text.h"
#include "ui/views/wording.h"

#include <QHBoxLayout>
#include <QListView>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace embedscope {

namespace {

constexpr int kRowHeight = 88;

/// Document, place, the beginning of the passage; all rows of one height.
class MapPassageDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {Metrics::px(200), Metrics::px(kRowHeight)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::current();
        const QRect row = option.rect;
        painter->save();
        if (option.state & QStyle::State_Selected) {
            painter->fillRect(row, theme.accentSoft);
            painter->fillRect(QRect(row.left(), row.top(), Metrics::px(3), row.height()), theme.accent);
        }
        painting::hairline(*painter, {row.left() * 1.0, row.bottom() + 0.5},
                           {row.right() + 1.0, row.bottom() + 0.5});
        const int edge = Metrics::px(16);
        const QRect head(row.left() + edge, row.top() + Metrics::px(10), row.width() - 2 * edge,
                         Metrics::px(18));
        const QString place = index.data(MapPassagesModel::PlaceRole).toString();
        painter->setFont(Metrics::small());
        painter->setPen(theme.text2);
        painter->drawText(head, Qt::AlignVCenter | Qt::AlignRight, place);
        const int room =
            head.width() - (place.isEmpty() ? 0 : painter->fontMetrics().horizontalAdvance(place) + edge);
        QFont bold = Metrics::small();
        bold.setBold(true);
        painter->setFont(bold);
        painter->setPen(theme.text);
        painter->drawText(
            head, Qt::AlignVCenter | Qt::AlignLeft,
            painter->fontMetrics().elidedText(index.data(MapPassagesModel::DocumentNameRole).toString(),
                                              Qt::ElideMiddle, room));
        const ShortText text(index.data().toString(), Metrics::small(), head.width(), 2, 1.15);
        text.draw(*painter, QPointF(head.left(), head.bottom() + Metrics::px(4)), theme.text);
        if ((option.state & QStyle::State_HasFocus) && option.widget && painting::showsFocus(option.widget))
            painting::focusOutline(*painter, row.adjusted(1, 1, -1, -2), Metrics::px(2));
        painter->restore();
    }
};

}

MapPanel::MapPanel(PassageTexts& texts, QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("mapPanelWidget"));
    setAccessibleName(tr("Chosen on the map"));
    setFixedWidth(Metrics::px(312));
    m_model = new MapPassagesModel(texts, this);
    build();
    showNothing();
}

void MapPanel::build()
{
    m_title = new ElidedLabel(this);
    m_title->setObjectName(QStringLiteral("mapPanelTitleLabel"));
    m_title->setFont(Metrics::heading());
    m_remark = new QLabel(this);
    m_remark->setObjectName(QStringLiteral("mapPanelRemarkLabel"));
    m_remark->setFont(Metrics::small());
    m_remark->setTextFormat(Qt::PlainText);
    m_remark->setForegroundRole(QPalette::PlaceholderText);
    auto* close = new IconButton(QStringLiteral("cancel"), tr("Let go of what is chosen (Esc)"), this);
    close->setObjectName(QStringLiteral("mapLetGoToolButton"));
    m_read = new ActionButton(ActionButton::Kind::Ordinary, tr("Read"), QStringLiteral("file-text"), this);
    m_read->setObjectName(QStringLiteral("mapReadPushButton"));
    m_read->setAccessibleName(tr("Read the passage"));
    m_neighbours =
        new ActionButton(ActionButton::Kind::Ordinary, tr("Neighbours"), QStringLiteral("neighbours"), this);
    m_neighbours->setObjectName(QStringLiteral("mapNeighboursPushButton"));
    m_neighbours->setAccessibleName(tr("Neighbours of the passage"));
    m_list = new QListView(this);
    m_list->setObjectName(QStringLiteral("mapListView"));
    m_list->setAccessibleName(tr("Chosen passages"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new MapPassageDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto* content = new QWidget(this);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(Metrics::px(16), Metrics::px(12), Metrics::px(8), 0);
    head->addWidget(m_title, 1);
    head->addWidget(close);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(Metrics::px(16), Metrics::px(10), Metrics::px(16), Metrics::px(12));
    buttons->setSpacing(Metrics::px(8));
    buttons->addWidget(m_read);
    buttons->addWidget(m_neighbours);
    buttons->addStretch();
    m_remark->setContentsMargins(Metrics::px(16), 0, Metrics::px(16), 0);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(1, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_remark);
    layout->addLayout(buttons);
    layout->addWidget(m_list, 1);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(new EmptyState(QStringLiteral("map"), tr("Choose on the map"),
                                      tr("Click a point, or draw a rectangle or a lasso around many. "
                                         "What is chosen appears here."),
                                      this));
    m_stack->addWidget(content);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);

    connect(close, &QToolButton::clicked, this, &MapPanel::letGo);
    connect(m_read, &QPushButton::clicked, this,
            [this] { emit readRequested(current().documentId, current().chunkId); });
    connect(m_neighbours, &QPushButton::clicked, this, [this] {
        emit neighboursRequested(current().chunkId,
                                 wording::firstWords(m_list->currentIndex().data().toString(), 60));
    });
    connect(m_list, &QListView::activated, this,
            [this] { emit readRequested(current().documentId, current().chunkId); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& now) {
                showButtons();
                if (now.isValid() && m_list->hasFocus())
                    emit passageChosen(current().documentId, current().chunkId);
            });
}

MapPassagesModel::Row MapPanel::current() const
{
    return m_model->rows().value(m_list->currentIndex().row());
}

void MapPanel::showButtons()
{
    const bool some = m_list->currentIndex().isValid();
    m_read->setEnabled(some);
    m_neighbours->setEnabled(some);
}

void MapPanel::showNothing()
{
    m_model->setRows({});
    m_stack->setCurrentIndex(0);
}

void MapPanel::showPassages(const QString& title, const QString& remark,
                            const QList<MapPassagesModel::Row>& rows, qint64 chunkId)
{
    m_title->setText(title);
    m_remark->setText(remark);
    m_model->setRows(rows);
    m_stack->setCurrentIndex(1);
    setCurrentChunk(chunkId);
    showButtons();
}

void MapPanel::setCurrentChunk(qint64 chunkId)
{
    const int row = m_model->rowOfChunk(chunkId);
    const QModelIndex index = row >= 0 ? m_model->index(row) : QModelIndex();
    if (index != m_list->currentIndex()) {
        const QSignalBlocker quiet(this);
        m_list->setCurrentIndex(index);
    }
}

void MapPanel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::current().base);
    painting::hairline(painter, {0.5, 0.0}, {0.5, static_cast<double>(height())});
}

}
