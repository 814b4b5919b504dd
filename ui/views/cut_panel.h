// The lengths of passages as two sliders, and what they would make of the chosen document: a preview while
// they move, and a button that cuts the document again. Asks the workbench; stores nothing itself.
#pragma once

#include "ui/models/cut_preview.h"
#include "ui/models/types.h"

#include <QTimer>
#include <QWidget>

class QGridLayout;
class QLabel;
class QSlider;

namespace embedscope {

class ActionButton;
class CutText;
class Workbench;

class CutPanel : public QWidget
{
    Q_OBJECT

public:
    explicit CutPanel(Workbench& workbench, QWidget* parent = nullptr);

    /// Id 0: nothing to cut.
    void setDocument(const DocumentRow& row);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QSlider* addSlider(QGridLayout& grid, const QString& name, const char* objectName, QLabel*& value);
    void askSoon();
    void ask();
    void take(const CutPreview& preview);
    void showValues();
    void cutAgain();
    ChunkOptions chosen() const;

    Workbench& m_workbench;
    DocumentRow m_row;
    QTimer m_soon;
    quint64 m_job = 0;
    bool m_stale = false; ///< nothing is asked while nobody looks
    QSlider *m_length = nullptr, *m_shared = nullptr;
    QLabel *m_lengthValue = nullptr, *m_sharedValue = nullptr;
    QLabel* m_summary = nullptr;
    ActionButton* m_again = nullptr;
    CutText* m_text = nullptr;
};

}
