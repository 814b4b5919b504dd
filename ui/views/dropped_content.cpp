#include "ui/views/dropped_content.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace embedscope {

namespace {

QString translated(const char* text, int n = -1)
{
    return QCoreApplication::translate("DroppedContent", text, nullptr, n);
}

QString counted(int n, const char* one, const char* many)
{
    return n == 1 ? translated(one) : translated(many).arg(n);
}

}

DroppedContent DroppedContent::fromPaths(const QStringList& paths)
{
    DroppedContent content;
    for (const QString& path : paths) {
        const QFileInfo info(path);
        if (!info.isDir() && info.suffix().compare(QLatin1String("gguf"), Qt::CaseInsensitive) == 0) {
            content.model = path; // one model is open at a time: the last one counts
            continue;
        }
        content.paths.append(path);
        ++(info.isDir() ? content.folders : content.files);
    }
    return content;
}

DroppedContent DroppedContent::fromMimeData(const QMimeData& data)
{
    QStringList paths;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    DroppedContent content = fromPaths(paths);
    if (content.isEmpty() && data.hasText())
        content.text = data.text().trimmed();
    return content;
}

QString DroppedContent::sentence(const QString& libraryName) const
{
    if (!text.isEmpty())
        return translated("Drop to add this text to %1").arg(libraryName);
    if (paths.isEmpty())
        return translated("Drop to load this model");
    QStringList parts;
    if (folders > 0)
        parts.append(counted(folders, "1 folder", "%1 folders"));
    if (files > 0)
        parts.append(counted(files, "1 file", "%1 files"));
    return translated("Drop to add %1 to %2").arg(parts.join(translated(" and ")), libraryName);
}

}
