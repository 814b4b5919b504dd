#include "ui/views/passages_view.h"

#include "ui/charts/theme.h"
#include "ui/views/chip_button.h"
#include "ui/views/empty_state.h"
#include "ui/views/lined_box.h"
#include "ui/views/passage_delegate.h"
#include "ui/views/spoken_results.h"
#include "ui/views/wording.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace embedscope {

PassagesView::PassagesView(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("passagesViewWidget"));
    setAccessibleName(tr("Passages"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setMinimumWidth(Metrics::px(300));
    m_model = new SpokenResults(this);
    m_list = new QListView(this);
    m_list->setObjectName(QStringLiteral("resultsListView"));
    m_list->setAccessibleName(tr("Passages found"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PassageDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setResizeMode(QListView::Adjust);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& index) {
                if (index.isValid())
                    emit passageChosen(m_model->row(index.row()));
            });

    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_list);
    emptyPages();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(head());
    layout->addWidget(m_stack, 1);
    showNothingTyped({});
}

QWidget* PassagesView::head()
{
    m_head = new LinedBox(this);
    m_summary = new QLabel(m_head);
    m_summary->setObjectName(QStringLiteral("resultsSummaryLabel"));
    m_summary->setFont(Metrics::small());
    m_summary->setTextFormat(Qt::RichText); // the number is bold
    m_remark = new QLabel(m_head);
    m_remark->setObjectName(QStringLiteral("resultsRemarkLabel"));
    m_remark->setFont(Metrics::small());
    m_remark->setWordWrap(true);
    m_remark->setTextFormat(Qt::PlainText);
    m_around = new ChipButton(tr("Back to the search"), m_head);
    m_around->setObjectName(QStringLiteral("backToSearchChipButton"));
    m_around->setIconName(QStringLiteral("cancel"));
    m_around->setChecked(true);
    m_around->hide();
    connect(m_around, &QAbstractButton::clicked, this, [this] {
        m_around->setChecked(true);
        emit backToSearch();
    });
    auto* line = new QHBoxLayout;
    line->setSpacing(Metrics::px(8));
    line->addWidget(m_summary, 1);
    line->addWidget(m_around);
    auto* layout = new QVBoxLayout(m_head);
    layout->setContentsMargins(Metrics::px(16), Metrics::px(8), Metrics::px(16), Metrics::px(8));
    layout->setSpacing(Metrics::px(4));
    layout->addLayout(line);
    layout->addWidget(m_remark);
    m_head->setMinimumHeight(Metrics::px(40));
    m_head->hide();
    return m_head;
}

QWidget* PassagesView::emptyPages()
{
    m_emptyLibrary = new EmptyState(QStringLiteral("library"),
                                    tr("Nothing to search yet: drop documents first."), {}, this);
    m_nothingTyped = new EmptyState(QStringLiteral("search"), tr("Type a question or a few words."),
                                    tr("Quotes find exact words, a minus leaves words out."), this);
    m_problem = new EmptyState(QStringLiteral("info"), {}, {}, this);
    for (EmptyState* state : {m_emptyLibrary, m_nothingTyped, m_problem})
        m_stack->addWidget(state);
    for (int i = 0; i < 5; ++i) {
        auto* chip = new ChipButton({}, m_nothingTyped);
        chip->setObjectName(QStringLiteral("lastSearch%1ChipButton").arg(i + 1));
        chip->setAccessibleName(tr("Earlier search %1").arg(i + 1)); // until there is one
        chip->setCheckable(false);
        chip->hide();
        connect(chip, &QAbstractButton::clicked, this, [this, chip] { emit searchChosen(chip->toolTip()); });
        m_nothingTyped->addAction(chip);
        m_last.append(chip);
    }
    return m_stack;
}

