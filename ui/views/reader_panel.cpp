#include "ui/views/reader_panel.h"

#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/dialogs.h"
#include "ui/views/elided_label.h"
#include "ui/views/empty_state.h"
#include "ui/views/icon_button.h"
#include "ui/views/lined_box.h"
#include "ui/views/painting.h"
#include "ui/views/reader_view.h"
#include "ui/views/tick_strip.h"
#include "ui/views/wording.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace embedscope {

namespace {

constexpr int kLongestHistory = 100;

}

ReaderPanel::ReaderPanel(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("readerPanelWidget"));
    setAccessibleName(tr("Reader"));
    setMinimumWidth(Metrics::px(320));
    build();
    connect(&workbench, &Workbench::documentReady, this, &ReaderPanel::take);
    showHistory();
}

void ReaderPanel::build()
{
    m_view = new ReaderView(this);
    connect(m_view, &ReaderView::placeChanged, this, [this](const QString& place) {
        const int pages = m_document.row.pages;
        m_place->setText(pages > 0 && !place.isEmpty() ? tr("%1 of %2").arg(place).arg(pages) : place);
    });
    auto* text = new QWidget(this);
    auto* textLayout = new QHBoxLayout(text);
    textLayout->setContentsMargins(0, 0, 0, 0);
    textLayout->setSpacing(0);
    textLayout->addWidget(m_view, 1);
    textLayout->addWidget(new TickStrip(*m_view, text));
    m_empty = new EmptyState(QStringLiteral("file-text"), tr("Choose a passage to read it here."), {}, this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(text);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar());
    layout->addWidget(m_stack, 1);
}

QWidget* ReaderPanel::bar()
{
    auto* bar = new LinedBox(this);
    bar->setFixedHeight(Metrics::px(40));
    m_name = new ElidedLabel(bar);
    m_name->setObjectName(QStringLiteral("readerNameLabel"));
    QFont bold = Metrics::body();
    bold.setBold(true);
    m_name->setFont(bold);
    m_place = new QLabel(bar);
    m_place->setObjectName(QStringLiteral("readerPlaceLabel"));
    m_place->setFont(Metrics::small());
    m_place->setForegroundRole(QPalette::PlaceholderText);
    m_back = new IconButton(QStringLiteral("back"), tr("Back (Ctrl+Left)"), bar);
    m_back->setObjectName(QStringLiteral("readerBackToolButton"));
    m_forward = new IconButton(QStringLiteral("forward"), tr("Forward (Ctrl+Right)"), bar);
    m_forward->setObjectName(QStringLiteral("readerForwardToolButton"));
    m_whole = new ActionButton(ActionButton::Kind::Small, tr("Show the whole text"), {}, bar);
    m_whole->setObjectName(QStringLiteral("readerWholePushButton"));
    m_whole->setAccessibleName(tr("Show the whole text"));
    m_whole->hide();
    m_neighbours =
        new ActionButton(ActionButton::Kind::Small, tr("Neighbours"), QStringLiteral("neighbours"), bar);
    m_neighbours->setObjectName(QStringLiteral("neighboursPushButton"));
    m_neighbours->setAccessibleName(tr("Neighbours of the passage"));
    m_neighbours->setToolTip(tr("Passages that mean nearly the same (N)"));
    m_quote = new IconButton(QStringLiteral("quote"), tr("Copy citation"), bar);
    m_quote->setObjectName(QStringLiteral("citationToolButton"));
    m_open = new IconButton(QStringLiteral("open"), tr("Open in its own program"), bar);
    m_open->setObjectName(QStringLiteral("openOutsideToolButton"));
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(Metrics::px(8), 0, Metrics::px(12), 0);
    layout->setSpacing(Metrics::px(4));
    layout->addWidget(m_back);
    layout->addWidget(m_forward);
    layout->addSpacing(Metrics::px(4));
    layout->addWidget(m_name);
    layout->addSpacing(Metrics::px(4));
    layout->addWidget(m_place);
    layout->addStretch(1);
    for (QWidget* control : std::initializer_list<QWidget*>{m_whole, m_neighbours, m_quote, m_open})
        layout->addWidget(control);
    connect(m_back, &QToolButton::clicked, this, &ReaderPanel::goBack);
    connect(m_forward, &QToolButton::clicked, this, &ReaderPanel::goForward);
    connect(m_whole, &QPushButton::clicked, this, [this] { showMarks(true); });
    connect(m_neighbours, &QPushButton::clicked, this, &ReaderPanel::askNeighbours);
    connect(m_quote, &QToolButton::clicked, this, &ReaderPanel::copyCitation);
    connect(m_open, &QToolButton::clicked, this, &ReaderPanel::openOutside);
    return bar;
}

