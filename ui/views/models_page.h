// Models: those on this computer, downloads, well-known ones. Reached from the model page. What it shows is
// made when it is first shown: until then no file is looked at, and nobody is contacted before a button is
// pressed.
#pragma once

#include "ui/models/model_downloads.h"
#include "ui/models/model_shelf.h"

#include <QWidget>

class QBoxLayout;

namespace embedscope {

class DownloadsCard;
class Settings;
class Workbench;

class ModelsPage : public QWidget
{
    Q_OBJECT

public:
    ModelsPage(Workbench& workbench, const Settings& settings, QWidget* parent = nullptr);

    const ModelDownloads* downloads() const { return m_downloads; } ///< nullptr until first shown

signals:
    void backChosen();
    void noticed(const QString& sentence);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();
    QWidget* bar();
    QWidget* cards();
    void refresh();
    void adaptToWidth();

    Workbench& m_workbench;
    const Settings& m_settings;
    ModelShelf* m_shelf = nullptr;
    ModelDownloads* m_downloads = nullptr;
    DownloadsCard* m_downloadsCard = nullptr;
    QBoxLayout* m_columns = nullptr;
};

}
