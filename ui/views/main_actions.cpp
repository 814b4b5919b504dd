#include "ui/views/main_actions.h"

#include "ui/charts/theme.h"

#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace embedscope {

MainActions::MainActions(QMainWindow& window)
    : QObject(&window)
    , m_window(window)
{
    makeFile();
    makeEdit();
    makeView();
    makeGo();
    makeWork();
    makeHelp();
    fillMenuBar(*window.menuBar());
}

QAction* MainActions::make(const char* name, const QString& text, const QKeySequence& shortcut,
                           const QString& icon)
{
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(shortcut);
    if (!icon.isEmpty())
        action->setIcon(themedIcon(icon));
    m_window.addAction(action); // keys work while the menu bar is hidden
    m_all.append(action);
    return action;
}

void MainActions::makeFile()
{
    addFiles = make("addFilesAction", tr("Add &files..."), QKeySequence::Open, QStringLiteral("file-text"));
    addFolder = make("addFolderAction", tr("Add f&older..."), Qt::CTRL | Qt::SHIFT | Qt::Key_O,
                     QStringLiteral("folder"));
    pasteText = make("pasteTextAction", tr("Add &text from the clipboard"), QKeySequence::Paste,
                     QStringLiteral("copy"));
    openModel = make("openModelAction", tr("Open a &model..."), {}, QStringLiteral("model"));
    models = make("modelsAction", tr("Mo&dels..."), {}, QStringLiteral("model"));
    openSamples = make("openSamplesAction", tr("Open the &samples"), {}, QStringLiteral("library"));
    openLibrary = make("openLibraryAction", tr("Open another &library..."));
    newLibrary = make("newLibraryAction", tr("&New library..."));
    savePicture =
        make("savePictureAction", tr("Save &picture..."), QKeySequence::Save, QStringLiteral("save-image"));
    quit = make("quitAction", tr("&Quit"), Qt::CTRL | Qt::Key_Q);
}

void MainActions::makeEdit()
{
    undo = make("undoAction", tr("&Undo"), QKeySequence::Undo, QStringLiteral("undo"));
    undo->setEnabled(false);
    find = make("findAction", tr("&Search"), QKeySequence::Find, QStringLiteral("search"));
    nextKind = make("nextKindAction", tr("&Next of Meaning, Words, Both"), Qt::CTRL | Qt::Key_E);
    copyCitation = make("copyCitationAction", tr("Copy &citation"), Qt::CTRL | Qt::SHIFT | Qt::Key_C,
                        QStringLiteral("quote"));
    preferences =
        make("settingsAction", tr("S&ettings..."), Qt::CTRL | Qt::Key_Comma, QStringLiteral("settings"));
}

void MainActions::makeView()
{
    inspector = make("inspectorAction", tr("&Inspector"), Qt::CTRL | Qt::Key_I, QStringLiteral("info"));
    inspector->setCheckable(true);
    map = make("mapAction", tr("&Map"), Qt::CTRL | Qt::SHIFT | Qt::Key_M, QStringLiteral("map"));
    menuBar = make("menuBarAction", tr("Menu &bar"), Qt::CTRL | Qt::Key_M);
    menuBar->setCheckable(true);
    fullScreen = make("fullScreenAction", tr("&Full screen"), Qt::Key_F11);
    fullScreen->setCheckable(true);
    themeSystem = make("themeSystemAction", tr("As the &desktop"));
    themeLight = make("themeLightAction", tr("&Light"));
    themeDark = make("themeDarkAction", tr("D&ark"));
    auto* themes = new QActionGroup(this);
    for (QAction* theme : {themeSystem, themeLight, themeDark}) {
        theme->setCheckable(true);
        themes->addAction(theme);
    }
}

