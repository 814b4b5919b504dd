// The window: top bar, rail, pages, pulse; drops, keys and session. Composes; what a page does is the page's,
// what is done is the workbench's.
#pragma once

#include "ui/models/types.h"
#include "ui/views/dropped_content.h"
#include "ui/views/rail.h"

#include <QMainWindow>
#include <QTimer>

class QMenu;
class QStackedWidget;

namespace embedscope {

class DropOverlay;
class ExplorePage;
class LibraryPage;
class MainActions;
class ModelPage;
class ModelsPage;
class NoticeLine;
class PulseStrip;
class SearchField;
class Settings;
class StartPage;
class TopBar;
class Workbench;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Workbench& workbench, Settings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    void showPage(Page page);
    void showModels(); ///< the manager, behind the model page
    Page page() const;
    void search(const QString& query); ///< as if it had been typed
    void add(const DroppedContent& content);
    void openSamples();
    void raiseAndAdd(const QStringList& paths); ///< a second start hands over its files

    ExplorePage& explore() { return *m_explore; }
    LibraryPage& library() { return *m_library; }
    SearchField& searchField();
    NoticeLine& notice() { return *m_notice; }

signals:
    void libraryWanted(const QString& path); ///< another library: whoever made this window opens it

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void moveEvent(QMoveEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;

private:
    void build();
    void buildPages();
    void connectActions();
    void connectPageActions();
    void connectParts();
    void connectWorkbench();
    void leaveDropsToWindow();
    void adaptToWidth();
    void restoreSession();
    void saveSession();
    void showLibrary(const LibraryStatus& status);
    void showStartOrLibrary();
    void showDocuments();
    void focusNextPane();
    void focusPage();
    void fillLibraryMenu(QMenu& menu);
    void chooseFiles();
    void chooseFolder();
    void chooseModel();
    void pasteText();
    void rescan();
    void savePicture();
    void setMenuBarShown(bool shown);
    void chooseTheme(const QString& name);
    void showSettings();
    void showAbout();
    void showKeys();
    QString libraryName() const;

    Workbench& m_workbench;
    Settings& m_settings;
    MainActions* m_actions = nullptr;
    TopBar* m_top = nullptr;
    Rail* m_rail = nullptr;
    QStackedWidget* m_pages = nullptr;
    QStackedWidget* m_libraryStack = nullptr; ///< start page, library page
    StartPage* m_start = nullptr;
    LibraryPage* m_library = nullptr;
    ExplorePage* m_explore = nullptr;
    QStackedWidget* m_modelStack = nullptr; ///< model page, models page
    ModelPage* m_model = nullptr;
    ModelsPage* m_models = nullptr;
    PulseStrip* m_pulse = nullptr;
    NoticeLine* m_notice = nullptr;
    DropOverlay* m_overlay = nullptr;
    QTimer m_saveSoon;
    bool m_libraryUsed = false; ///< it had a document: the start page does not come back
    bool m_altAlone = false;
};

}
