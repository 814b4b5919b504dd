#include "ui/views/model_facts_table.h"

#include "ui/models/facts_model.h"
#include "ui/views/painting.h"

#include <QHeaderView>
#include <QStyledItemDelegate>

namespace embedscope {

namespace {

constexpr int kRowHeight = 26, kNameWidth = 116, kSourceWidth = 90;

QString shortSource(const QString& source)
{
    return source.startsWith(QLatin1String("rule of")) ? ModelFactsTable::tr("family rule") : source;
}

class FactDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::current();
        painter->save();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, theme.accentSoft);
        painting::hairline(*painter, {option.rect.left() * 1.0, option.rect.bottom() + 0.5},
                           {option.rect.right() + 1.0, option.rect.bottom() + 0.5});
        const bool isSource = index.column() == FactsModel::Source;
        QString text = index.data().toString();
        QColor ink = index.column() == FactsModel::Name ? theme.text2 : theme.text;
        if (isSource) {
            const bool rule = text.startsWith(QLatin1String("rule of"));
            ink = rule ? theme.markText : text == QLatin1String("file") ? theme.text2 : theme.accentText;
            text = shortSource(text);
        }
        painter->setFont(Metrics::small());
        painter->setPen(ink);
        const QRect space = option.rect.adjusted(0, 0, isSource ? 0 : -Metrics::px(8), 0);
        painter->drawText(space, Qt::AlignVCenter | (isSource ? Qt::AlignRight : Qt::AlignLeft),
                          painter->fontMetrics().elidedText(text, Qt::ElideRight, space.width()));
        if ((option.state & QStyle::State_HasFocus) && option.widget && painting::showsFocus(option.widget))
            painting::focusOutline(*painter, option.rect, Metrics::px(2));
        painter->restore();
    }
};

}

ModelFactsTable::ModelFactsTable(QWidget* parent)
    : QTableView(parent)
{
    setObjectName(QStringLiteral("modelFactsTableView"));
    setAccessibleName(tr("Facts of the model"));
    setItemDelegate(new FactDelegate(this));
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    horizontalHeader()->setObjectName(QStringLiteral("modelFactsHeaderView"));
    horizontalHeader()->setAccessibleName(tr("Columns of the facts"));
    verticalHeader()->setObjectName(QStringLiteral("modelFactsRowsHeaderView"));
    verticalHeader()->setAccessibleName(tr("Rows of the facts"));
    horizontalHeader()->hide();
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(Metrics::px(kRowHeight));
    verticalHeader()->setMinimumSectionSize(Metrics::px(kRowHeight));
}

void ModelFactsTable::setModel(QAbstractItemModel* model)
{
    QTableView::setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, &ModelFactsTable::fitToRows);
    horizontalHeader()->setSectionResizeMode(FactsModel::Name, QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(FactsModel::Value, QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(FactsModel::Source, QHeaderView::Fixed);
    setColumnWidth(FactsModel::Name, Metrics::px(kNameWidth));
    setColumnWidth(FactsModel::Source, Metrics::px(kSourceWidth));
    fitToRows();
}

void ModelFactsTable::fitToRows()
{
    setFixedHeight(model()->rowCount() * Metrics::px(kRowHeight));
}

}
