// The reader with its bar: which document, where; back and forward through what was read; neighbours,
// citation, the file's own program.
#pragma once

#include "ui/views/reader_text.h"

#include <QWidget>

class QLabel;
class QStackedWidget;

namespace embedscope {

class ActionButton;
class ElidedLabel;
class EmptyState;
class IconButton;
class ReaderView;
class Workbench;

class ReaderPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ReaderPanel(Workbench& workbench, QWidget* parent = nullptr);

    void open(const SearchResultRow& row,
              const QStringList& words); ///< an answer: with its sentence and words
    void open(qint64 documentId, qint64 chunkId); ///< chunk 0: from the top
    bool shows(qint64 chunkId) const;
    void goBack();
    void goForward();
    void copyCitation();
    void openOutside();
    void askNeighbours();
    qint64 documentId() const;
    ReaderView& view() { return *m_view; }

signals:
    void neighboursRequested(qint64 chunkId, const QString& words);
    void opened(qint64 documentId, qint64 chunkId);

private:
    struct Place
    {
        qint64 documentId = 0;
        ReaderMarks marks;
    };
    void build();
    QWidget* bar();
    void go(const Place& place);
    void load();
    void take(const DocumentTextReady& document);
    void showMarks(bool whole);
    void showHistory();
    QString passageText() const;

    Workbench& m_workbench;
    QList<Place> m_history;
    int m_at = -1;
    DocumentTextReady m_document; ///< what is loaded
    ElidedLabel* m_name = nullptr;
    QLabel* m_place = nullptr;
    IconButton* m_back = nullptr;
    IconButton* m_forward = nullptr;
    ActionButton* m_neighbours = nullptr;
    ActionButton* m_whole = nullptr;
    IconButton* m_quote = nullptr;
    IconButton* m_open = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    ReaderView* m_view = nullptr;
};

}
