// What somebody drags over the window or pastes into it: files and folders, a model, or text. Values only.
#pragma once

#include <QString>
#include <QStringList>

class QMimeData;

namespace embedscope {

struct DroppedContent
{
    QStringList paths; ///< files and folders on this computer, without models
    QString model; ///< a .gguf
    QString text; ///< when there are no files
    int files = 0, folders = 0;

    bool isEmpty() const { return paths.isEmpty() && model.isEmpty() && text.isEmpty(); }
    QString sentence(const QString& libraryName) const; ///< "Drop to add 14 files to Home archive"

    static DroppedContent fromMimeData(const QMimeData& data);
    static DroppedContent fromPaths(const QStringList& paths);
};

}
