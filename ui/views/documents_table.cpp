#include "ui/views/documents_table.h"

#include "ui/models/documents_model.h"
#include "ui/views/document_delegate.h"
#include "ui/views/painting.h"
#include "ui/views/table_header.h"

#include <QKeyEvent>
#include <algorithm>

namespace embedscope {

DocumentsTable::DocumentsTable(QWidget* parent)
    : QTableView(parent)
{
    setObjectName(QStringLiteral("documentsTableView"));
    setAccessibleName(tr("Documents"));
    setHorizontalHeader(new TableHeader(this));
    horizontalHeader()->setObjectName(QStringLiteral("documentsHeaderView"));
    horizontalHeader()->setAccessibleName(tr("Columns of the documents"));
    verticalHeader()->setSectionResizeMode(
        QHeaderView::Fixed); // measuring rows costs seconds with many of them
    verticalHeader()->setDefaultSectionSize(DocumentDelegate::rowHeight());
    verticalHeader()->hide();
    setItemDelegate(new DocumentDelegate(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setFrameShape(NoFrame);
    setAlternatingRowColors(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setCornerButtonEnabled(false);
    connect(this, &QTableView::doubleClicked, this,
            [this](const QModelIndex& index) { emit openRequested(index.row()); });
}

void DocumentsTable::setModel(QAbstractItemModel* model)
{
    QTableView::setModel(model);
    setWidths();
    horizontalHeader()->setSortIndicator(DocumentsModel::State, Qt::AscendingOrder);
    setSortingEnabled(true);
}

void DocumentsTable::setNarrow(bool narrow)
{
    m_narrow = narrow;
    setWidths();
}

void DocumentsTable::setWidths()
{
    if (!model())
        return;
    using C = DocumentsModel;
    QHeaderView* const header = horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(C::Name, QHeaderView::Stretch);
    const std::initializer_list<std::pair<int, int>> widths = {{C::State, 112}, {C::Type, 96},
                                                               {C::Pages, 60},  {C::Passages, 76},
                                                               {C::Tokens, 78}, {C::Milliseconds, 72}};
    for (const auto& [column, width] : widths)
        setColumnWidth(column, Metrics::px(width));
    setColumnHidden(C::Milliseconds, m_narrow);
    setColumnHidden(C::Type, viewport()->width() < Metrics::px(720));
    const int spare = viewport()->width() - Metrics::px(112 + 60 + 76 + 78 + 72);
    setColumnWidth(C::Remark, std::clamp(spare / 3, Metrics::px(120), Metrics::px(360)));
}

void DocumentsTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    setWidths();
}

QList<int> DocumentsTable::selectedRows() const
{
    QList<int> rows;
    if (!selectionModel())
        return rows;
    for (const QModelIndex& index : selectionModel()->selectedRows())
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

void DocumentsTable::keyboardSearch(const QString& search)
{
    const QModelIndex current = currentIndex();
    if (current.isValid() && current.column() != DocumentsModel::Name)
        selectionModel()->setCurrentIndex(current.siblingAtColumn(DocumentsModel::Name),
                                          QItemSelectionModel::NoUpdate);
    QTableView::keyboardSearch(search);
}

void DocumentsTable::keyPressEvent(QKeyEvent* event)
{
    const bool plain = !(event->modifiers() & ~Qt::KeypadModifier);
    if (plain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        if (currentIndex().isValid())
            emit openRequested(currentIndex().row());
        return;
    }
    if (plain && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        if (const QList<int> rows = selectedRows(); !rows.isEmpty())
            emit removeRequested(rows);
        return;
    }
    if (plain && event->key() == Qt::Key_Space) {
        emit pauseRequested();
        return;
    }
    if (plain && event->key() == Qt::Key_Escape && selectionModel() && selectionModel()->hasSelection()) {
        clearSelection();
        return;
    }
    QTableView::keyPressEvent(event);
}

QModelIndex DocumentsTable::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    // Home and End mean the first and the last row; a row is the smallest thing one can choose here.
    if (model() && model()->rowCount() > 0 && (action == MoveHome || action == MoveEnd)) {
        const int row = action == MoveHome ? 0 : model()->rowCount() - 1;
        return model()->index(row, std::max(0, currentIndex().column()));
    }
    return QTableView::moveCursor(action, modifiers);
}

}
