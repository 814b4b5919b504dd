// The desktop program: reads the command line, opens the window, hands files to an instance that runs
// already.
#include "app/desktop/desktop_session.h"
#include "app/desktop/offscreen_run.h"
#include "app/desktop/start_options.h"
#include "engine/base/cpu.h"
#include "ui/charts/theme.h"
#include "ui/views/single_instance.h"

#include <QApplication>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <cstdio>

using namespace embedscope;

namespace {

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

QString settingsFile(const QString& folder)
{
    return folder + QStringLiteral("/settings.ini");
}

void showWindow(DesktopSession& session, const StartOptions& options)
{
    MainWindow& window = session.window();
    if (options.size)
        window.resize(*options.size);
    if (options.page)
        window.showPage(*options.page);
    window.show();
}

/// Ends by itself: nothing of the user's own library and settings is touched unless a library is named.
int runByItself(const StartOptions& options)
{
    const QTemporaryDir scratch;
    if (!scratch.isValid()) {
        std::fprintf(stderr, "error: no temporary folder can be made: %s\n",
                     qPrintable(scratch.errorString()));
        return 1;
    }
    QSettings store(settingsFile(scratch.path()), QSettings::IniFormat);
    Theme::apply(Theme::choiceFromName(options.theme.isEmpty() ? QStringLiteral("light") : options.theme));
    DesktopSession session(store);
    session.settings().setTheme(options.theme.isEmpty() ? QStringLiteral("light") : options.theme);
    session.open(options.library.isEmpty() ? scratch.filePath(QStringLiteral("Samples.embedscope"))
                                           : options.library,
                 options.model);
    showWindow(session, options);
    OffscreenRun run(session, options);
    QObject::connect(&run, &OffscreenRun::finished, qApp, &QCoreApplication::exit, Qt::QueuedConnection);
    run.start();
    return QApplication::exec();
}

int runForPeople(const StartOptions& options)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
    QSettings store(settingsFile(folder), QSettings::IniFormat);
    DesktopSession session(store);
    QString library = options.library.isEmpty() ? session.settings().libraryPath() : options.library;
    if (library.isEmpty() || !QFileInfo(library).dir().exists())
        library = usualLibrary();
    SingleInstance instance(QFileInfo(library).absoluteFilePath());
    if (instance.handOver(options.files))
        return 0;
    instance.listen();
    Theme::apply(Theme::choiceFromName(options.theme.isEmpty() ? session.settings().theme() : options.theme));
    session.open(library, options.model);
    showWindow(session, options);
    if (!options.files.isEmpty())
        session.window().add(DroppedContent::fromPaths(options.files));
    if (!options.query.isEmpty())
        session.window().search(options.query);
    QObject::connect(&instance, &SingleInstance::filesReceived, &session,
                     [&session](const QStringList& files) { session.window().raiseAndAdd(files); });
    return QApplication::exec();
}

}

int main(int argc, char** argv)
{
    if (const std::string missing = embedscope::missingInstructions(embedscope::instructionSets()); !missing.empty()) {
        std::fprintf(stderr, "error: %s\n", missing.c_str());
        return 1;
    }
    const StartChoice choice = readCommandLine(argc, argv);
    if (!choice.options)
        return choice.exitStatus;
    const StartOptions& options = *choice.options;
    if (!hasDisplay()) {
        if (!options.endsByItself()) {
            std::fputs("error: there is no display; --demo and --screenshot work without one\n", stderr);
            return 1;
        }
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication application(argc, argv);
    nameApplication();
    QApplication::setApplicationDisplayName(QStringLiteral("Embedscope"));
    QApplication::setDesktopFileName(QStringLiteral("io.github.embedscope.Embedscope"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/embedscope.svg")));
    return options.endsByItself() ? runByItself(options) : runForPeople(options);
}
