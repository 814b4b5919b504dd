// Every action of the window with its words and keys, and the menu bar made of them. What an action does is
// connected by the window.
#pragma once

#include <QAction>
#include <QObject>

class QMainWindow;
class QMenu;
class QMenuBar;

namespace embedscope {

class MainActions : public QObject
{
    Q_OBJECT

public:
    explicit MainActions(QMainWindow& window);

    QAction *addFiles, *addFolder, *pasteText, *openModel, *models, *openSamples, *openLibrary, *newLibrary,
        *savePicture, *quit;
    QAction *undo, *find, *nextKind, *copyCitation, *preferences;
    QAction *inspector, *map, *menuBar, *fullScreen, *themeSystem, *themeLight, *themeDark;
    QAction *pauseAll, *cancelAll, *rescan, *retry;
    QAction *back, *forward, *nextPane, *neighbours;
    QAction *keys, *about, *aboutQt;
    QList<QAction*> pages; ///< by Page

    /// Words and keys of all actions, for the page of keys: pairs of what and which.
    QList<QPair<QString, QString>> keyTable() const;

private:
    QAction* make(const char* name, const QString& text, const QKeySequence& shortcut = {},
                  const QString& icon = {});
    void makeFile();
    void makeEdit();
    void makeView();
    void makeGo();
    void makeWork();
    void makeHelp();
    void fillMenuBar(QMenuBar& bar);
    QMainWindow& m_window;
    QList<QAction*> m_all;
};

}
