#include "ui/views/documents_table.h"

#include "ui/models/documents_model.h"
#include "ui/views/document_delegate.h"
#include "ui/views/painting.h"
#include "ui/views/state_sign.h"
#include "ui/views/table_header.h"
#include "ui/views/wording.h"

#include <QKeyEvent>
#include <algorithm>

namespace embedscope {

namespace {

/// Columns keep a width that fits their longest word or number.
QList<std::pair<int, QString>> widestTexts()
{
    using C = DocumentsModel;
    QString state;
    for (const auto each : {DocumentState::Queued, DocumentState::Reading, DocumentState::Embedding,
                            DocumentState::Done, DocumentState::Problem, DocumentState::Paused}) {
        if (stateWord(each).size() > state.size())
            state = stateWord(each);
    }
    return {{C::State, state},
            {C::Type, DocumentsTable::tr("OpenDocument")},
            {C::Pages, wording::number(99'999)},
            {C::Passages, wording::number(999'999)},
            {C::Tokens, wording::number(99'999'999)},
            {C::Milliseconds, wording::duration(59'900)}};
}

int widthOf(const QAbstractItemModel& model, int column, const QString& widest)
{
    const QFontMetrics metrics(column == DocumentsModel::State || column == DocumentsModel::Type
                                   ? Metrics::body()
                                   : Metrics::small());
    const QString header =
        model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() + QStringLiteral(" \u2191");
    const int sign = column == DocumentsModel::State ? Metrics::px(16 + 8) : 0;
    const int words = std::max(metrics.horizontalAdvance(widest) + sign,
                               QFontMetrics(Metrics::small()).horizontalAdvance(header));
    return words + Metrics::px(16 + 4);
}

}

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
    verticalHeader()->setObjectName(QStringLiteral("documentRowsHeaderView"));
    verticalHeader()->setAccessibleName(tr("Rows of the documents"));
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
    fitRemark();
}

void DocumentsTable::setWidths()
{
    if (!model())
        return;
    using C = DocumentsModel;
    QHeaderView* const header = horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(C::Name, QHeaderView::Stretch);
    for (const auto& [column, widest] : widestTexts())
        setColumnWidth(column, widthOf(*model(), column, widest));
    fitRemark();
}

/// What the numbers leave is shared by name and remark.
void DocumentsTable::fitRemark()
{
    using C = DocumentsModel;
    if (!model())
        return;
    setColumnHidden(C::Milliseconds, m_narrow);
    setColumnHidden(C::Type, viewport()->width() < Metrics::px(720));
    int spare = viewport()->width();
    for (int column = 0; column < C::Remark; ++column)
        spare -= column == C::Name || isColumnHidden(column) ? 0 : columnWidth(column);
    setColumnWidth(C::Remark, std::clamp(spare * 9 / 20, Metrics::px(120), Metrics::px(480)));
}

void DocumentsTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitRemark();
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
