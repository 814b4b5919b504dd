// The bar at the top: mark, library, search field, Add, undo, menu.
#pragma once

#include <QWidget>

class QMenu;

namespace embedscope {

class ActionButton;
class IconButton;
class MainActions;
class SearchField;
class TextButton;

class TopBar : public QWidget
{
    Q_OBJECT

public:
    TopBar(MainActions& actions, QWidget* parent = nullptr);

    SearchField& search() { return *m_search; }
    void setLibraryName(const QString& name);
    void setNarrow(bool narrow);
    void setRailWidth(int width); ///< the mark stands above the rail

signals:
    void libraryMenuAboutToShow(QMenu* menu);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void addMenus(MainActions& actions);
    SearchField* m_search = nullptr;
    TextButton* m_library = nullptr;
    ActionButton* m_add = nullptr;
    IconButton* m_undo = nullptr;
    IconButton* m_menu = nullptr;
    int m_railWidth = 0;
};

}
