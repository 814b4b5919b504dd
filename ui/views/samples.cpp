#include "ui/views/samples.h"

#include "ui/models/bundled_files.h"

#include <QDir>

namespace embedscope {

QStringList sampleFiles()
{
    const QString folder = bundledPath(QStringLiteral("samples"));
    if (folder.isEmpty())
        return {};
    const QDir dir(folder);
    QStringList paths;
    for (const QString& name : dir.entryList(QDir::Files, QDir::Name))
        paths.append(dir.absoluteFilePath(name));
    return paths;
}

}
