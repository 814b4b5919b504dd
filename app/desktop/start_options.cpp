#include "app/desktop/start_options.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QStandardPaths>
#include <cstdio>

namespace embedscope {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("main", text);
}

QCommandLineOption option(const char* name, const char* description, const char* value = nullptr)
{
    const QString key = QLatin1String(name);
    return value ? QCommandLineOption(key, translated(description), QLatin1String(value))
                 : QCommandLineOption(key, translated(description));
}

void describe(QCommandLineParser& parser)
{
    parser.setApplicationDescription(
        translated("Drop documents on a window, search them by meaning, and see the cores at work."));
    parser.addPositionalArgument(QStringLiteral("files"),
                                 translated("Files and folders to add; a .gguf becomes the model."),
                                 QStringLiteral("[FILES...]"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions(
        {option("library", "The library to open; it is made when it is not there.", "FILE"),
         option("model", "The embedding model to use.", "FILE"),
         option("query", "Search for this when everything is ready.", "TEXT"),
         option("page", "Show this page: library, explore, monitor, lab or model.", "PAGE"),
         option("theme", "Colours: light or dark.", "NAME"),
         option("size", "Size of the window, for example 1440x900.", "WxH"),
         option("screenshot", "Save a picture of the window when all work is done, then end.", "PNG"),
         option("demo", "Go through the bundled samples off screen, print a summary, save a picture, end.")});
}

std::optional<QSize> sizeFrom(const QString& text)
{
    const QStringList parts = text.split(QLatin1Char('x'));
    bool widthOk = false, heightOk = false;
    const QSize size =
        parts.size() == 2 ? QSize(parts[0].toInt(&widthOk), parts[1].toInt(&heightOk)) : QSize();
    const bool ok = widthOk && heightOk && size.width() >= 100 && size.height() >= 100
        && size.width() <= 16'000 && size.height() <= 16'000;
    return ok ? std::optional(size) : std::nullopt;
}

/// A sentence when a value is not one of those that can be; empty: all is well.
QString readValues(const QCommandLineParser& parser, StartOptions& options)
{
    const auto value = [&parser](const char* name) { return parser.value(QLatin1String(name)); };
    for (const QString& file : parser.positionalArguments())
        options.files.append(QDir::current().absoluteFilePath(file));
    if (parser.isSet(QStringLiteral("library")))
        options.library = QDir::current().absoluteFilePath(value("library"));
    if (parser.isSet(QStringLiteral("model")))
        options.model = QDir::current().absoluteFilePath(value("model"));
    options.query = value("query");
    options.screenshot = value("screenshot");
    options.demo = parser.isSet(QStringLiteral("demo"));
    options.theme = value("theme");
    if (!options.theme.isEmpty() && options.theme != QLatin1String("light")
        && options.theme != QLatin1String("dark"))
        return translated("the colours are light or dark, not %1").arg(options.theme);
    if (const QString page = value("page"); !page.isEmpty()) {
        bool known = false;
        options.page = pageFromKey(page, &known);
        if (!known)
            return translated("there is no page %1; it is library, explore, monitor, lab or model").arg(page);
    }
    if (const QString size = value("size"); !size.isEmpty()) {
        options.size = sizeFrom(size);
        if (!options.size)
            return translated("a size looks like 1440x900, not %1").arg(size);
    }
    return {};
}

}

void nameApplication()
{
    QCoreApplication::setApplicationName(QStringLiteral("embedscope"));
    QCoreApplication::setApplicationVersion(QStringLiteral(EMBEDSCOPE_VERSION));
}

QString usualLibrary()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    QDir().mkpath(folder);
    return folder + QStringLiteral("/My documents.embedscope");
}

StartChoice readCommandLine(int& argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    nameApplication();
    QCommandLineParser parser;
    describe(parser);
    StartChoice choice;
    StartOptions options;
    QString problem;
    if (!parser.parse(QCoreApplication::arguments()))
        problem = parser.errorText();
    else if (parser.isSet(QStringLiteral("help")))
        std::fputs(qPrintable(parser.helpText()), stdout);
    else if (parser.isSet(QStringLiteral("version")))
        std::printf("embedscope %s\n", EMBEDSCOPE_VERSION);
    else if (problem = readValues(parser, options); problem.isEmpty())
        choice.options = options;
    if (!problem.isEmpty()) {
        std::fprintf(stderr, "error: %s\nembedscope --help says more.\n", qPrintable(problem));
        choice.exitStatus = 2;
    }
    return choice;
}

}
