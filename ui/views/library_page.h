// The library: how far the job is, filters by state, the table of documents, and what is in the chosen one.
// Knows no other view: what should be opened is said by a signal.
#pragma once

#include "ui/models/types.h"

#include <QWidget>

class QSplitter;
class QStackedWidget;

namespace embedscope {

class ActionButton;
class DocumentsTable;
class FilterChips;
class IconButton;
class Inspector;
class NoticeLine;
class PhaseBars;
class Workbench;

class LibraryPage : public QWidget
{
    Q_OBJECT

public:
    explicit LibraryPage(Workbench& workbench, QWidget* parent = nullptr);

    void setWindowWidth(int width); ///< what gives way when it is narrow
    void setInspectorShown(bool shown);
    bool inspectorShown() const;
    QByteArray saveSplitter() const;
    void restoreSplitter(const QByteArray& state);
    void retryProblems();
    void focusTable();

signals:
    void readRequested(qint64 documentId, qint64 chunkId); ///< open it in the reader

private:
    void build();
    QWidget* bar();
    QWidget* middle();
    void connectTable();
    void connectWorkbench();
    void showSelection();
    void showProblems();
    void showWhetherEmpty();
    void remove(const QList<int>& rows);
    void openRow(int row);
    void showMenu(const QPoint& position);
    void openOutside(const QString& path, bool folder);

    Workbench& m_workbench;
    PhaseBars* m_phases = nullptr;
    FilterChips* m_chips = nullptr;
    ActionButton* m_retry = nullptr;
    IconButton* m_info = nullptr;
    DocumentsTable* m_table = nullptr;
    QStackedWidget* m_tableStack = nullptr;
    NoticeLine* m_undo = nullptr;
    Inspector* m_inspector = nullptr;
    QSplitter* m_splitter = nullptr;
    bool m_narrow = false;
    bool m_wantedWide = true,
         m_wantedNarrow = false; ///< does the user want the inspector, by width of the window
};

}
