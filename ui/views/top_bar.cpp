#include "ui/views/top_bar.h"

#include "ui/views/action_button.h"
#include "ui/views/icon_button.h"
#include "ui/views/main_actions.h"
#include "ui/views/painting.h"
#include "ui/views/search_field.h"
#include "ui/views/text_button.h"

#include <QHBoxLayout>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace embedscope {

TopBar::TopBar(MainActions& actions, QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("topBarWidget"));
    setAccessibleName(tr("Top bar"));
    setFixedHeight(Metrics::px(56));
    m_library = new TextButton({}, this);
    m_library->setObjectName(QStringLiteral("libraryToolButton"));
    m_library->setLarge(true);
    m_library->setPopupMode(QToolButton::InstantPopup);
    m_library->setMaximumWidth(Metrics::px(240));
    m_search = new SearchField(this);
    m_add = new ActionButton(ActionButton::Kind::Ordinary, tr("Add"), QStringLiteral("add"), this);
    m_add->setObjectName(QStringLiteral("addPushButton"));
    m_add->setAccessibleName(tr("Add documents"));
    m_add->setFocusPolicy(Qt::TabFocus);
    m_undo = new IconButton(QStringLiteral("undo"), tr("Undo"), this);
    m_undo->setObjectName(QStringLiteral("undoToolButton"));
    m_menu = new IconButton(QStringLiteral("menu"), tr("Menu"), this);
    m_menu->setObjectName(QStringLiteral("menuToolButton"));
    m_menu->setPopupMode(QToolButton::InstantPopup);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, Metrics::px(16), 1);
    layout->setSpacing(Metrics::px(12));
    layout->addWidget(m_library);
    layout->addWidget(m_search, 1);
    layout->addStretch();
    layout->addWidget(m_add);
    layout->addWidget(m_undo);
    layout->addWidget(m_menu);
    setRailWidth(Metrics::px(80));
    addMenus(actions);
    setTabOrder(m_search, m_library);
}

void TopBar::addMenus(MainActions& actions)
{
    auto* library = new QMenu(m_library);
    library->setAccessibleName(tr("Library"));
    connect(library, &QMenu::aboutToShow, this, [this, library] { emit libraryMenuAboutToShow(library); });
    m_library->setMenu(library);
    auto* add = new QMenu(m_add);
    add->setAccessibleName(tr("Add"));
    add->addActions({actions.addFiles, actions.addFolder, actions.pasteText, actions.openModel});
    add->addSeparator();
    add->addAction(actions.openSamples);
    m_add->setMenu(add);
    connect(m_undo, &QToolButton::clicked, actions.undo, &QAction::trigger);
    m_undo->setEnabled(actions.undo->isEnabled());
    connect(actions.undo, &QAction::enabledChanged, m_undo, &QWidget::setEnabled);
    auto* menu = new QMenu(m_menu);
    menu->setAccessibleName(tr("Menu"));
    if (const auto* window = qobject_cast<QMainWindow*>(actions.parent())) {
        for (QAction* entry : window->menuBar()->actions())
            menu->addAction(entry);
    }
    m_menu->setMenu(menu);
}

void TopBar::setLibraryName(const QString& name)
{
    m_library->setWords(name);
    m_library->setAccessibleName(tr("Library: %1").arg(name));
}

void TopBar::setNarrow(bool narrow)
{
    m_search->setShortcutHint(!narrow);
}

void TopBar::setRailWidth(int width)
{
    m_railWidth = width;
    QMargins margins = layout()->contentsMargins();
    margins.setLeft(width + Metrics::px(12));
    layout()->setContentsMargins(margins);
    update();
}

void TopBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painting::hairline(painter, {0.0, height() - 0.5}, {width() * 1.0, height() - 0.5});
    const int size = Metrics::px(32);
    const QRect mark((m_railWidth - size) / 2, (height() - size) / 2, size, size);
    window()->windowIcon().paint(&painter, mark);
}

}
