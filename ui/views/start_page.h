// The first view of an empty library: one drop area, then the two answers to "and if I have nothing at
// hand?", then the only explanation in the program. It gives way to the library with the first document.
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;

namespace embedscope {

class Workbench;

class StartPage : public QWidget
{
    Q_OBJECT

public:
    /// `samples`: how many sample documents come with the program; 0: their card is not shown.
    StartPage(Workbench& workbench, int samples, QWidget* parent = nullptr);

signals:
    void addFilesChosen();
    void addFolderChosen();
    void pasteChosen();
    void samplesChosen();
    void modelChosen();

private:
    QWidget* samplesCard(int samples);
    QWidget* modelCard();
    void showModel();
    Workbench& m_workbench;
    QLabel* m_modelTitle = nullptr;
    QLabel* m_modelText = nullptr;
};

}
