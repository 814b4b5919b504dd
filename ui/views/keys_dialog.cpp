#include "ui/views/keys_dialog.h"

#include "ui/charts/theme.h"

#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

namespace embedscope {

KeysDialog::KeysDialog(const QList<QPair<QString, QString>>& keys, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("keysDialog"));
    setWindowTitle(tr("All keys"));
    setAccessibleName(windowTitle());
    setModal(false);
    auto* table = new QTableWidget(static_cast<int>(keys.size()), 2, this);
    table->setObjectName(QStringLiteral("keysTableWidget"));
    table->setAccessibleName(tr("All keys"));
    table->horizontalHeader()->setAccessibleName(tr("Columns of the keys"));
    table->setHorizontalHeaderLabels({tr("What"), tr("Keys")});
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->setColumnWidth(1, Metrics::px(180));
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(Metrics::px(28));
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    for (int row = 0; row < keys.size(); ++row) {
        table->setItem(row, 0, new QTableWidgetItem(keys[row].first));
        table->setItem(row, 1, new QTableWidgetItem(keys[row].second));
    }
    auto* layout = new QVBoxLayout(this);
    const int edge = Metrics::px(12);
    layout->setContentsMargins(edge, edge, edge, edge);
    layout->addWidget(table);
    resize(Metrics::px(560), Metrics::px(640));
}

}
