#include "ui/views/shelf_card.h"

#include "ui/models/workbench.h"
#include "ui/views/dialogs.h"
#include "ui/views/elided_label.h"
#include "ui/views/icon_button.h"
#include "ui/views/model_row.h"
#include "ui/views/painting.h"
#include "ui/views/wording.h"

#include <QDir>
#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

namespace embedscope {

namespace {

QString detailOf(const ShelfModel& model)
{
    QStringList parts;
    if (model.problem.isEmpty())
        parts = {model.architecture, ShelfCard::tr("%1 dimensions").arg(model.dimensions), model.weights,
                 ShelfCard::tr("%1 tokens").arg(wording::number(model.contextLength))};
    parts.append(wording::bytes(model.bytes));
    if (model.place == ShelfModel::Place::Bundled)
        parts.append(ShelfCard::tr("came with the program"));
    else if (model.place == ShelfModel::Place::Elsewhere)
        parts.append(QDir::toNativeSeparators(QFileInfo(model.path).absolutePath()));
    return parts.join(QStringLiteral(" · "));
}

void showInFolder(const QString& path)
{
    Dialogs::get().openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
}

}

ShelfCard::ShelfCard(Workbench& workbench, ModelShelf& shelf, QWidget* parent)
    : CardBox(tr("On this computer"), parent)
    , m_workbench(workbench)
    , m_shelf(shelf)
{
    setObjectName(QStringLiteral("shelfCardWidget"));
    build();
    connect(&shelf, &ModelShelf::changed, this, &ShelfCard::showModels);
    connect(&workbench, &Workbench::modelChanged, this, &ShelfCard::showModels);
}

void ShelfCard::build()
{
    auto* choose = new ActionButton(ActionButton::Kind::Ordinary, tr("Open a file..."), {}, this);
    choose->setObjectName(QStringLiteral("shelfChoosePushButton"));
    choose->setAccessibleName(tr("Open a model file"));
    connect(choose, &QPushButton::clicked, this, &ShelfCard::chooseFile);
    head()->addStretch();
    head()->addWidget(choose);
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(0);
    auto* folder = new ElidedLabel(this);
    folder->setObjectName(QStringLiteral("shelfFolderLabel"));
    folder->setFont(Metrics::small());
    folder->setForegroundRole(QPalette::PlaceholderText);
    folder->setText(tr("Models folder: %1").arg(QDir::toNativeSeparators(m_shelf.folder())));
    auto* open =
        new ActionButton(ActionButton::Kind::Small, tr("Show folder"), QStringLiteral("folder"), this);
    open->setObjectName(QStringLiteral("shelfFolderPushButton"));
    open->setAccessibleName(tr("Show the models folder"));
    connect(open, &QPushButton::clicked, this, [this] {
        QDir().mkpath(m_shelf.folder());
        Dialogs::get().openUrl(QUrl::fromLocalFile(m_shelf.folder()));
    });
    auto* foot = new QHBoxLayout;
    foot->addWidget(folder, 1);
    foot->addWidget(open);
    body()->addLayout(m_rows);
    body()->addLayout(foot);
}

void ShelfCard::showModels()
{
    while (QLayoutItem* const item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // one of its buttons may be the sender
        delete item;
    }
    for (const ShelfModel& model : m_shelf.models())
        m_rows->addWidget(row(model));
}

bool ShelfCard::isInUse(const ShelfModel& model) const
{
    const std::shared_ptr<const Model> open = m_workbench.model();
    return open && QFileInfo(QString::fromStdString(open->info().path)) == QFileInfo(model.path);
}

ModelRow* ShelfCard::row(const ShelfModel& model)
{
    auto* made = new ModelRow(model.name, this);
    const bool inUse = isInUse(model);
    made->setDetail(detailOf(model));
    made->setMark(inUse ? tr("in use") : QString());
    made->setRemark(model.problem, true);
    if (!inUse && model.problem.isEmpty()) {
        auto* use = made->addButton(ActionButton::Kind::Ordinary, tr("Use"), tr("Use %1").arg(model.name),
                                    "shelfUsePushButton");
        connect(use, &QPushButton::clicked, this, [this, path = model.path] { m_workbench.openModel(path); });
    }
    addMenu(*made, model, inUse);
    return made;
}

void ShelfCard::addMenu(ModelRow& of, const ShelfModel& model, bool inUse)
{
    auto* more = new IconButton(QStringLiteral("more"), tr("More for %1").arg(model.name), &of);
    more->setObjectName(QStringLiteral("shelfMoreToolButton"));
    auto* menu = new QMenu(more);
    menu->setAccessibleName(more->accessibleName());
    menu->addAction(themedIcon(QStringLiteral("folder")), tr("Show in its folder"), this,
                    [path = model.path] { showInFolder(path); });
    if (model.place == ShelfModel::Place::Folder) {
        QAction* const action =
            menu->addAction(themedIcon(QStringLiteral("remove")), tr("Delete the file..."), this,
                            [this, model] { remove(model); });
        action->setObjectName(QStringLiteral("shelfDeleteAction"));
        action->setEnabled(!inUse);
        if (inUse)
            action->setText(tr("Delete the file (in use)"));
    }
    more->setMenu(menu);
    more->setPopupMode(QToolButton::InstantPopup);
    of.addControl(more);
}

void ShelfCard::remove(const ShelfModel& model)
{
    const QString file = QFileInfo(model.path).fileName();
    if (!Dialogs::get().ask(
            this,
            tr("Delete %1 (%2) from the disk? This cannot be undone.").arg(file, wording::bytes(model.bytes)),
            tr("Delete file"), tr("Keep")))
        return;
    const QString problem = m_shelf.remove(model.path);
    emit noticed(problem.isEmpty() ? tr("Deleted %1.").arg(file) : problem);
}

void ShelfCard::chooseFile()
{
    if (const QString path = Dialogs::get().chooseModel(this); !path.isEmpty())
        m_workbench.openModel(path);
}

}
