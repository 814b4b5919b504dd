#include "ui/models/bundled_files.h"

#include "engine/base/resources.h"

namespace embedscope {

QString bundledPath(const QString& relativePath)
{
    return QString::fromStdString(findResource(relativePath.toStdString()).string());
}

QString bundledModelFile()
{
    return QString::fromStdString(findResource(kBundledModel).string());
}

}
