#include "ui/views/downloads_card.h"

#include "ui/views/model_row.h"
#include "ui/views/painting.h"
#include "ui/views/wording.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace embedscope {

namespace {

using State = DownloadItem::State;

QString progressOf(const DownloadItem& item)
{
    QStringList parts = {item.url.host()};
    if (item.url.scheme() != QLatin1String("https"))
        parts.append(DownloadsCard::tr("not encrypted"));
    if (item.total > 0 && item.state != State::Done)
        parts.append(
            DownloadsCard::tr("%1 of %2").arg(wording::bytes(item.received), wording::bytes(item.total)));
    else if (item.received > 0)
        parts.append(wording::bytes(item.received));
    if (item.state == State::Checking)
        parts.append(DownloadsCard::tr("being checked"));
    else if (item.state == State::Stopped)
        parts.append(DownloadsCard::tr("stopped"));
    else if (item.state == State::Done)
        parts.append(DownloadsCard::tr("checked, in the models folder"));
    if (item.state == State::Running && item.bytesPerSecond > 0) {
        const QString rate = wording::bytes(static_cast<qint64>(item.bytesPerSecond));
        parts.append(DownloadsCard::tr("%1 per second").arg(rate));
        if (item.total > 0) {
            const double left = static_cast<double>(item.total - item.received) / item.bytesPerSecond;
            parts.append(DownloadsCard::tr("%1 left").arg(wording::seconds(left)));
        }
    }
    return parts.join(QStringLiteral(" · "));
}

}

DownloadsCard::DownloadsCard(ModelDownloads& downloads, QWidget* parent)
    : CardBox(tr("Download"), parent)
    , m_downloads(downloads)
{
    setObjectName(QStringLiteral("downloadsCardWidget"));
    build();
    connect(&downloads, &ModelDownloads::listChanged, this, &DownloadsCard::showList);
    connect(&downloads, &ModelDownloads::changed, this, &DownloadsCard::showItem);
    showList();
}

void DownloadsCard::build()
{
    auto* promise = new QLabel(tr("Nobody is contacted until you press Download. Then only that address is, "
                                  "and where it leads to; they "
                                  "learn nothing of your documents."),
                               this);
    promise->setObjectName(QStringLiteral("downloadsPromiseLabel"));
    promise->setFont(Metrics::small());
    promise->setForegroundRole(QPalette::PlaceholderText);
    promise->setWordWrap(true);
    m_address = new QLineEdit(this);
    m_address->setObjectName(QStringLiteral("downloadsAddressLineEdit"));
    m_address->setAccessibleName(tr("Address of a model file"));
    m_address->setPlaceholderText(tr("https://... .gguf"));
    m_address->setMinimumHeight(Metrics::px(34));
    m_address->setTextMargins(Metrics::px(8), 0, Metrics::px(4), 0);
    m_address->setClearButtonEnabled(true);
    if (auto* const clear = m_address->findChild<QToolButton*>()) {
        clear->setObjectName(QStringLiteral("downloadsClearToolButton"));
        clear->setAccessibleName(tr("Clear the address"));
    }
    auto* go = new ActionButton(ActionButton::Kind::Main, tr("Download"), {}, this);
    go->setObjectName(QStringLiteral("downloadsStartPushButton"));
    go->setAccessibleName(tr("Download from this address"));
    go->setEnabled(false);
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("downloadsProblemLabel"));
    m_problem->setFont(Metrics::small());
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(0);
    auto* line = new QHBoxLayout;
    line->setSpacing(Metrics::px(8));
    line->addWidget(m_address, 1);
    line->addWidget(go);
    body()->addWidget(promise);
    body()->addLayout(line);
    body()->addWidget(m_problem);
    body()->addLayout(m_rows);
    connect(m_address, &QLineEdit::textChanged, this, [this, go](const QString& text) {
        go->setEnabled(!text.trimmed().isEmpty());
        showProblem({});
    });
    connect(m_address, &QLineEdit::returnPressed, go, &QPushButton::click);
    connect(go, &QPushButton::clicked, this, [this] { start(m_address->text()); });
}

void DownloadsCard::start(const QString& address, const QByteArray& sha256)
{
    const QString problem = m_downloads.start(address, sha256);
    if (problem.isEmpty() && address == m_address->text())
        m_address->clear();
    showProblem(problem);
}

void DownloadsCard::showProblem(const QString& sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, Theme::current().problem);
    m_problem->setPalette(colours);
}

void DownloadsCard::showList()
{
    while (QLayoutItem* const item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // one of its buttons may be the sender
        delete item;
    }
    m_shown.clear();
    for (const DownloadItem& item : m_downloads.items()) {
        auto* row = new ModelRow(item.name, this);
        m_rows->addWidget(row);
        m_shown[item.id] = {row, -1};
        showItem(item.id);
    }
}

void DownloadsCard::showItem(int id)
{
    const auto found = m_shown.find(id);
    const DownloadItem* const item = m_downloads.find(id);
    if (found == m_shown.end() || !item)
        return;
    ModelRow& row = *found->row;
    row.setDetail(progressOf(*item));
    row.setRemark(item->sentence, true);
    const bool unfinished = item->state != State::Done && item->total > 0;
    row.setShare(unfinished ? static_cast<double>(item->received) / static_cast<double>(item->total) : -1);
    if (found->state == static_cast<int>(item->state))
        return;
    found->state = static_cast<int>(item->state);
    setButtons(row, *item);
    if (item->state == State::Failed || item->state == State::Done) {
        QAccessibleEvent event(&row, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

void DownloadsCard::setButtons(ModelRow& row, const DownloadItem& item)
{
    row.clearButtons();
    const int id = item.id;
    const auto add = [&](const QString& text, const QString& accessible, const char* name, auto&& act) {
        connect(row.addButton(ActionButton::Kind::Small, text, accessible.arg(item.name), name),
                &QPushButton::clicked, this, act);
    };
    if (item.isActive()) {
        add(tr("Stop"), tr("Stop the download of %1"), "downloadStopPushButton",
            [this, id] { m_downloads.stop(id); });
        return;
    }
    if (item.state == State::Done)
        add(tr("Use"), tr("Use %1"), "downloadUsePushButton",
            [this, path = item.path] { emit useChosen(path); });
    else if (item.state == State::Stopped)
        add(tr("Resume"), tr("Resume the download of %1"), "downloadResumePushButton",
            [this, id] { m_downloads.resume(id); });
    else if (item.again)
        add(tr("Try again"), tr("Try to download %1 again"), "downloadRetryPushButton",
            [this, id] { m_downloads.resume(id); });
    add(item.state == State::Done ? tr("Clear") : tr("Remove"), tr("Take the download of %1 from the list"),
        "downloadRemovePushButton", [this, id] { m_downloads.remove(id); });
}

void DownloadsCard::changeEvent(QEvent* event)
{
    CardBox::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_problem && !m_problem->isHidden())
        showProblem(m_problem->text());
}

}
