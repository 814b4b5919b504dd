#include "ui/views/inspector.h"

#include "ui/models/number_text.h"
#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/cut_panel.h"
#include "ui/views/elided_label.h"
#include "ui/views/empty_state.h"
#include "ui/views/inspector_delegate.h"
#include "ui/views/painting.h"
#include "ui/views/passages_model.h"
#include "ui/views/tab_row.h"
#include "ui/views/wording.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace embedscope {

Inspector::Inspector(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("inspectorWidget"));
    setAccessibleName(tr("Inspector"));
    setMinimumWidth(Metrics::px(260));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    build();
    connect(&workbench, &Workbench::documentReady, this, &Inspector::take);
    connect(&workbench, &Workbench::selectionChanged, this, [this](qint64 documentId, qint64 chunkId) {
        if (documentId == m_documentId)
            selectChunk(chunkId);
    });
    showNothing();
}

void Inspector::build()
{
    m_name = new ElidedLabel(this);
    m_name->setObjectName(QStringLiteral("inspectorNameLabel"));
    m_name->setFont(Metrics::heading());
    m_facts = new ElidedLabel(this);
    m_facts->setObjectName(QStringLiteral("inspectorFactsLabel"));
    m_facts->setFont(Metrics::small());
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("inspectorProblemLabel"));
    m_problem->setFont(Metrics::small());
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->setAccessibleName(tr("Remark"));

    m_tabs = new TabRow(tr("Parts of the document"), this);
    m_tabs->setObjectName(QStringLiteral("inspectorTabBar"));
    m_tabs->addTab(tr("Passages"));
    m_tabs->addTab(tr("Text"));
    m_tabs->addTab(tr("Cut"));
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(passagesTab());
    m_pages->addWidget(textTab());
    m_cut = new CutPanel(m_workbench, this);
    m_pages->addWidget(m_cut);
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);

    auto* content = new QWidget(this);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(Metrics::px(16), Metrics::px(16), Metrics::px(16), Metrics::px(8));
    head->setSpacing(Metrics::px(4));
    head->addWidget(m_name);
    head->addWidget(m_facts);
    head->addWidget(m_problem);
    head->addWidget(passwordLine());
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(1, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_tabs);
    layout->addWidget(m_pages, 1);

    m_outer = new QStackedWidget(this);
    m_outer->addWidget(new EmptyState(QStringLiteral("info"), tr("Choose a document"),
                                      tr("Its passages and its text appear here."), this));
    m_outer->addWidget(content);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_outer);
}

QWidget* Inspector::passagesTab()
{
    auto* tab = new QWidget(this);
    m_summary = new QLabel(tab);
    m_summary->setObjectName(QStringLiteral("inspectorSummaryLabel"));
    m_summary->setFont(Metrics::small());
    m_summary->setWordWrap(true);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_summary->setContentsMargins(Metrics::px(16), Metrics::px(10), Metrics::px(16), Metrics::px(10));
    m_passages = new PassagesModel(this);
    m_list = new QListView(tab);
    m_list->setObjectName(QStringLiteral("inspectorListView"));
    m_list->setAccessibleName(tr("Passages of the document"));
    m_list->setModel(m_passages);
    m_list->setItemDelegate(new InspectorDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setLayoutMode(QListView::Batched);
    m_list->setBatchSize(64);
    connect(m_list, &QListView::activated, this, [this](const QModelIndex& index) {
        emit passageChosen(m_documentId, index.data(PassagesModel::ChunkIdRole).toLongLong());
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) {
        m_workbench.select(m_documentId, index.data(PassagesModel::ChunkIdRole).toLongLong());
    });
    auto* layout = new QVBoxLayout(tab);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_summary);
    layout->addWidget(m_list, 1);
    return tab;
}

