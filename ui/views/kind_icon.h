// The icon for a kind of document ("pdf" -> "file-page"). Pure function.
#pragma once

#include <QString>

namespace embedscope {

/// `kind` as the readers call it; before a file is read its ending has to do.
QString kindIconName(const QString& kind, const QString& fileName = {});

}
