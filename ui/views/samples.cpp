#include "ui/views/samples.h"

#if __has_include("engine/base/resources.h")
#include "engine/base/resources.h"
#else
#include <filesystem>
namespace embedscope {
static std::filesystem::path findResource(const char*)
{
    return {};
}
}
#endif

#include <QDir>

namespace embedscope {

QStringList sampleFiles()
{
    const std::filesystem::path folder = findResource("samples");
    if (folder.empty())
        return {};
    const QDir dir(QString::fromStdString(folder.string()));
    QStringList paths;
    for (const QString& name : dir.entryList(QDir::Files, QDir::Name))
        paths.append(dir.absoluteFilePath(name));
    return paths;
}

}
