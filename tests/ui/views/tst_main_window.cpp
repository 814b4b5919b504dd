// The window as a whole: keys, names of controls, session, widths, colours.
#include "tests/ui/views/view_fixture.h"

#include "ui/views/inspector.h"
#include "ui/views/notice_line.h"
#include "ui/views/settings_dialog.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QAccessibleInterface>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QTabBar>
#include <QTextEdit>
#include <QToolButton>

using namespace embedscope;
using namespace embedscope::test;

namespace {

bool isControl(const QWidget* widget)
{
    return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget)
        || qobject_cast<const QAbstractItemView*>(widget) || qobject_cast<const QTextEdit*>(widget)
        || qobject_cast<const QPlainTextEdit*>(widget) || qobject_cast<const QComboBox*>(widget)
        || qobject_cast<const QAbstractSpinBox*>(widget) || qobject_cast<const QTabBar*>(widget)
        || qobject_cast<const QSplitter*>(widget)
        || (qobject_cast<const QAbstractSlider*>(widget) && !qobject_cast<const QScrollBar*>(widget));
}

/// Parts that Qt makes inside its own widgets.
bool isPartOfAnother(const QWidget* widget)
{
    if (widget->objectName().startsWith(QLatin1String("qt_"))
        || qobject_cast<const QMenu*>(widget->parentWidget())
        || qobject_cast<const QMenuBar*>(widget->parentWidget()))
        return true;
    const QWidget* const parent = widget->parentWidget();
    return qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QComboBox*>(parent)
        || qobject_cast<const QTabBar*>(parent) || (parent && parent->inherits("QComboBoxPrivateContainer"))
        || (qobject_cast<const QAbstractItemView*>(parent) && qobject_cast<const QAbstractButton*>(widget));
}

QStringList controlsWithoutName(const QWidget& root)
{
    QStringList nameless;
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        if (!isControl(widget) || isPartOfAnother(widget))
            continue;
        QAccessibleInterface* const spoken =
            QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
        const QString name = spoken ? spoken->text(QAccessible::Name) : QString();
        if (name.isEmpty() || widget->objectName().isEmpty())
            nameless.append(
                QStringLiteral("%1 \"%2\" in %3")
                    .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                         widget->parentWidget() ? widget->parentWidget()->objectName() : QString()));
    }
    return nameless;
}

}

class MainWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void everyControlHasANameToSay()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        fixture.window().search(QStringLiteral("kettle"));
        const QStringList nameless = controlsWithoutName(fixture.window());
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
        QTest::keyClick(&fixture.window(), Qt::Key_Comma, Qt::ControlModifier);
        auto* const settings = fixture.window().findChild<SettingsDialog*>();
        QVERIFY(settings && settings->isVisible() && !settings->isModal());
        QVERIFY2(controlsWithoutName(*settings).isEmpty(),
                 qPrintable(controlsWithoutName(*settings).join(QLatin1Char('\n'))));
    }

    void walksThroughThePagesByKey()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        for (int i = 0; i < kPageCount; ++i) {
            QTest::keyClick(&fixture.window(), static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
            QCOMPARE(fixture.window().page(), static_cast<Page>(i));
        }
    }

    void reachesTheSearchFieldAndItsKindsByKey()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        fixture.child<QWidget>("documentsTableView")->setFocus();
        QTest::keyClick(&fixture.window(), Qt::Key_F, Qt::ControlModifier);
        auto* const line = fixture.child<QLineEdit>("searchLineEdit");
        QCOMPARE(fixture.window().focusWidget(), line);
        const SearchKind before = fixture.window().searchField().kind();
        QTest::keyClick(line, Qt::Key_E, Qt::ControlModifier);
        QVERIFY(fixture.window().searchField().kind() != before);
        QTest::keyClicks(line, QStringLiteral("x"));
        QTest::keyClick(line, Qt::Key_Escape);
        QVERIFY(line->text().isEmpty());
        QTest::keyClick(line, Qt::Key_Escape); // one step up more: to the page
        QVERIFY(fixture.window().focusWidget() != line);
    }

    void visitsAllPanesWithF6()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        QSet<QString> panes;
        for (int i = 0; i < 8; ++i) {
            QTest::keyClick(&fixture.window(), Qt::Key_F6);
            for (const char* pane :
                 {"topBarWidget", "railWidget", "pagesStackedWidget", "pulseStripWidget"}) {
                if (fixture.child<QWidget>(pane)->isAncestorOf(fixture.window().focusWidget()))
                    panes.insert(QLatin1String(pane));
            }
        }
        QCOMPARE(panes.size(), 4);
    }

    void tabReachesEveryPartOfTheFrame()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        fixture.window().searchField().focusLine();
        QSet<QWidget*> visited;
        for (int i = 0; i < 60; ++i) {
            visited.insert(fixture.window().focusWidget());
            QTest::keyClick(fixture.window().focusWidget(), Qt::Key_Tab);
        }
        for (const char* name :
             {"searchLineEdit", "libraryPageToolButton", "settingsToolButton", "documentsTableView",
              "addPushButton", "pulseModeToolButton", "inspectorToolButton"})
            QVERIFY2(visited.contains(fixture.child<QWidget>(name)), name);
    }

    void showsTheMenuBarOnDemand()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        QVERIFY(fixture.window().menuBar()->isHidden());
        QTest::keyClick(&fixture.window(), Qt::Key_M, Qt::ControlModifier);
        QVERIFY(!fixture.window().menuBar()->isHidden());
        QVERIFY(fixture.window().menuBar()->actions().size() >= 5);
    }

    void comesBackAsItWasLeft()
    {
        ViewFixture fixture({1180, 760});
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Monitor);
        fixture.window().searchField().setKind(SearchKind::Both);
        fixture.window().searchField().nextKind();
        const SearchKind kind = fixture.window().searchField().kind();
        fixture.close();
        fixture.open({});
        QCOMPARE(fixture.window().page(), Page::Monitor);
        QCOMPARE(fixture.window().searchField().kind(), kind);
        QCOMPARE(fixture.window().size(), QSize(1180, 760));
    }

    void givesWayWhenItIsNarrow()
    {
        ViewFixture fixture({1440, 900});
        QVERIFY(fixture.addDocuments());
        QVERIFY(fixture.window().library().inspectorShown());
        fixture.window().resize(1024, 700);
        QTRY_VERIFY(!fixture.window().library().inspectorShown());
        QTest::keyClick(&fixture.window(), Qt::Key_I, Qt::ControlModifier); // the drawer
        QVERIFY(fixture.window().library().inspectorShown());
        fixture.window().resize(1440, 900);
        QTRY_VERIFY(fixture.window().library().inspectorShown());
        fixture.window().resize(820, 600);
        QTRY_COMPARE(fixture.child<QWidget>("libraryPageToolButton")->height(),
                     fixture.child<QWidget>("libraryPageToolButton")->sizeHint().height());
        QVERIFY(fixture.child<QWidget>("railWidget")->width() < Metrics::px(70));
    }

    void changesWorkersFromThePulse()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        EmbedOptions options = fixture.workbench().embedOptions();
        options.workers = options.workers == 1 ? 2 : 1;
        fixture.workbench().setEmbedOptions(options);
        auto* const button = fixture.child<QToolButton>("pulseModeToolButton");
        const QString expected =
            options.workers == 1 ? QStringLiteral("coarse, 1 worker") : QStringLiteral("coarse, 2 workers");
        QTRY_COMPARE(button->text(), expected);
        emit button->menu()->aboutToShow();
        QCOMPARE(fixture.settings().embedOptions().workers, options.workers);
        for (QAction* action : button->menu()->actions()) {
            if (action->text().startsWith(QLatin1String("Nested")))
                action->trigger();
        }
        QCOMPARE(fixture.workbench().embedOptions().mode, Mode::Nested);
        QTRY_VERIFY(button->text().startsWith(QLatin1String("nested")));
    }

    void everyPageOpensWithoutWarningsInBothThemes()
    {
        WarningWatch watch;
        const QString pictures = QCoreApplication::applicationDirPath() + QStringLiteral("/../pictures");
        QDir().mkpath(pictures);
        for (const auto& [theme, name] :
             {std::pair(Theme::Choice::Light, "light"), std::pair(Theme::Choice::Dark, "dark")}) {
            ViewFixture fixture;
            Theme::apply(theme);
            QVERIFY(fixture.waitReady());
            QTest::qWait(50);
            fixture.window().grab().save(
                QStringLiteral("%1/start-%2.png").arg(pictures, QLatin1String(name)));
            QVERIFY(fixture.addDocuments());
            fixture.window().search(QStringLiteral("why does water make a sound"));
            QVERIFY(QTest::qWaitFor(
                [&] { return fixture.child<QListView>("resultsListView")->model()->rowCount() > 0; },
                kPatience));
            for (const QSize size : {QSize(1440, 900), QSize(1024, 700)}) {
                fixture.window().resize(size);
                for (int i = 0; i < kPageCount; ++i) {
                    fixture.window().showPage(static_cast<Page>(i));
                    QTest::qWait(60);
                    const QPixmap picture = fixture.window().grab();
                    QVERIFY(
                        picture.save(QStringLiteral("%1/%2-%3-%4.png")
                                         .arg(pictures, pageKey(static_cast<Page>(i)), QLatin1String(name))
                                         .arg(size.width())));
                }
            }
        }
        QVERIFY2(WarningWatch::text().isEmpty(), qPrintable(WarningWatch::text()));
    }

    void savesAPictureThroughTheDialog()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        const QString path = fixture.folder() + QStringLiteral("/page.png");
        Dialogs::get().choosePicture = [path](QWidget*, const QString&) { return path; };
        fixture.window().findChild<QAction*>(QStringLiteral("savePictureAction"))->trigger();
        QVERIFY(QFile::exists(path));
        QVERIFY(fixture.window().notice().sentence().contains(QStringLiteral("page.png")));
    }
};

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"