void ReaderPanel::open(const SearchResultRow& row, const QStringList& words)
{
    go({row.hit.documentId, {row.chunk.id, {row.sentenceBegin, row.sentenceEnd}, words}});
}

void ReaderPanel::open(qint64 documentId, qint64 chunkId)
{
    if (m_at >= 0 && m_history[m_at].documentId == documentId && m_history[m_at].marks.chunkId == chunkId)
        return; // it is open already, perhaps with more marks
    go({documentId, {chunkId, {}, {}}});
}

bool ReaderPanel::shows(qint64 chunkId) const
{
    return m_at >= 0 && m_history[m_at].marks.chunkId == chunkId;
}

void ReaderPanel::go(const Place& place)
{
    const bool same = m_at >= 0 && m_history[m_at].documentId == place.documentId
        && m_history[m_at].marks.chunkId == place.marks.chunkId;
    if (same) {
        m_history[m_at] = place;
    } else {
        m_history.resize(m_at + 1); // what lay ahead is another way now
        m_history.append(place);
        if (m_history.size() > kLongestHistory)
            m_history.removeFirst();
        m_at = static_cast<int>(m_history.size()) - 1;
    }
    load();
}

void ReaderPanel::goBack()
{
    if (m_at > 0) {
        --m_at;
        load();
    }
}

void ReaderPanel::goForward()
{
    if (m_at + 1 < m_history.size()) {
        ++m_at;
        load();
    }
}

void ReaderPanel::load()
{
    showHistory();
    const Place& place = m_history[m_at];
    if (m_document.documentId == place.documentId && !m_document.text.isEmpty())
        showMarks(false);
    else
        m_workbench.requestDocument(place.documentId);
    emit opened(place.documentId, place.marks.chunkId);
}

void ReaderPanel::take(const DocumentTextReady& document)
{
    if (m_at < 0 || document.documentId != m_history[m_at].documentId)
        return;
    if (!document.problem.isEmpty()) {
        m_empty->setTitle(document.problem);
        m_stack->setCurrentIndex(0);
        return;
    }
    m_document = document;
    showMarks(false);
}

void ReaderPanel::showMarks(bool whole)
{
    const Place& place = m_history[m_at];
    const ReaderText text = ReaderText::from(m_document, place.marks, whole);
    m_name->setText(QString::fromStdString(m_document.row.name));
    m_whole->setVisible(text.isPart);
    m_place->clear();
    m_stack->setCurrentIndex(1);
    m_view->showText(text);
    showHistory();
}

void ReaderPanel::showHistory()
{
    m_back->setEnabled(m_at > 0);
    m_forward->setEnabled(m_at + 1 < m_history.size());
    const bool shown = m_at >= 0;
    m_neighbours->setEnabled(shown && m_history[m_at].marks.chunkId != 0);
    m_quote->setEnabled(shown);
    m_open->setEnabled(shown
                       && !QString::fromStdString(m_document.row.path).startsWith(QLatin1String("text:")));
}

QString ReaderPanel::passageText() const
{
    if (m_at < 0)
        return {};
    for (const ChunkRow& chunk : m_document.chunks) {
        if (chunk.id == m_history[m_at].marks.chunkId)
            return QString::fromStdString(chunk.text).trimmed();
    }
    return {};
}

void ReaderPanel::copyCitation()
{
    if (m_at < 0)
        return;
    QString words = m_view->textCursor().selectedText().replace(QChar::ParagraphSeparator, QLatin1Char('\n'));
    if (words.isEmpty())
        words = passageText();
    QString source = QString::fromStdString(m_document.row.name);
    const QString place = m_view->shown().placeAt(m_view->shown().passage.begin);
    if (!place.isEmpty())
        source += QStringLiteral(", ") + place;
    const QString quoted =
        words.isEmpty() ? QString() : QChar(0x201C) + words + QChar(0x201D) + QLatin1Char(' ');
    QGuiApplication::clipboard()->setText(quoted + QLatin1Char('(') + source + QLatin1Char(')'));
}

void ReaderPanel::openOutside()
{
    const QString path = QString::fromStdString(m_document.row.path);
    if (!path.isEmpty() && m_open->isEnabled())
        Dialogs::get().openUrl(QUrl::fromLocalFile(path));
}

void ReaderPanel::askNeighbours()
{
    if (m_at >= 0 && m_history[m_at].marks.chunkId != 0)
        emit neighboursRequested(m_history[m_at].marks.chunkId, wording::firstWords(passageText(), 60));
}

qint64 ReaderPanel::documentId() const
{
    return m_at >= 0 ? m_history[m_at].documentId : 0;
}

}
