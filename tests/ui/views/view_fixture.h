// What the tests of the views share: a window over a real workbench with an empty library in a folder of its
// own, real drag-and-drop events, and a watch over warnings.
#pragma once

#include "ui/charts/theme.h"
#include "ui/models/documents_model.h"
#include "ui/models/settings.h"
#include "ui/models/workbench.h"
#include "ui/views/dialogs.h"
#include "ui/views/explore_page.h"
#include "ui/views/library_page.h"
#include "ui/views/main_window.h"
#include "ui/views/search_field.h"

#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <memory>

namespace embedscope::test {

constexpr int kPatience = 60'000; // a loaded machine is slow; a passing test never waits this long

/// Collects warnings while it lives. What only the offscreen platform says of itself does not count.
class WarningWatch
{
public:
    WarningWatch()
    {
        s_warnings.clear();
        m_before = qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
            if (type != QtDebugMsg && type != QtInfoMsg
                && !text.startsWith(QLatin1String("This plugin does not support")))
                s_warnings.append(text);
        });
    }
    ~WarningWatch() { qInstallMessageHandler(m_before); }
    static QString text() { return s_warnings.join(QLatin1Char('\n')); }

private:
    static inline QStringList s_warnings;
    QtMessageHandler m_before = nullptr;
};

class ViewFixture
{
public:
    explicit ViewFixture(QSize size = {1440, 900})
        : m_store(m_folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat)
        , m_settings(m_store)
    {
        Theme::apply(Theme::Choice::Light);
        open(size);
    }

    ~ViewFixture()
    {
        close();
        Dialogs::reset();
    }

    void open(QSize size)
    {
        WorkbenchPaths paths;
        paths.libraryFile = m_folder.filePath(QStringLiteral("Home archive.embedscope"));
        paths.readerProgram = QStringLiteral(EMBEDSCOPE_READER_PROGRAM);
        m_workbench = std::make_unique<Workbench>(paths);
        m_window = std::make_unique<MainWindow>(*m_workbench, m_settings);
        if (size.isValid())
            m_window->resize(size);
        m_window->show();
        m_workbench->start();
    }

    void close()
    {
        if (m_window)
            m_window->close();
        m_window.reset();
        m_workbench.reset();
    }

    bool waitReady()
    {
        return QTest::qWaitForWindowExposed(m_window.get())
            && QTest::qWaitFor(
                   [this] { return m_workbench->model() && !m_workbench->library().path.isEmpty(); },
                   kPatience);
    }

    /// Waits until so many documents are through, well or badly.
    bool waitThrough(int documents)
    {
        const auto through = [this, documents] {
            const DocumentsModel& model = *m_workbench->documents();
            const int finished =
                model.count(DocumentsModel::Filter::Done) + model.count(DocumentsModel::Filter::Problems);
            return finished == documents && !m_workbench->indexing().running;
        };
        return QTest::qWaitFor(through, kPatience);
    }

    QString write(const QString& name, const QString& text)
    {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(QFileInfo(path).absolutePath());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no file can be written");
        file.write(text.toUtf8());
        return path;
    }

    /// Three short documents on bees, bread and a kettle.
    QStringList writeDocuments()
    {
        return {
            write(
                QStringLiteral("bees.md"),
                QStringLiteral("# Bees in May\n\nIn May the old queen leaves the hive with half of the bees. "
                               "The swarm hangs in a tree for a day. A beekeeper catches it with a box.\n")),
            write(QStringLiteral("bread.md"),
                  QStringLiteral("# Bread\n\nFlour, water, salt and yeast make a dough. "
                                 "The dough rests over night in the cold. Bake the loaf in a hot oven.\n")),
            write(QStringLiteral("kettle.txt"),
                  QStringLiteral("A kettle sings because small bubbles of steam collapse in the colder water "
                                 "above the hot bottom. Before it boils it becomes quiet.\n"))};
    }

    bool addDocuments()
    {
        if (!waitReady())
            return false;
        drop(*m_window, urls(writeDocuments()));
        return waitThrough(3);
    }

    static std::unique_ptr<QMimeData> urls(const QStringList& paths)
    {
        auto data = std::make_unique<QMimeData>();
        QList<QUrl> list;
        for (const QString& path : paths)
            list.append(QUrl::fromLocalFile(path));
        data->setUrls(list);
        return data;
    }

    static bool dragEnter(QWidget& target, const QMimeData& data)
    {
        QDragEnterEvent event(target.rect().center(), Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        event.ignore();
        QApplication::sendEvent(&target, &event);
        return event.isAccepted();
    }

    /// Enter, move and drop, as a file manager sends them; true when the drop was taken.
    static bool drop(QWidget& target, std::unique_ptr<QMimeData> data)
    {
        if (!dragEnter(target, *data))
            return false;
        const QPoint at = target.rect().center();
        QDragMoveEvent move(at, Qt::CopyAction | Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&target, &move);
        QDropEvent event(at, Qt::CopyAction | Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        event.ignore();
        QApplication::sendEvent(&target, &event);
        return event.isAccepted();
    }

    template <class Widget> Widget* child(const char* objectName)
    {
        auto* const found = m_window->findChild<Widget*>(QLatin1String(objectName));
        if (!found)
            qFatal("no widget is called %s", objectName);
        return found;
    }

    MainWindow& window() { return *m_window; }
    Workbench& workbench() { return *m_workbench; }
    Settings& settings() { return m_settings; }
    QString folder() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
    QSettings m_store;
    Settings m_settings;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<MainWindow> m_window;
};

}
