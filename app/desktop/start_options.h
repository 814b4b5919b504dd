// What the command line asks of the desktop program. Parsed without a display, so that --help works
// everywhere.
#pragma once

#include "ui/views/rail.h"

#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>

namespace embedscope {

struct StartOptions
{
    QStringList files; ///< absolute
    QString library, model; ///< empty: as last time, or the usual ones
    QString screenshot; ///< save a picture when everything is done, then end
    QString theme; ///< "light", "dark", empty: as set
    QString query;
    std::optional<QSize> size;
    std::optional<Page> page;
    bool demo = false; ///< the samples off screen, with a summary

    bool endsByItself() const { return demo || !screenshot.isEmpty(); }
};

/// Help, version and wrong usage are printed here: the exit status comes back instead of options.
struct StartChoice
{
    std::optional<StartOptions> options;
    int exitStatus = 0;
};
StartChoice readCommandLine(int& argc, char** argv);

/// The usual library: in the user's own data folder, which is made.
QString usualLibrary();
void nameApplication();

}
