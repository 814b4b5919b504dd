// What is in the chosen document: its facts, its passages, its text, how it could be cut.
// A locked one asks for its password. Asks the workbench for the text; shows
// nothing that was not asked for.
#pragma once

#include "ui/models/types.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QPlainTextEdit;
class QStackedWidget;
class QTabBar;

namespace embedscope {

class CutPanel;
class ElidedLabel;
class EmptyState;
class PassagesModel;
class Workbench;

class Inspector : public QWidget
{
    Q_OBJECT

public:
    explicit Inspector(Workbench& workbench, QWidget* parent = nullptr);

    /// A row of the table: its facts at once, its passages when they arrive. Id 0: not stored yet, or nothing
    /// chosen.
    void showRow(const DocumentRow& row);
    void showNothing();
    int passageCount() const;

signals:
    void passageChosen(qint64 documentId, qint64 chunkId); ///< Enter or double click

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void build();
    QWidget* passagesTab();
    QWidget* textTab();
    QWidget* passwordLine();
    void unlock();
    void take(const DocumentTextReady& document);
    void showFacts(const DocumentRow& row);
    void selectChunk(qint64 chunkId);

    Workbench& m_workbench;
    qint64 m_documentId = 0;
    qint64 m_storedSeconds = 0;
    ElidedLabel* m_name = nullptr;
    ElidedLabel* m_facts = nullptr;
    QLabel* m_problem = nullptr;
    QWidget* m_passwordLine = nullptr;
    QLineEdit* m_password = nullptr;
    QString m_path;
    QLabel* m_summary = nullptr;
    QTabBar* m_tabs = nullptr;
    QStackedWidget* m_pages = nullptr;
    QStackedWidget* m_outer = nullptr;
    QListView* m_list = nullptr;
    QPlainTextEdit* m_text = nullptr;
    CutPanel* m_cut = nullptr;
    PassagesModel* m_passages = nullptr;
};

}
