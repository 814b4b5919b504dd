#include "ui/models/bundled_files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace embedscope {

namespace {

constexpr int kFoldersUp = 5; ///< from build/<preset>/bin to the sources, and one to spare

}

QString bundledPath(const QString& relativePath)
{
    QDir folder(QCoreApplication::applicationDirPath());
    const QString installed = folder.filePath(QStringLiteral("../share/embedscope/") + relativePath);
    if (QFileInfo::exists(installed))
        return QDir::cleanPath(installed);
    for (int up = 0; up < kFoldersUp; ++up) {
        const QString built = folder.filePath(QStringLiteral("resources/") + relativePath);
        if (QFileInfo::exists(built))
            return QDir::cleanPath(built);
        if (!folder.cdUp())
            break;
    }
    return QStandardPaths::locate(QStandardPaths::GenericDataLocation,
                                  QStringLiteral("embedscope/") + relativePath,
                                  relativePath.contains(QLatin1Char('.')) ? QStandardPaths::LocateFile
                                                                          : QStandardPaths::LocateDirectory);
}

QString bundledModelFile()
{
    return bundledPath(QStringLiteral("models/embedscope-mini.Q8_0.gguf"));
}

}
