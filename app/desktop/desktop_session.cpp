#include "app/desktop/desktop_session.h"

#include <QFileInfo>

namespace embedscope {

DesktopSession::DesktopSession(QSettings& store, QObject* parent)
    : QObject(parent)
    , m_settings(store)
{
}

DesktopSession::~DesktopSession() = default;

void DesktopSession::open(const QString& library, const QString& model)
{
    m_window.reset();
    m_workbench.reset();
    WorkbenchPaths paths;
    paths.libraryFile = library;
    paths.modelFile =
        model.isEmpty() && QFileInfo::exists(m_settings.modelPath()) ? m_settings.modelPath() : model;
    const EmbedOptions kept = m_settings.embedOptions();
    m_workbench = std::make_unique<Workbench>(paths);
    m_workbench->setEmbedOptions(kept);
    m_window = std::make_unique<MainWindow>(*m_workbench, m_settings);
    // Queued: the window that asked is gone afterwards.
    connect(m_window.get(), &MainWindow::libraryWanted, this, &DesktopSession::change, Qt::QueuedConnection);
    m_workbench->start();
    emit opened();
}

void DesktopSession::change(const QString& library)
{
    m_settings.setLibraryPath(library);
    m_window->close();
    open(library, {});
    m_window->show();
}

}
