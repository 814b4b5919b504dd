// Names of model files that come from outside, from an address or from a server's word: always the name of
// one file, never a path, never hidden, always ending in .gguf. Pure functions.
#pragma once

#include <QString>

class QByteArray;
class QDir;
class QUrl;

namespace embedscope {

QString safeModelName(const QString& offered); ///< "model.gguf" when nothing usable is left
QString modelNameFromUrl(const QUrl& url);
/// Of a Content-Disposition header, as it stands there; empty: it has none.
QString fileNameFromDisposition(const QByteArray& header);
/// The name, or "name (2).gguf" where it is taken in the folder.
QString freeModelName(const QDir& folder, const QString& name);

}
