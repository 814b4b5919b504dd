// What the actions of the window do; its frame, drops and session are in main_window.cpp and
// main_window_session.cpp.
#include "ui/views/main_window.h"

#include "ui/charts/theme.h"
#include "ui/models/documents_model.h"
#include "ui/models/settings.h"
#include "ui/models/workbench.h"
#include "ui/views/about_dialog.h"
#include "ui/views/dialogs.h"
#include "ui/views/explore_page.h"
#include "ui/views/keys_dialog.h"
#include "ui/views/library_page.h"
#include "ui/views/main_actions.h"
#include "ui/views/notice_line.h"
#include "ui/views/pulse_strip.h"
#include "ui/views/reader_panel.h"
#include "ui/views/samples.h"
#include "ui/views/search_field.h"
#include "ui/views/settings_dialog.h"
#include "ui/views/top_bar.h"
#include "ui/views/wording.h"

#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QStackedWidget>

namespace embedscope {

void MainWindow::connectActions()
{
    const auto on = [this](QAction* action, auto&& act) { connect(action, &QAction::triggered, this, act); };
    on(m_actions->addFiles, [this] { chooseFiles(); });
    on(m_actions->addFolder, [this] { chooseFolder(); });
    on(m_actions->pasteText, [this] { pasteText(); });
    on(m_actions->openModel, [this] { chooseModel(); });
    on(m_actions->models, [this] { showModels(); });
    on(m_actions->openSamples, [this] { openSamples(); });
    on(m_actions->openLibrary, [this] {
        if (const QString path = Dialogs::get().chooseLibrary(this, false); !path.isEmpty())
            emit libraryWanted(path);
    });
    on(m_actions->newLibrary, [this] {
        if (const QString path = Dialogs::get().chooseLibrary(this, true); !path.isEmpty())
            emit libraryWanted(path);
    });
    on(m_actions->savePicture, [this] { savePicture(); });
    on(m_actions->quit, [this] { close(); });
    on(m_actions->undo, [this] { m_workbench.undoRemove(); });
    on(m_actions->find, [this] { m_top->search().focusLine(); });
    on(m_actions->nextKind, [this] { m_top->search().nextKind(); });
    on(m_actions->preferences, [this] { showSettings(); });
    on(m_actions->pauseAll, [this] { m_workbench.setPaused(!m_workbench.indexing().paused); });
    on(m_actions->cancelAll, [this] { m_workbench.cancelAll(); });
    on(m_actions->rescan, [this] { rescan(); });
    on(m_actions->retry, [this] { m_library->retryProblems(); });
    on(m_actions->keys, [this] { showKeys(); });
    on(m_actions->about, [this] { showAbout(); });
    on(m_actions->aboutQt, [] { QApplication::aboutQt(); });
    m_actions->openSamples->setEnabled(!sampleFiles().isEmpty());
}

void MainWindow::connectPageActions()
{
    const auto on = [this](QAction* action, auto&& act) { connect(action, &QAction::triggered, this, act); };
    for (int i = 0; i < m_actions->pages.size(); ++i) {
        on(m_actions->pages[i], [this, i] {
            showPage(static_cast<Page>(i));
            focusPage();
        });
    }
    on(m_actions->inspector, [this](bool shown) { m_library->setInspectorShown(shown); });
    on(m_actions->map, [this] {
        showPage(Page::Explore);
        m_explore->showMap(!m_explore->mapShown());
    });
    on(m_actions->menuBar, [this](bool shown) { setMenuBarShown(shown); });
    on(m_actions->fullScreen,
       [this](bool on_) { setWindowState(windowState().setFlag(Qt::WindowFullScreen, on_)); });
    on(m_actions->themeSystem, [this] { chooseTheme(QStringLiteral("system")); });
    on(m_actions->themeLight, [this] { chooseTheme(QStringLiteral("light")); });
    on(m_actions->themeDark, [this] { chooseTheme(QStringLiteral("dark")); });
    on(m_actions->back, [this] { m_explore->reader().goBack(); });
    on(m_actions->forward, [this] { m_explore->reader().goForward(); });
    on(m_actions->neighbours, [this] {
        showPage(Page::Explore);
        m_explore->reader().askNeighbours();
    });
    on(m_actions->copyCitation, [this] { m_explore->reader().copyCitation(); });
    on(m_actions->nextPane, [this] { focusNextPane(); });
}

void MainWindow::add(const DroppedContent& content)
{
    if (!content.model.isEmpty())
        m_workbench.openModel(content.model);
    if (!content.paths.isEmpty())
        m_workbench.addPaths(content.paths);
    if (!content.text.isEmpty())
        m_workbench.addText(content.text, wording::nameForText(content.text));
    if ((!content.paths.isEmpty() || !content.text.isEmpty()) && page() != Page::Library
        && page() != Page::Monitor)
        showPage(Page::Library);
}

void MainWindow::openSamples()
{
    add(DroppedContent::fromPaths(sampleFiles()));
}

void MainWindow::raiseAndAdd(const QStringList& paths)
{
    if (isMinimized())
        showNormal();
    raise();
    activateWindow();
    if (!paths.isEmpty())
        add(DroppedContent::fromPaths(paths));
}

void MainWindow::chooseFiles()
{
    if (const QStringList paths = Dialogs::get().chooseFiles(this); !paths.isEmpty())
        add(DroppedContent::fromPaths(paths));
}

void MainWindow::chooseFolder()
{
    if (const QString path = Dialogs::get().chooseFolder(this); !path.isEmpty())
        add(DroppedContent::fromPaths({path}));
}

void MainWindow::chooseModel()
{
    if (const QString path = Dialogs::get().chooseModel(this); !path.isEmpty())
        m_workbench.openModel(path);
}

void MainWindow::pasteText()
{
    const QMimeData* const held = QApplication::clipboard()->mimeData();
    const DroppedContent content = held ? DroppedContent::fromMimeData(*held) : DroppedContent();
    if (content.isEmpty())
        m_notice->showNotice(tr("The clipboard holds no text and no files."));
    else
        add(content);
}

/// Every file of the library is offered again; what did not change is left as it is.
void MainWindow::rescan()
{
    QStringList paths;
    for (const DocumentItem& item : m_workbench.documents()->items()) {
        const QString path = QString::fromStdString(item.row.path);
        if (QFileInfo::exists(path))
            paths.append(path);
    }
    if (!paths.isEmpty())
        m_workbench.addPaths(paths);
}

void MainWindow::savePicture()
{
    const QPixmap picture = m_pages->currentWidget()->grab();
    const QString path = Dialogs::get().choosePicture(this, pageKey(page()) + QStringLiteral(".png"));
    if (path.isEmpty())
        return;
    if (picture.save(path, "PNG"))
        m_notice->showNotice(tr("Saved %1.").arg(QFileInfo(path).fileName()));
    else
        m_notice->showProblem(
            tr("%1 was not saved: the place cannot be written to. Choose another one.").arg(path));
}

void MainWindow::setMenuBarShown(bool shown)
{
    menuBar()->setVisible(shown);
    m_actions->menuBar->setChecked(shown);
    m_settings.setWindowState(QStringLiteral("menuBar"), shown ? "1" : "0");
}

void MainWindow::chooseTheme(const QString& name)
{
    m_settings.setTheme(name);
    Theme::apply(Theme::choiceFromName(name));
}

void MainWindow::fillLibraryMenu(QMenu& menu)
{
    menu.clear();
    const LibraryStatus status = m_workbench.library();
    menu.addSection(
        tr("%1 documents, %2 passages")
            .arg(wording::number(status.counts.documents), wording::number(status.counts.chunks)));
    menu.addActions({m_actions->openLibrary, m_actions->newLibrary});
    menu.addSeparator();
    menu.addAction(tr("Show its folder"), this,
                   [path = status.path] {
                       Dialogs::get().openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
                   })
        ->setEnabled(!status.path.isEmpty());
    menu.addAction(m_actions->rescan);
}

void MainWindow::showSettings()
{
    auto* dialog = findChild<SettingsDialog*>();
    if (!dialog) {
        dialog = new SettingsDialog(m_workbench, m_settings, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
    }
    dialog->show();
    dialog->raise();
}

void MainWindow::showAbout()
{
    auto* dialog = new AboutDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::showKeys()
{
    auto* dialog = new KeysDialog(m_actions->keyTable(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::focusPage()
{
    if (page() == Page::Explore)
        m_explore->focusResults();
    else if (m_pages->currentWidget() == m_libraryStack && m_libraryStack->currentWidget() == m_library)
        m_library->focusTable();
    else if (QWidget* const first = m_pages->currentWidget()->nextInFocusChain())
        first->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::focusNextPane()
{
    const QWidget* const focus = focusWidget();
    const auto inside = [focus](const QWidget* pane) {
        return focus && (pane == focus || pane->isAncestorOf(focus));
    };
    if (inside(m_top))
        m_rail->nextInFocusChain()->setFocus(Qt::TabFocusReason);
    else if (inside(m_rail))
        focusPage();
    else if (inside(m_pages))
        m_pulse->nextInFocusChain()->setFocus(Qt::TabFocusReason);
    else
        m_top->search().focusLine();
}

}