void MainActions::makeGo()
{
    const QStringList names = {tr("&Library"), tr("&Explore"), tr("&Monitor"), tr("L&ab"), tr("M&odel")};
    const char* const objects[] = {"libraryPageAction", "explorePageAction", "monitorPageAction",
                                   "labPageAction", "modelPageAction"};
    for (int i = 0; i < names.size(); ++i)
        pages.append(make(objects[i], names[i], Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i)));
    back = make("backAction", tr("&Back in the reader"), Qt::ALT | Qt::Key_Left, QStringLiteral("back"));
    forward = make("forwardAction", tr("&Forward in the reader"), Qt::ALT | Qt::Key_Right,
                   QStringLiteral("forward"));
    neighbours = make("neighboursAction", tr("&Neighbours of the passage"), Qt::CTRL | Qt::SHIFT | Qt::Key_N,
                      QStringLiteral("neighbours"));
    nextPane = make("nextPaneAction", tr("Next &pane"), Qt::Key_F6);
}

void MainActions::makeWork()
{
    pauseAll = make("pauseAllAction", tr("&Pause all"), Qt::CTRL | Qt::Key_P, QStringLiteral("pause"));
    cancelAll =
        make("cancelAllAction", tr("&Cancel all"), Qt::CTRL | Qt::Key_Period, QStringLiteral("cancel"));
    rescan = make("rescanAction", tr("&Read changed files again"), Qt::Key_F5, QStringLiteral("retry"));
    retry = make("retryAction", tr("Re&try problems"));
}

void MainActions::makeHelp()
{
    keys = make("keysAction", tr("All &keys"), Qt::CTRL | Qt::Key_Question);
    about = make("aboutAction", tr("&About Embedscope"));
    aboutQt = make("aboutQtAction", tr("About &Qt"));
}

void MainActions::fillMenuBar(QMenuBar& bar)
{
    bar.setObjectName(QStringLiteral("mainMenuBar"));
    bar.setAccessibleName(tr("Menu bar"));
    const auto fill = [](QMenu* menu, const QList<QAction*>& actions) {
        menu->setAccessibleName(menu->title().remove(QLatin1Char('&')));
        for (QAction* action : actions) {
            if (action)
                menu->addAction(action);
            else
                menu->addSeparator();
        }
    };
    fill(bar.addMenu(tr("&File")),
         {addFiles, addFolder, pasteText, openModel, models, nullptr, openSamples, nullptr, openLibrary, newLibrary,
          nullptr, savePicture, nullptr, quit});
    fill(bar.addMenu(tr("&Edit")),
         {undo, nullptr, find, nextKind, nullptr, copyCitation, nullptr, preferences});
    QMenu* const view = bar.addMenu(tr("&View"));
    fill(view, {inspector, map, nullptr, fullScreen, menuBar, nullptr});
    fill(view->addMenu(tr("&Colours")), {themeSystem, themeLight, themeDark});
    QMenu* const go = bar.addMenu(tr("&Go"));
    fill(go, pages);
    go->addSeparator();
    fill(go, {back, forward, neighbours, nullptr, nextPane});
    fill(bar.addMenu(tr("&Work")), {pauseAll, cancelAll, nullptr, rescan, retry});
    fill(bar.addMenu(tr("&Help")), {keys, nullptr, about, aboutQt});
}

QList<QPair<QString, QString>> MainActions::keyTable() const
{
    QList<QPair<QString, QString>> table;
    for (const QAction* action : m_all) {
        if (action->shortcut().isEmpty())
            continue;
        QString text = action->text().remove(QLatin1Char('&'));
        text.remove(QStringLiteral("..."));
        table.append({text, action->shortcut().toString(QKeySequence::NativeText)});
    }
    table.append({tr("Neighbours of the passage, in the list and the reader"), QStringLiteral("N")});
    table.append({tr("Back and forward in the reader"), tr("Ctrl+Left, Ctrl+Right")});
    table.append({tr("Read the chosen document"), tr("Enter")});
    table.append({tr("Remove the chosen documents"), tr("Delete")});
    table.append({tr("Pause or resume, in the table"), tr("Space")});
    table.append({tr("One step up: reader, list, query"), tr("Esc")});
    return table;
}

}
