// What the window keeps between two starts.
#include "ui/views/main_window.h"

#include "ui/charts/theme.h"
#include "ui/models/settings.h"
#include "ui/views/explore_page.h"
#include "ui/views/library_page.h"
#include "ui/views/main_actions.h"
#include "ui/views/search_field.h"
#include "ui/views/top_bar.h"

#include <QGuiApplication>
#include <QMenuBar>
#include <QScreen>

namespace embedscope {

namespace {

constexpr int kUsualWidth = 1440, kUsualHeight = 900;

}

void MainWindow::restoreSession()
{
    if (!restoreGeometry(m_settings.windowState(QStringLiteral("geometry")))) {
        QSize size(Metrics::px(kUsualWidth), Metrics::px(kUsualHeight));
        if (const QScreen* screen = QGuiApplication::primaryScreen())
            size = size.boundedTo(screen->availableSize() * 0.95);
        resize(size.expandedTo(minimumSize()));
    }
    m_library->restoreSplitter(m_settings.windowState(QStringLiteral("librarySplitter")));
    m_explore->restoreSplitter(m_settings.windowState(QStringLiteral("exploreSplitter")));
    setMenuBarShown(m_settings.windowState(QStringLiteral("menuBar")) == "1");
    m_top->search().setKind(m_settings.searchKind());
    const QString theme = m_settings.theme();
    m_actions->themeSystem->setChecked(theme == QLatin1String("system"));
    m_actions->themeLight->setChecked(theme == QLatin1String("light"));
    m_actions->themeDark->setChecked(theme == QLatin1String("dark"));
    showPage(pageFromKey(QString::fromLatin1(m_settings.windowState(QStringLiteral("page")))));
    adaptToWidth();
}

void MainWindow::saveSession()
{
    m_saveSoon.stop();
    m_settings.setWindowState(QStringLiteral("geometry"), saveGeometry());
    m_settings.setWindowState(QStringLiteral("librarySplitter"), m_library->saveSplitter());
    m_settings.setWindowState(QStringLiteral("exploreSplitter"), m_explore->saveSplitter());
}

}
