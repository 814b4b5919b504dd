#include "ui/views/save_text.h"

#include "ui/views/dialogs.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSaveFile>

namespace embedscope {

Saved saveText(QWidget* parent, const QString& suggestion, const std::string& text)
{
    const QString path = Dialogs::get().chooseTextFile(parent, suggestion);
    if (path.isEmpty())
        return {};
    QSaveFile file(path);
    const auto size = static_cast<qint64>(text.size());
    if (file.open(QIODevice::WriteOnly) && file.write(text.data(), size) == size && file.commit())
        return {QCoreApplication::translate("saveText", "Saved %1.").arg(QFileInfo(path).fileName()), false};
    return {QCoreApplication::translate("saveText", "%1 was not saved: %2. Choose another place.").arg(path, file.errorString()),
            true};
}

}
