// The desktop program: reads the command line and opens the window.
#include <QApplication>
#include <QCommandLineParser>

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("embedscope"));
    QApplication::setApplicationVersion(QStringLiteral(EMBEDSCOPE_VERSION));
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(application);
    return 0;
}
