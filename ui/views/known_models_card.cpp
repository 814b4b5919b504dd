#include "ui/views/known_models_card.h"

#include "ui/models/model_downloads.h"
#include "ui/models/model_names.h"
#include "ui/models/model_shelf.h"
#include "ui/views/dialogs.h"
#include "ui/views/model_row.h"
#include "ui/views/painting.h"
#include "ui/views/wording.h"

#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

namespace embedscope {

namespace {

QList<KnownModel> listOfProgram()
{
    QFile file(QStringLiteral(":/known_models.json"));
    return file.open(QIODevice::ReadOnly) ? readKnownModels(file.readAll()) : QList<KnownModel>();
}

/// Where people read about it: the address without what names the file.
QUrl pageOf(const QUrl& url)
{
    QUrl page = url;
    page.setPath(url.path().section(QStringLiteral("/resolve/"), 0, 0));
    return page;
}

}

KnownModelsCard::KnownModelsCard(const ModelDownloads& downloads, const ModelShelf& shelf, QWidget* parent)
    : CardBox(tr("Well-known models"), parent)
    , m_downloads(downloads)
    , m_shelf(shelf)
    , m_models(listOfProgram())
{
    setObjectName(QStringLiteral("knownModelsCardWidget"));
    auto* remark =
        new QLabel(tr("Licences as their publishers name them: read the page before you use a model. "
                      "Sizes are approximate."),
                   this);
    remark->setObjectName(QStringLiteral("knownModelsRemarkLabel"));
    remark->setFont(Metrics::small());
    remark->setForegroundRole(QPalette::PlaceholderText);
    remark->setWordWrap(true);
    body()->addWidget(remark);
    body()->setSpacing(0);
    for (const KnownModel& model : m_models)
        addRow(model);
    connect(&downloads, &ModelDownloads::listChanged, this, &KnownModelsCard::showStates);
    connect(&downloads, &ModelDownloads::changed, this, &KnownModelsCard::showStates);
    connect(&shelf, &ModelShelf::changed, this, &KnownModelsCard::showStates);
    showStates();
}

void KnownModelsCard::addRow(const KnownModel& model)
{
    auto* row = new ModelRow(model.name, this);
    row->setDetail(QStringList{model.languages, tr("%1 dimensions").arg(model.dimensions),
                               wording::bytes(qint64{model.megabytes} * 1'000'000), model.licence}
                       .join(QStringLiteral(" · ")));
    row->setRemark(tr("%1.").arg(model.goodFor));
    auto* page = row->addButton(ActionButton::Kind::Small, tr("Page"),
                                tr("Open the page of %1 in a web browser").arg(model.name),
                                "knownModelPagePushButton");
    page->setToolTip(pageOf(model.url).toDisplayString());
    auto* get = row->addButton(ActionButton::Kind::Ordinary, tr("Download"),
                               tr("Download %1").arg(model.name), "knownModelDownloadPushButton");
    get->setToolTip(model.url.toDisplayString());
    connect(page, &QPushButton::clicked, this, [url = pageOf(model.url)] { Dialogs::get().openUrl(url); });
    connect(get, &QPushButton::clicked, this,
            [this, model] { emit downloadChosen(model.url.toString(), model.sha256); });
    m_buttons.append(get);
    body()->addWidget(row);
}

void KnownModelsCard::showStates()
{
    for (int i = 0; i < m_models.size(); ++i) {
        const QString file = modelNameFromUrl(m_models[i].url);
        const bool here = std::ranges::any_of(m_shelf.models(), [&file](const ShelfModel& model) {
            return QFileInfo(model.path).fileName() == file;
        });
        const DownloadItem* const item = m_downloads.find(m_models[i].url);
        const bool running = item && item->isActive();
        m_buttons[i]->setEnabled(!here && !running);
        m_buttons[i]->setText(here ? tr("Is here") : tr("Download"));
    }
}

}
