// The settings: not modal, every change takes effect at once. Only what really does something.
#pragma once

#include <QDialog>

class QFormLayout;

namespace embedscope {

class Settings;
class Workbench;

class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    SettingsDialog(Workbench& workbench, Settings& settings, QWidget* parent = nullptr);

signals:
    void themeChosen(); ///< it is applied and kept already

private:
    void addLook(QFormLayout& form);
    void addSearch(QFormLayout& form);
    void addWork(QFormLayout& form);
    Workbench& m_workbench;
    Settings& m_settings;
};

}
