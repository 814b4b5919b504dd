// What is open: settings, one library with its workbench, the window. Opening another library makes workbench
// and window anew.
#pragma once

#include "ui/models/settings.h"
#include "ui/models/workbench.h"
#include "ui/views/main_window.h"

#include <QObject>
#include <QSettings>
#include <memory>

namespace embedscope {

class DesktopSession : public QObject
{
    Q_OBJECT

public:
    /// `store`: where the settings lie; it must outlive the session.
    explicit DesktopSession(QSettings& store, QObject* parent = nullptr);
    ~DesktopSession() override;

    /// Closes what is open. An empty model: the one of last time, if it is still there, else the bundled one.
    void open(const QString& library, const QString& model);
    Workbench& workbench() { return *m_workbench; }
    MainWindow& window() { return *m_window; }
    Settings& settings() { return m_settings; }

signals:
    void opened();

private:
    void change(const QString& library);
    Settings m_settings;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<MainWindow> m_window; ///< after the workbench: it goes first
};

}