void PassagesView::showResults(const SearchResults& results)
{
    m_model->setResults(results);
    showSummary(results);
    if (!results.problem.isEmpty()) {
        m_problem->setTitle(results.problem);
        m_problem->setText({});
        m_stack->setCurrentWidget(m_problem);
    } else if (results.rows.isEmpty()) {
        m_problem->setTitle(tr("Nothing found."));
        m_problem->setText(results.kind == SearchKind::Words
                               ? tr("No passage has these words. Search by meaning instead.")
                               : QString());
        m_stack->setCurrentWidget(m_problem);
    } else {
        m_stack->setCurrentWidget(m_list);
        m_list->setCurrentIndex(m_model->index(0));
        m_list->scrollToTop();
    }
}

void PassagesView::showSummary(const SearchResults& results)
{
    m_head->setVisible(results.problem.isEmpty() && !results.rows.isEmpty());
    const auto count = static_cast<qint64>(results.rows.size());
    const QString passages = count == 1 ? tr("1 passage") : tr("%1 passages").arg(wording::number(count));
    const QString documents = results.documents == 1
        ? tr("in 1 document")
        : tr("in %1 documents").arg(wording::number(results.documents));
    const QString grey = Theme::current().text2.name();
    m_summary->setText(QStringLiteral("<b>%1</b> <span style=\"color:%2\">&nbsp;%3 · %4</span>")
                           .arg(passages, grey, documents, wording::duration(results.milliseconds)));
    m_summary->setAccessibleName(tr("%1 %2").arg(passages, documents));
    QStringList remarks;
    const bool isSearch = results.aroundChunk == 0; // neighbours are near by definition
    if (isSearch && m_model->rowCount() > 0 && m_model->firstDoubtfulRow() == 0)
        remarks.append(
            tr("Probably nothing relevant. The closest passages are below; they are no closer than chance."));
    if (!results.remark.isEmpty())
        remarks.append(results.remark);
    m_remark->setText(remarks.join(QLatin1Char(' ')));
    m_remark->setVisible(!remarks.isEmpty());
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, Theme::current().markText);
    m_remark->setPalette(colours);
}

void PassagesView::showEmptyLibrary()
{
    m_model->setResults({});
    m_head->hide();
    m_stack->setCurrentWidget(m_emptyLibrary);
}

void PassagesView::showNothingTyped(const QStringList& lastSearches)
{
    m_model->setResults({});
    m_head->hide();
    for (int i = 0; i < m_last.size(); ++i) {
        const bool used = i < lastSearches.size();
        m_last[i]->setVisible(used);
        if (!used)
            continue;
        m_last[i]->setText(wording::firstWords(lastSearches[i], 44));
        m_last[i]->setToolTip(lastSearches[i]);
        m_last[i]->setAccessibleName(tr("Search again: %1").arg(lastSearches[i]));
        m_last[i]->updateGeometry();
    }
    m_stack->setCurrentWidget(m_nothingTyped);
}

void PassagesView::setAround(const QString& words)
{
    m_around->setVisible(!words.isEmpty());
    m_around->setToolTip(words.isEmpty() ? QString() : tr("Close to: %1").arg(words));
}

const SearchResultRow* PassagesView::current() const
{
    const int row = m_list->currentIndex().row();
    return row >= 0 && row < m_model->rowCount() ? &m_model->row(row) : nullptr;
}

QStringList PassagesView::foundWords() const
{
    constexpr qsizetype mostWords = 24;
    QStringList words;
    for (const SearchResultRow& row : m_model->results().rows) {
        for (const auto& [begin, length] : row.matchedWords) {
            const QString word = row.text.mid(begin, length).toLower();
            if (words.size() < mostWords && !words.contains(word))
                words.append(word);
        }
    }
    return words;
}

void PassagesView::selectChunk(qint64 chunkId)
{
    const int row = m_model->rowOfChunk(chunkId);
    if (row < 0 || m_list->currentIndex().row() == row)
        return;
    const QSignalBlocker quiet(m_list->selectionModel());
    m_list->setCurrentIndex(m_model->index(row));
    m_list->viewport()->update();
}

void PassagesView::focusList()
{
    m_list->setFocus(Qt::OtherFocusReason);
}

bool PassagesView::hasListFocus() const
{
    return m_list->hasFocus();
}

}
