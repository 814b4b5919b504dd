// The answer as a list: a line that says what it is, the passages, and what to say when there are none. Asks
// nothing by itself.
#pragma once

#include "ui/models/results_model.h"

#include <QWidget>

class QLabel;
class QListView;
class QStackedWidget;

namespace embedscope {

class ChipButton;
class EmptyState;
class SpokenResults;

class PassagesView : public QWidget
{
    Q_OBJECT

public:
    explicit PassagesView(QWidget* parent = nullptr);

    void showResults(const SearchResults& results);
    void showEmptyLibrary();
    void showNothingTyped(const QStringList& lastSearches);
    /// The passage whose neighbours are shown; empty: an ordinary answer.
    void setAround(const QString& words);
    const SpokenResults& model() const { return *m_model; }
    const SearchResultRow* current() const;
    QStringList foundWords() const; ///< searched words as they stand in the passages, each once
    void selectChunk(qint64 chunkId);
    void focusList();
    bool hasListFocus() const;

signals:
    void passageChosen(const embedscope::SearchResultRow& row);
    void searchChosen(const QString& query); ///< one of the last searches
    void backToSearch(); ///< away from the neighbours

private:
    QWidget* head();
    QWidget* emptyPages();
    void showSummary(const SearchResults& results);

    SpokenResults* m_model = nullptr;
    QListView* m_list = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_remark = nullptr;
    ChipButton* m_around = nullptr;
    QWidget* m_head = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_emptyLibrary = nullptr;
    EmptyState* m_nothingTyped = nullptr;
    EmptyState* m_problem = nullptr;
    QList<ChipButton*> m_last;
};

}