QWidget* Inspector::textTab()
{
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(QStringLiteral("inspectorPlainTextEdit"));
    m_text->setAccessibleName(tr("Text of the document"));
    m_text->setReadOnly(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(Metrics::small());
    m_text->document()->setDocumentMargin(Metrics::px(16));
    return m_text;
}

QWidget* Inspector::passwordLine()
{
    m_passwordLine = new QWidget(this);
    m_password = new QLineEdit(m_passwordLine);
    m_password->setObjectName(QStringLiteral("passwordLineEdit"));
    m_password->setAccessibleName(tr("Password of the document"));
    m_password->setPlaceholderText(tr("Password"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setTextMargins(Metrics::px(6), 0, Metrics::px(6), 0);
    auto* open =
        new ActionButton(ActionButton::Kind::Small, tr("Open"), QStringLiteral("lock"), m_passwordLine);
    open->setObjectName(QStringLiteral("unlockPushButton"));
    open->setAccessibleName(tr("Open with this password"));
    auto* layout = new QHBoxLayout(m_passwordLine);
    layout->setContentsMargins(0, Metrics::px(4), 0, 0);
    layout->addWidget(m_password, 1);
    layout->addWidget(open);
    connect(open, &QPushButton::clicked, this, &Inspector::unlock);
    connect(m_password, &QLineEdit::returnPressed, this, &Inspector::unlock);
    m_passwordLine->hide();
    return m_passwordLine;
}

void Inspector::unlock()
{
    if (m_password->text().isEmpty())
        return m_password->setFocus();
    m_workbench.unlock(m_path, m_password->text());
    m_password->clear();
}

void Inspector::showRow(const DocumentRow& row)
{
    m_cut->setDocument(row.chunks > 0 ? row : DocumentRow{});
    const bool same = row.id != 0 && row.id == m_documentId && row.storedSeconds == m_storedSeconds;
    showFacts(row);
    m_outer->setCurrentIndex(1);
    if (same)
        return;
    m_documentId = row.id;
    m_storedSeconds = row.storedSeconds;
    m_passages->setChunks({});
    m_text->clear();
    m_summary->setText(row.state == DocumentState::Problem ? tr("No passages.")
                                                           : tr("Its passages come when it is stored."));
    if (row.id != 0 && row.chunks > 0) {
        m_summary->setText(tr("A moment."));
        m_workbench.requestDocument(row.id);
    }
}

void Inspector::showFacts(const DocumentRow& row)
{
    m_name->setText(QString::fromStdString(row.name));
    QStringList facts;
    if (!row.kind.empty())
        facts.append(kindText(row.kind, row.name));
    if (row.pages > 0)
        facts.append(row.pages == 1 ? tr("1 page") : tr("%1 pages").arg(wording::number(row.pages)));
    if (row.bytes > 0)
        facts.append(wording::bytes(row.bytes));
    if (row.storedSeconds > 0) {
        const QDateTime stored = QDateTime::fromSecsSinceEpoch(row.storedSeconds);
        facts.append(tr("read %1").arg(wording::locale().toString(stored, QStringLiteral("d MMM, HH:mm"))));
    }
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    const bool problem = row.state == DocumentState::Problem;
    m_problem->setText(QString::fromStdString(problem && !row.reason.empty() ? row.reason : row.remark));
    m_problem->setVisible(!m_problem->text().isEmpty());
    if (m_path != QString::fromStdString(row.path))
        m_password->clear();
    m_path = QString::fromStdString(row.path);
    m_passwordLine->setVisible(problem && wording::asksForPassword(row.reason));
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, problem ? Theme::current().problem : Theme::current().text2);
    m_problem->setPalette(colours);
}

void Inspector::showNothing()
{
    m_documentId = 0;
    m_storedSeconds = 0;
    m_passages->setChunks({});
    m_text->clear();
    m_cut->setDocument({});
    m_outer->setCurrentIndex(0);
}

int Inspector::passageCount() const
{
    return m_passages->rowCount();
}

void Inspector::take(const DocumentTextReady& document)
{
    if (document.documentId != m_documentId || m_documentId == 0)
        return;
    if (!document.problem.isEmpty()) {
        m_summary->setText(document.problem);
        return;
    }
    m_passages->setChunks(document.chunks);
    m_text->setPlainText(document.text);
    const auto count = static_cast<qint64>(document.chunks.size());
    m_summary->setText(count == 1
                           ? tr("1 passage.")
                           : tr("%1 passages, cut at headings and sentences.").arg(wording::number(count)));
    selectChunk(m_workbench.selectedChunk());
}

void Inspector::selectChunk(qint64 chunkId)
{
    const int row = m_passages->rowOfChunk(chunkId);
    if (row >= 0)
        m_list->setCurrentIndex(m_passages->index(row));
}

void Inspector::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painting::hairline(painter, {0.5, 0.0}, {0.5, static_cast<double>(height())});
}

}
